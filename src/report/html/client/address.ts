// The place in a page as its address says it: `#s=7`, `#s=7&t=2&c=0` for step 7 of trace 2 beside trace 0. In: a
// fragment. Out: numbers within bounds, and back.

import type { Film } from '../film-shape.ts';

export interface Place {
  /** 0: the initial state. */
  readonly step: number;
  readonly film: number;
  /** The trace beside it; null: none. */
  readonly beside: number | null;
}

/** null where the fragment is about something else. */
export function placeFrom(hash: string, films: readonly Film[]): Place | null {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (name: string, most: number) => {
    const text = words.get(name);
    return text !== null && /^\d{1,9}$/.test(text) ? Math.min(Number(text), most) : null;
  };
  const film = number('t', films.length - 1) ?? 0;
  const step = number('s', films[film]?.timeline.steps.length ?? 0);
  const beside = number('c', films.length - 1);
  if (step === null && !words.has('t')) return null;
  return { step: step ?? firstStep(films[film]), film, beside: beside === film ? null : beside };
}

export function hashOf({ step, film, beside }: Place): string {
  return `#s=${step}${film === 0 ? '' : `&t=${film}`}${beside === null ? '' : `&c=${beside}`}`;
}

/** Where a reader begins: at the step after which there is no way back, else at the end. */
export function firstStep(film: Film | undefined): number {
  return film === undefined ? 0 : (film.noReturn ?? film.timeline.steps.length);
}
