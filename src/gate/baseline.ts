// Which violations of a run are accepted. In: the entries of a baseline, runs. Out: the reason per property, and the
// entries that no run needs any more. A property is accepted only if each of its causes is.

import type { BaselineEntry } from '../syntax/baseline/parse.ts';
import type { PropertyResult, RunResult } from '../verdict/result.ts';

/** The reason per accepted property of a run. */
export function acceptedIn(
  entries: readonly BaselineEntry[],
  model: string,
  run: RunResult,
): ReadonlyMap<string, string> {
  const accepted = new Map<string, string>();
  for (const result of run.properties) {
    if (result.verdict !== 'violated') continue;
    const reasons = new Set<string>();
    const every = causesOf(result).every(cause => {
      const entry = entries.find(one => isAbout(one, model, result, cause));
      if (entry !== undefined) reasons.add(entry.reason);
      return entry !== undefined;
    });
    if (every) accepted.set(result.property.name, [...reasons].join('; '));
  }
  return accepted;
}

/** Entries about properties that were checked over a complete space and do not have the cause any more. */
export function staleEntries(
  entries: readonly BaselineEntry[],
  runs: readonly { readonly model: string; readonly run: RunResult }[],
): BaselineEntry[] {
  return entries.filter(entry => {
    const about = runs.flatMap(({ model, run }) =>
      run.properties
        .filter(({ property }) => property.name === entry.property)
        .filter(() => entry.model === null || entry.model === model)
        .map(result => ({ model, run, result })),
    );
    return (
      about.length > 0 &&
      about.every(
        ({ model, run, result }) =>
          run.complete &&
          !(
            result.verdict === 'violated' &&
            causesOf(result).some(cause => isAbout(entry, model, result, cause))
          ),
      )
    );
  });
}

/** All that are known; `null` stands for a violation without one. */
function causesOf({ cause, causes }: PropertyResult): (string | null)[] {
  return causes.length > 0 ? [...causes] : [cause];
}

function isAbout(
  entry: BaselineEntry,
  model: string,
  { property }: PropertyResult,
  cause: string | null,
): boolean {
  const here = entry.model === null || entry.model === model;
  return here && entry.property === property.name && entry.cause === cause;
}
