// Which rows a chart has. In: the number of steps, the switches, where there is no way back. Out: rows from top to
// bottom: steps, folded runs of steps, the mark. Long traces are folded to what fits on paper.

export type Row =
  | { readonly kind: 'step'; readonly n: number }
  /** Steps that are not drawn. */
  | { readonly kind: 'fold'; readonly from: number; readonly to: number }
  /** No way back after the step above. */
  | { readonly kind: 'mark' };

export interface Folding {
  /** Up to this many steps nothing is folded. */
  readonly most: number;
  /** How many of the first and of the last steps are kept. */
  readonly first: number;
  readonly last: number;
  /** How many of the switches in between. */
  readonly switches: number;
}

export const ON_A_PAGE: Folding = { most: 500, first: 100, last: 200, switches: 200 };
/** What renderers of text diagrams still draw. */
export const IN_A_DIAGRAM: Folding = { most: 120, first: 30, last: 60, switches: 30 };

/** Steps `from` to `to`, all of them, and the mark after step `noReturn`. */
export function rowsBetween(from: number, to: number, noReturn: number | null): Row[] {
  const rows: Row[] = [];
  for (let n = from; n <= to; n++) addStep(rows, n, noReturn);
  return rows;
}

/**
 * All steps of a short trace. Of a longer one the first, the last, the step after which there is no way back, and steps
 * with which another thread takes over; `switches` holds those, ascending.
 */
export function foldedRows(
  steps: number,
  switches: readonly number[],
  noReturn: number | null,
  folding: Folding = ON_A_PAGE,
): Row[] {
  if (steps <= folding.most) return rowsBetween(1, steps, noReturn);
  const isMiddle = (n: number) => n > folding.first && n <= steps - folding.last;
  const middle = switches.filter(isMiddle).slice(0, folding.switches);
  const kept = new Set([...middle, ...(noReturn === null ? [] : [noReturn])]);
  const rows: Row[] = [];
  for (let n = 1; n <= steps; n++) {
    if (!isMiddle(n) || kept.has(n)) addStep(rows, n, noReturn);
    else addFolded(rows, n);
  }
  return rows;
}

function addStep(rows: Row[], n: number, noReturn: number | null): void {
  rows.push({ kind: 'step', n });
  if (n === noReturn) rows.push({ kind: 'mark' });
}

function addFolded(rows: Row[], n: number): void {
  const last = rows.at(-1);
  if (last?.kind === 'fold') rows[rows.length - 1] = { ...last, to: n };
  else rows.push({ kind: 'fold', from: n, to: n });
}

/** How many steps the rows leave out. */
export function foldedSteps(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + (row.kind === 'fold' ? row.to - row.from + 1 : 0), 0);
}
