import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/questions/simulate.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import type { Checked } from '../../src/verdict/result.ts';
import { preemptProgram } from '../explain/preempt-program.ts';

const program = preemptProgram();
const properties = program.properties as readonly Checked[];

function walk(seed: number, walks = 200, watched = properties) {
  return simulate(program, interpreter(program), {
    seed,
    walks,
    steps: 100,
    properties: watched,
    stopped: async () => false,
  });
}

describe('simulate', () => {
  it('finds the deadlock, and its steps lead to a state in which nothing moves', async () => {
    const found = await walk(1);
    const last = found.violation?.steps.at(-1)?.state;
    expect(found.violation?.property.kind).toBe('deadlock');
    expect(last && interpreter(program).enabled(last)).toEqual([]);
  });

  it('walks the same way with the same seed', async () => {
    const [one, two] = [await walk(7), await walk(7)];
    expect(one).toEqual(two);
  });

  it('does not walk the same way with every seed', async () => {
    const paths = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const found = await walk(seed);
      paths.add(JSON.stringify(found.violation?.steps.map(step => step.action)));
    }
    expect(paths.size).toBeGreaterThan(1);
  });

  it('finds nothing where nothing is watched', async () => {
    const found = await walk(1, 20, []);
    expect(found).toMatchObject({ walks: 20, violation: null, interrupted: false });
  });

  it('stops when it is told to', async () => {
    const found = await simulate(program, interpreter(program), {
      seed: 1,
      walks: 1000,
      steps: 10,
      properties: [],
      stopped: async () => true,
    });
    expect(found.interrupted).toBe(true);
  });
});
