// The result of one run: what was found, complete enough to explain, print and replay it. Plain data in
// the words of the JSON contract, still with ids of the program it belongs to.

import type { Span } from '../diagnostic/source.ts';
import type { Failure } from '../ir/expr.ts';
import type { Conjunct, Program, Property, WaitKind } from '../ir/program.ts';
import type { ReductionName, Refusal } from '../reduction/plan.ts';
import type { StateVector } from '../system/transition-system.ts';

export type Verdict = 'holds' | 'violated' | 'unknown';

/** What ended a run before the whole space was explored. */
export type LimitName = 'first' | 'states' | 'memory' | 'time' | 'interrupt';

export interface RunResult {
  readonly program: Program;
  readonly verdict: Verdict;
  readonly complete: boolean;
  readonly limit: LimitName | null;
  readonly properties: readonly PropertyResult[];
  /** null where the space is not complete, or too large for it. */
  readonly coverage: Coverage | null;
  /** Reductions that were asked for and not used. */
  readonly refused: readonly Refusal[];
  /** The compiled engine was asked for and cannot run this program: the interpreter has taken over. */
  readonly takenOver: boolean;
  readonly stats: RunStats;
  readonly timing: RunTiming;
}

export interface RunStats {
  /** Distinct reachable states, error outcomes not counted. */
  readonly states: number;
  /** (state, action) pairs that lead to a state. */
  readonly transitions: number;
  /** States that are quiescent and not accepted. */
  readonly deadlocks: number;
  /** Breadth first: longest shortest path from the initial state, in steps. Depth first: the longest taken. */
  readonly depth: number;
  readonly engine: 'interpreter' | 'compiled';
  readonly search: 'bfs' | 'dfs' | 'walks';
  readonly reductions: readonly ReductionName[];
}

/** The only part that may differ between two runs. */
export interface RunTiming {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly searchCpuSeconds: number;
  readonly peakBytes: number;
  readonly bytesPerState: number;
  readonly workers: number;
}

/** What is checked: a property of the program, or one of the two every model has. */
export type Checked =
  | Property
  /** Some action goes wrong (range, index, closed end ...). */
  | { readonly kind: 'error'; readonly name: 'errors' }
  /** An `assert` of the model fails; listed only where the model has one. */
  | { readonly kind: 'assertion'; readonly name: 'assertions' }
  /** Everything the model declares is exercised; checked only where that is asked for. */
  | { readonly kind: 'vacuity'; readonly name: 'vacuity' };

export interface PropertyResult {
  readonly property: Checked;
  readonly verdict: Verdict;
  /** `bound`: the largest value seen; null otherwise. */
  readonly value: number | null;
  /** 12 hex digits; null where there is no counterexample. */
  readonly cause: string | null;
  readonly causes: readonly string[];
  /** The counterexample, or for `bound` the trace that attains the value. */
  readonly trace: Trace | null;
  /** For a deadlock: every blocked task's waits, the knot first; for a partial one: the stuck tasks'. */
  readonly waits: readonly BlockedTask[];
  /** One entry per cause, in the order of `causes`; empty where it was not computed. */
  readonly causeDetails: readonly CauseDetail[];
  /** The step of the trace after which nothing leads to a goal; null where it was not computed. */
  readonly noReturn: NoReturn | null;
  /** `order`: how the two come, with a witness of each way there is; null otherwise. */
  readonly order: OrderAnswer | null;
}

/** How far a cause reaches. */
export interface CauseDetail {
  readonly cause: string;
  /** States that show it; for a step that is wrong in itself, the states before it. */
  readonly states: number;
  /** Steps of the shortest run that ends in it. */
  readonly depth: number;
}

export interface NoReturn {
  /** After this step no goal can be reached any more by system and user actions; 0: from the start. */
  readonly step: number;
  /** What could have run before that step and left a way: of each path one action, sorted by path. */
  readonly instead: readonly number[];
  /** User actions which only their bound of occurrences disables at the end; of each path one. */
  readonly usedUp: readonly number[];
}

/** Two actions over all runs. */
export type OrderWord =
  | 'ALWAYS' // the second occurs, and never before the first
  | 'NEVER' // both occur, the second never after the first
  | 'EITHER' // sometimes so, sometimes not
  | 'UNREACHABLE'; // one of them never fires

export interface OrderAnswer {
  readonly word: OrderWord;
  /** Per value of `per`; a single pair without it. */
  readonly pairs: readonly { readonly value: string | null; readonly word: OrderWord }[];
  /** A shortest run in which the second fires after the first; null if there is none. */
  readonly after: Trace | null;
  /** A shortest run in which the second fires and the first has not. */
  readonly before: Trace | null;
}

/** What a complete space never did. Nothing in it is an error by itself. */
export interface Coverage {
  readonly actions: readonly IdleAction[];
  readonly locations: readonly { readonly name: string; readonly span: Span }[];
  readonly properties: readonly IdleProperty[];
}

/** A declared action that never fires, in none of its expansions. */
export interface IdleAction {
  /** `src.migration.eof`, without indices of replication. */
  readonly name: string;
  readonly span: Span;
  /** What is never true where all before it is; null where the action is never started from. */
  readonly never: { readonly role: Conjunct['role']; readonly span: Span } | null;
}

export interface IdleProperty {
  readonly name: string;
  readonly span: Span;
  /** The left side of `implies` or what follows `whenever` never holds; or nothing it reads ever changes. */
  readonly reason: 'antecedent' | 'constant';
}

export interface Trace {
  /** No shorter one exists. */
  readonly shortest: boolean;
  readonly initial: StateVector;
  readonly steps: readonly TraceStep[];
  /** Set if the last step is an action that goes wrong. */
  readonly failure: Failure | null;
}

export interface TraceStep {
  readonly action: number;
  /** The state after the step; for a failing last step the state before it. */
  readonly state: StateVector;
}

/** The state before step `index` (0-based) of a trace. */
export function stateBefore(trace: Trace, index: number): StateVector {
  return index === 0 ? trace.initial : (trace.steps[index - 1]?.state ?? trace.initial);
}

/** One task that cannot move, in the last state of a deadlock's trace. */
export interface BlockedTask {
  readonly task: number;
  readonly process: number;
  /** Member of the wait-for knot. */
  readonly knot: boolean;
  readonly waits: readonly WaitFor[];
}

export interface WaitFor {
  readonly kind: WaitKind;
  readonly object: number | null;
  /** `ram[0]`, evaluated in the blocked state. */
  readonly on: string;
  readonly family: string;
  /** The blocked action. */
  readonly action: number;
  /** Index into the action's guard of the first false conjunct. */
  readonly conjunct: number;
  /** System actions that could make the conjunct true, by ascending id, expansions of one declaration once. */
  readonly wakers: readonly number[];
  /** User and fault actions that could. */
  readonly released: readonly number[];
  /** `recv`: the message at the head of the queue, which no recv here takes: it was not expected. */
  readonly head?: string;
}
