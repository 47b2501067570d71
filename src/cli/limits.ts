// How far a check may go. In: arguments. Out: the limits of one run. Without --max-memory a run stops at half
// of the machine's memory, so that it ends in a verdict and not in the kernel's.

import { totalmem } from 'node:os';
import type { ReductionName } from '../reduction/plan.ts';
import type { SearchOrder } from '../verdict/search.ts';
import type { Arguments } from './arguments.ts';
import { reductionsOf } from './reductions.ts';
import { didYouMean } from './suggest.ts';
import { secondsOf, sizeOf, textOf, wholeOf } from './values.ts';

export type EngineName = 'compiled' | 'interpreter';

const ORDERS: readonly SearchOrder[] = ['bfs', 'dfs'];
const ENGINES: readonly EngineName[] = ['compiled', 'interpreter'];

export interface Limits {
  readonly first: boolean;
  readonly strict: boolean;
  readonly search: SearchOrder;
  readonly engine: EngineName;
  readonly reductions: readonly ReductionName[];
  /** Traces as they were found, not regrouped per thread. */
  readonly rawOrder: boolean;
  readonly maxMemory: number;
  readonly maxStates?: number;
  readonly timeout?: number;
  /** Threads that search together. */
  readonly workers: number;
  /** The limits as given, to repeat the run. */
  readonly words: readonly string[];
}

export function limitsOf(args: Arguments, problems: string[]): Limits {
  const maxStates = wholeOf(args, 'max-states', 1, problems);
  const timeout = secondsOf(args, 'timeout', problems);
  const first = args.switches.has('first');
  const strict = args.switches.has('strict');
  const rawOrder = args.switches.has('raw-order');
  return {
    first,
    strict,
    search: searchOf(textOf(args, 'search'), problems),
    engine: engineOf(textOf(args, 'engine'), problems),
    reductions: reductionsOf(args, problems),
    rawOrder,
    maxMemory: sizeOf(args, 'max-memory', problems) ?? defaultMemory(),
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(timeout === undefined ? {} : { timeout }),
    workers: wholeOf(args, 'workers', 1, problems) ?? 1,
    words: [
      ...(strict ? ['--strict'] : []),
      ...(first ? ['--first'] : []),
      ...(rawOrder ? ['--raw-order'] : []),
      ...(args.switches.has('no-reduction') ? ['--no-reduction'] : []),
      ...(
        ['search', 'engine', 'reduction', 'max-states', 'max-memory', 'timeout'] as const
      ).flatMap(name => {
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

function searchOf(asked: string | undefined, problems: string[]): SearchOrder {
  const order = ORDERS.find(name => name === (asked ?? 'bfs'));
  if (order !== undefined) return order;
  problems.push(`unknown search order '${asked}'${didYouMean(asked ?? '', ORDERS)}`);
  return 'bfs';
}

function defaultMemory(): number {
  const constrained = process.constrainedMemory();
  const total = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor(total / 2);
}
