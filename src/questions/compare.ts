// What a variant changes against the first one. In: two runs of one model. Out: per property one word, and one
// per cause. It compares what is reachable, never how likely it is: `narrows` says nothing about how often.

import type { PropertyResult, RunResult } from '../verdict/result.ts';

export type ChangeWord =
  | 'eliminates' // violated before, holds now over the complete space
  | 'narrows' // a cause of before is still reachable
  | 'moves' // no cause of before is, but another
  | 'adds'; // held before, violated now; of a cause: it was not there before

export interface Change {
  readonly property: string;
  readonly word: ChangeWord;
  readonly causes: readonly { readonly cause: string; readonly word: ChangeWord }[];
  /** Steps of the shortest counterexample; null where nothing is violated, or without a trace. */
  readonly steps: number | null;
  /** States that show what is violated now; null where that is not known. */
  readonly states: number | null;
}

/** The first run that has the same parameters; null for that run itself. */
export function baselineOf(runs: readonly RunResult[], run: RunResult): RunResult | null {
  const params = JSON.stringify(run.program.choice.params);
  const base = runs.find(one => JSON.stringify(one.program.choice.params) === params);
  return base === undefined || base === run ? null : base;
}

/** One change per property that has one to tell; what is not decided in either run has none. */
export function changesAgainst(base: RunResult, run: RunResult): Change[] {
  return run.properties.flatMap(after => {
    const before = base.properties.find(one => one.property.name === after.property.name);
    const word = before === undefined ? null : wordFor(before, after);
    if (before === undefined || word === null) return [];
    return [
      {
        property: after.property.name,
        word,
        causes: causeChanges(before, after),
        steps: after.verdict === 'violated' ? (after.trace?.steps.length ?? null) : null,
        states: statesOf(after),
      },
    ];
  });
}

function wordFor(before: PropertyResult, after: PropertyResult): ChangeWord | null {
  if (before.verdict === 'holds') return after.verdict === 'violated' ? 'adds' : null;
  if (before.verdict !== 'violated') return null;
  if (after.verdict === 'holds') return 'eliminates';
  if (after.verdict !== 'violated') return null;
  if (after.causes.some(cause => before.causes.includes(cause))) return 'narrows';
  return knowsAllCauses(before) && knowsAllCauses(after) ? 'moves' : null;
}

function causeChanges(before: PropertyResult, after: PropertyResult): Change['causes'] {
  const kept = (cause: string) => after.causes.includes(cause);
  const gone = after.verdict === 'holds' || knowsAllCauses(after);
  const old = before.causes
    .filter(cause => kept(cause) || gone)
    .map(cause => ({ cause, word: kept(cause) ? ('narrows' as const) : ('eliminates' as const) }));
  const isNew = (cause: string) => !before.causes.includes(cause);
  const fresh =
    before.verdict === 'holds' || knowsAllCauses(before) ? after.causes.filter(isNew) : [];
  return [...old, ...fresh.map(cause => ({ cause, word: 'adds' as const }))];
}

/** Every cause was looked for, over the complete space. */
function knowsAllCauses({ verdict, causeDetails }: PropertyResult): boolean {
  return verdict !== 'violated' || causeDetails.length > 0;
}

function statesOf({ verdict, causeDetails }: PropertyResult): number | null {
  if (verdict !== 'violated' || causeDetails.length === 0) return null;
  return causeDetails.reduce((sum, { states }) => sum + states, 0);
}
