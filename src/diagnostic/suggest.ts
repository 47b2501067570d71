// "Did you mean": the nearest known word. In: a word and candidates. Out: one candidate or null.

/**
 * The candidate with the smallest Damerau-Levenshtein distance (optimal string alignment; case counts
 * half a change) if it is near enough: up to a third of the word's length, at least one change. Ties go
 * to the first in alphabetical order.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of [...new Set(candidates)].sort()) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    const found = distance(word, candidate);
    if (found < bestDistance && found < Math.max(word.length, candidate.length)) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours; a change of case costs one half. */
export function distance(from: string, to: string): number {
  const rows: number[][] = [];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 0; row <= from.length; row++) {
    const current: number[] = [];
    rows.push(current);
    for (let column = 0; column <= to.length; column++) {
      if (row === 0 || column === 0) {
        current.push(row + column);
        continue;
      }
      const change = at(row - 1, column - 1) + substitution(from[row - 1], to[column - 1]);
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, change);
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, at(row - 2, column - 2) + 1);
      current.push(least);
    }
  }
  return at(from.length, to.length);
}

function substitution(from: string | undefined, to: string | undefined): number {
  if (from === to) return 0;
  return from?.toLowerCase() === to?.toLowerCase() ? 0.5 : 1;
}
