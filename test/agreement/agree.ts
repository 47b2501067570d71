// One program checked in several ways. In: a program, combinations of engine, search, reductions and workers, the
// machine. Out: where a combination differs from the reference, in words, and what there was to compare.

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Host } from '../../src/explore/host.ts';
import type { Program } from '../../src/ir/program.ts';
import type { RunResult } from '../../src/verdict/result.ts';
import { type Combination, checkWith, essence, nameOf, REFERENCE } from './combination.ts';
import type { Generated } from './programs.ts';
import { differences, fullSpace, type Space, spaceOf } from './spaces.ts';

export interface Compared {
  /** null: the program is too large, and was passed over. */
  readonly reference: RunResult | null;
  readonly runs: readonly {
    readonly combination: Combination;
    readonly result: RunResult;
    readonly space: Space;
  }[];
  /** Empty: all agree. */
  readonly differences: readonly string[];
}

/** Larger programs are passed over. */
const MOST_STATES = 3000;
const MOST_OF_LARGE = 30_000;
const PASSED_OVER: Compared = { reference: null, runs: [], differences: [] };
/** Of these the compiled code counts the states first, which is quicker where they are too many. */
const OFTEN_LARGE: ReadonlySet<Generated['family']> = new Set([
  'symmetric',
  'lopsided',
  'counting',
  'large',
]);
const COUNT: Combination = { engine: 'compiled', search: 'bfs', reductions: [], workers: 1 };

async function isTooLarge(program: Program, maxStates: number, host: Host): Promise<boolean> {
  const options = { maxStates, properties: [], brief: true };
  return (await checkWith(program, COUNT, host, options)).limit !== null;
}

export async function compare(
  { program, family }: Generated,
  combinations: readonly Combination[],
  host: Host,
): Promise<Compared> {
  const maxStates = family === 'large' ? MOST_OF_LARGE : MOST_STATES;
  if (OFTEN_LARGE.has(family) && (await isTooLarge(program, maxStates, host))) return PASSED_OVER;
  let full: Space | null = null;
  const reference = await checkWith(program, REFERENCE, host, {
    maxStates,
    explored: space => {
      if (space.outcome.complete) full = spaceOf(space);
    },
  });
  if (reference.limit !== null) return PASSED_OVER;
  const runs: Compared['runs'][number][] = [];
  const found: string[] = [];
  const spaces = [full as unknown as Space];
  for (const combination of combinations) {
    let stored: Space | null = null;
    const result = await checkWith(program, combination, host, {
      explored: space => {
        stored = spaceOf(space);
      },
    });
    const space = stored as unknown as Space;
    runs.push({ combination, result, space });
    let whole = spaces.find(one => one.program === space.program);
    if (whole === undefined) {
      whole = await fullSpace(space.program, host);
      spaces.push(whole);
    }
    const stubborn = result.stats.reductions.includes('stubborn');
    const all = [
      ...asAskedFor(result, combination),
      ...differences(space, whole, stubborn),
      ...different('result', essence(result, combination), essence(reference, combination)),
    ];
    found.push(...all.map(text => `${nameOf(combination)}: ${text}`));
  }
  return { reference, runs, differences: found };
}

/** What ran is what was asked for. */
function asAskedFor({ stats, timing, refused }: RunResult, combination: Combination): string[] {
  const { engine, search, workers } = combination;
  const together = workers > 1 && !stats.reductions.includes('stubborn');
  const left = [...stats.reductions, ...refused.map(({ name }) => name)].sort();
  return different(
    'means',
    { engine: stats.engine, search: stats.search, workers: timing.workers, reductions: left },
    {
      engine,
      search,
      workers: together ? workers : 1,
      reductions: [...combination.reductions].sort(),
    },
  );
}

function different(what: string, found: unknown, expected: unknown): string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  try {
    assert.deepStrictEqual(found, expected);
  } catch (thrown) {
    return [`${what}: ${(thrown as Error).message}`];
  }
  return [];
}
