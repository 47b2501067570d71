// "Did you mean": the sentence at the end of a complaint about an unknown name.

import { nearest } from '../diagnostic/suggest.ts';

/** `; did you mean --search?`, or the candidates where none is near and they are few; else nothing. */
export function didYouMean(word: string, candidates: readonly string[], prefix = ''): string {
  const near = nearest(word, [...candidates]);
  if (near !== null) return `; did you mean ${prefix}${near}?`;
  if (candidates.length === 0 || candidates.length > 12) return '';
  return `; known: ${candidates.map(one => `${prefix}${one}`).join(', ')}`;
}
