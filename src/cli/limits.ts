// How far a check may go. In: arguments. Out: the limits of one run. Without --max-memory a run stops at half
// of the machine's memory, so that it ends in a verdict and not in the kernel's.

import { totalmem } from 'node:os';
import type { Arguments } from './arguments.ts';
import { didYouMean } from './suggest.ts';
import { secondsOf, sizeOf, textOf, wholeOf } from './values.ts';

export type EngineName = 'compiled' | 'interpreter';

const ENGINES: readonly EngineName[] = ['compiled', 'interpreter'];

export interface Limits {
  readonly first: boolean;
  readonly strict: boolean;
  readonly engine: EngineName;
  readonly maxMemory: number;
  readonly maxStates?: number;
  readonly timeout?: number;
  /** The limits as given, to repeat the run. */
  readonly words: readonly string[];
}

export function limitsOf(args: Arguments, problems: string[]): Limits {
  checkSearch(textOf(args, 'search'), problems);
  const maxStates = wholeOf(args, 'max-states', 1, problems);
  const timeout = secondsOf(args, 'timeout', problems);
  const first = args.switches.has('first');
  const strict = args.switches.has('strict');
  return {
    first,
    strict,
    engine: engineOf(textOf(args, 'engine'), problems),
    maxMemory: sizeOf(args, 'max-memory', problems) ?? defaultMemory(),
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(timeout === undefined ? {} : { timeout }),
    words: [
      ...(strict ? ['--strict'] : []),
      ...(first ? ['--first'] : []),
      ...(['engine', 'max-states', 'max-memory', 'timeout'] as const).flatMap(name => {
        const given = textOf(args, name);
        return given === undefined ? [] : [`--${name}`, given];
      }),
    ],
  };
}

function engineOf(asked: string | undefined, problems: string[]): EngineName {
  const engine = ENGINES.find(name => name === (asked ?? 'compiled'));
  if (engine !== undefined) return engine;
  problems.push(`unknown engine '${asked}'${didYouMean(asked ?? '', ENGINES)}`);
  return 'compiled';
}

function checkSearch(search: string | undefined, problems: string[]): void {
  if (search === undefined || search === 'bfs') return;
  problems.push(
    search === 'dfs'
      ? '--search dfs does not exist yet; --search bfs is the one order there is'
      : `unknown search order '${search}'${didYouMean(search, ['bfs'])}`,
  );
}

function defaultMemory(): number {
  const constrained = process.constrainedMemory();
  const total = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor(total / 2);
}
