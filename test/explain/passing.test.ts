import { describe, expect, it } from 'vitest';
import { passingTrace } from '../../src/explain/passing.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Interpreter } from '../../src/system/interpreter.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { check } from '../../src/verdict/check.ts';
import type { PropertyResult } from '../../src/verdict/result.ts';
import { breadthFirst } from '../../src/verdict/search.ts';
import { type Space, spaceOf } from '../../src/verdict/space.ts';
import { preemptProgram } from './preempt-program.ts';

async function checked(): Promise<{ space: Space; system: Interpreter; result: PropertyResult }> {
  const program = preemptProgram();
  const run = await check(program, { host: nodeHost });
  const [result] = run.properties;
  const system = interpreter(program);
  const means = { compile: null, dependence: null, group: null };
  const { exploration } = await breadthFirst(system, [], means, { host: nodeHost });
  const space = await spaceOf(system, exploration, async () => false);
  if (result === undefined || space === null) throw new Error('a result and a space expected');
  return { space, system, result };
}

/** Steps to the nearest state where nothing is owed and all may stay, found without the graph. */
function distanceToRest(system: Interpreter, from: Int32Array): number {
  const seen = new Set([from.join()]);
  let level = [from];
  for (let steps = 0; level.length > 0; steps++) {
    if (level.some(state => system.enabled(state).length === 0 && system.accepted(state))) {
      return steps;
    }
    level = level.flatMap(state =>
      system.enabled(state).flatMap(action => {
        const next = system.fire(state, action)?.next;
        if (next == null || seen.has(next.join())) return [];
        seen.add(next.join());
        return [next];
      }),
    );
  }
  return Number.POSITIVE_INFINITY;
}

describe('the nearest run that goes well', () => {
  it('is possible, parts from the failing one where the way back is lost, and is the shortest', async () => {
    const { space, system, result } = await checked();
    const passing = passingTrace(space, result);
    const back = result.noReturn?.step ?? 0;
    const failing = result.trace?.steps.map(({ action }) => action) ?? [];
    const taken = passing?.steps.map(({ action }) => action) ?? [];
    expect(back).toBeGreaterThan(0);
    expect(taken.slice(0, back - 1)).toEqual(failing.slice(0, back - 1));
    expect(taken[back - 1]).not.toBe(failing[back - 1]);
    let state = system.initial();
    let parting = state;
    taken.forEach((action, i) => {
      if (i === back - 1) parting = state;
      const next = system.fire(state, action)?.next;
      if (next == null) throw new Error(`step ${i + 1} is not possible`);
      expect(next).toEqual(passing?.steps[i]?.state);
      state = next;
    });
    expect([system.enabled(state).length, system.accepted(state)]).toEqual([0, true]);
    expect(taken.length - (back - 1)).toBe(distanceToRest(system, parting));
  });

  it('is none where nothing is violated, or there never was a way', async () => {
    const { space, result } = await checked();
    expect(passingTrace(space, { ...result, verdict: 'holds' })).toBeNull();
    expect(passingTrace(space, { ...result, noReturn: null })).toBeNull();
    const lost = { step: 0, instead: [], usedUp: [] };
    expect(passingTrace(space, { ...result, noReturn: lost })).toBeNull();
  });
});
