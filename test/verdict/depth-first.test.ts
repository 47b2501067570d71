// Depth first, checked as a whole: what may differ from breadth first is the depth and, where the space is not
// complete, the traces.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { type CheckOptions, check } from '../../src/verdict/check.ts';
import { program as programOfText } from '../ir/model.ts';
import { randomProgram } from '../system/random-program.ts';
import { counters, philosophers } from '../system/sample-programs.ts';

const run = (program: Program, options: Partial<CheckOptions> = {}) =>
  check(program, { host: nodeHost, ...options });

describe('depth first', () => {
  test('gives the results of breadth first where the space is complete', async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async program => {
        const breadth = await run(program);
        const depth = await run(program, { search: 'dfs' });
        expect(depth.stats.search).toBe('dfs');
        expect({ ...depth, stats: null, timing: null }).toEqual({
          ...breadth,
          stats: null,
          timing: null,
        });
        const { states, transitions, deadlocks } = breadth.stats;
        expect(depth.stats).toMatchObject({ states, transitions, deadlocks });
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test('at the first violation the traces are runs, and said to be shortest only if they are', async () => {
    let longer = 0;
    await fc.assert(
      fc.asyncProperty(randomProgram, async program => {
        const breadth = await run(program);
        const depth = await run(program, { search: 'dfs', first: true });
        depth.properties.forEach((found, i) => {
          const all = breadth.properties[i];
          if (found.verdict !== 'unknown') expect(found.verdict).toBe(all?.verdict);
          if (found.trace === null || found.verdict !== 'violated') return;
          const [length, least] = [found.trace.steps.length, all?.trace?.steps.length ?? -1];
          expect(length).toBeGreaterThanOrEqual(least);
          if (found.trace.shortest) expect(length).toBe(least);
          else longer += 1;
        });
      }),
      { seed: 12, numRuns: 200 },
    );
    // Small spaces are looked at once more, breadth first.
    expect(longer).toBe(0);
  });

  test('without room for a second look the trace is the stack, and may not be shortest', async () => {
    const program = philosophers(9);
    const found = await run(program, { search: 'dfs', maxStates: 1500 });
    const [deadlock] = found.properties;
    expect(found).toMatchObject({ verdict: 'violated', complete: false, limit: 'states' });
    expect(deadlock?.trace?.shortest).toBe(false);
    expect(deadlock?.trace?.steps.length).toBeGreaterThan(1000);
    expect(deadlock?.causes.length).toBeGreaterThan(0);
    expect(deadlock?.causeDetails).toEqual([]);
  });

  test('what is reachable is shown by a run; what is not is violated only by a complete space', async () => {
    const seen = await run(counters(2, 20), { search: 'dfs' });
    expect(seen.properties[0]).toMatchObject({ verdict: 'holds', trace: { shortest: true } });
    const cut = await run(counters(2, 20), { search: 'dfs', maxStates: 20 });
    expect(cut.properties[0]).toMatchObject({ verdict: 'unknown', trace: null });
  });

  test('a bound that the initial state exceeds is explained as breadth first', async () => {
    const model = programOfText(
      'var x : 0..3 = 3\nhost h { thread t { start a  final b  go: a -> b } }\nbound low: x <= 2',
    );
    const [breadth, depth] = [await run(model), await run(model, { search: 'dfs' })];
    expect(breadth.properties[0]?.causeDetails).toHaveLength(1);
    expect(depth.properties).toEqual(breadth.properties);
  });
});
