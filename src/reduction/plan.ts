// Which reductions a run uses. In: the reductions asked for and the properties to be checked. Out: those that
// apply, and for each that does not, why. A reduction that some property would not survive is off for the whole
// run, for all properties are judged by one search.

import type { Property } from '../ir/program.ts';

/** `deletion`: stubborn sets made smaller. */
export const REDUCTIONS = ['stubborn', 'deletion', 'symmetry', 'slice', 'dead'] as const;

export type ReductionName = (typeof REDUCTIONS)[number];

/** A property of the program, or one of those that every model has. */
export type Question =
  | Property
  | { readonly kind: 'error' | 'assertion' | 'vacuity'; readonly name: string };

export interface ReductionPlan {
  /** In the order of REDUCTIONS. */
  readonly applied: readonly ReductionName[];
  readonly refused: readonly Refusal[];
}

/** A reduction that was asked for and is not used. */
export interface Refusal {
  readonly name: ReductionName;
  /** A sentence without its full stop: `order connects is judged on the graph of all states`. */
  readonly reason: string;
}

/** What a reduction found in a program: `leaves out src.seen`. */
export interface Note {
  readonly name: ReductionName;
  readonly text: string;
}

export function planReductions(
  asked: readonly ReductionName[],
  questions: readonly Question[],
): ReductionPlan {
  const refused: Refusal[] = [];
  const wanted = asked.includes('deletion') ? ['stubborn', ...asked] : asked;
  const applied = REDUCTIONS.filter(name => {
    if (!wanted.includes(name)) return false;
    const reason = REFUSE[name](questions);
    if (reason !== null) refused.push({ name, reason });
    return reason === null;
  });
  return { applied, refused };
}

const REFUSE: Readonly<Record<ReductionName, (questions: readonly Question[]) => string | null>> = {
  stubborn: refuseOnGraph,
  deletion: refuseOnGraph,
  symmetry: refuseOnGraph,
  slice: refuseOnGraph,
  dead: refuseOnGraph,
};

/** All of them keep what is looked for in states and shortest runs to it, not the graph of all states. */
function refuseOnGraph(questions: readonly Question[]): string | null {
  const lost = questions.find(({ kind }) => NEEDS_ALL_STATES.has(kind));
  return lost === undefined ? null : `'${lost.name}' is judged on the graph of all states`;
}

const NEEDS_ALL_STATES: ReadonlySet<Question['kind']> = new Set([
  'partial-deadlock',
  'always-possible',
  'order',
  'lock-order',
  'vacuity',
]);
