// The search in a trace. In: a film and words. Out: the steps that contain them, ascending, whatever the case.

import type { Film } from '../film-shape.ts';

export function stepsWith(film: Film, words: string): number[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return [];
  const { lanes, steps } = film.timeline;
  return steps.flatMap(({ n, lane, task, text, path }) => {
    const thread = lane === null ? 'environment' : (lanes[lane]?.name ?? '');
    const all = `${thread} ${task ?? ''} ${text} ${path}`.toLowerCase();
    return all.includes(wanted) ? [n] : [];
  });
}

/** The next of `found` after `n`, or before it; round the end. */
export function nextOf(found: readonly number[], n: number, forward: boolean): number | null {
  const next = forward ? found.find(one => one > n) : found.findLast(one => one < n);
  return next ?? (forward ? found[0] : found.at(-1)) ?? null;
}
