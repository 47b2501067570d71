// Which rows of a story are shown, and which share a line. In: a story. Out: rows for the table, and gaps where a long
// story is cut. It knows no widths.

import type { Story, StoryRow } from '../explain/story.ts';

/** The steps `first` to `n` in one line. */
export interface Row extends StoryRow {
  readonly first: number;
}

/** So many steps are left out here. */
export interface Gap {
  readonly left: number;
}

/** A story of more rows than both is cut between them. */
const FIRST_ROWS = 60;
const LAST_ROWS = 100;

export function isGap(row: Row | Gap): row is Gap {
  return 'left' in row;
}

/** The rows of a story, local steps folded; of a long one the beginning, the end and where there is no way back. */
export function shownRows(story: Story): (Row | Gap)[] {
  const rows = groups(story).map(rowOf);
  if (rows.length <= FIRST_ROWS + LAST_ROWS) return rows;
  const kept = rows.filter(
    (row, i) => i < FIRST_ROWS || i >= rows.length - LAST_ROWS || row.n === story.noReturn?.step,
  );
  return kept.flatMap((row, i) => {
    const left = row.first - (kept[i - 1]?.n ?? 0) - 1;
    return left === 0 ? [row] : [{ left }, row];
  });
}

/** Local steps of one thread that follow each other; the step without return ends its group. */
function groups({ rows, noReturn }: Story): StoryRow[][] {
  const found: StoryRow[][] = [];
  for (const row of rows) {
    const group = found.at(-1);
    const above = group?.at(-1);
    const goesOn =
      above !== undefined &&
      above.n !== noReturn?.step &&
      above.local &&
      row.local &&
      follows(above, row);
    if (goesOn) group?.push(row);
    else found.push([row]);
  }
  return found;
}

function follows(above: StoryRow, { cells: [cell] }: StoryRow): boolean {
  return cell?.lane === above.cells[0]?.lane && cell?.task === null;
}

/** `a; b; c`, and `a (12 times)` where a step repeats itself. */
function rowOf(group: readonly StoryRow[]): Row {
  const [first, ...others] = group as [StoryRow, ...StoryRow[]];
  const [lead] = first.cells;
  if (lead === undefined || others.length === 0) return { ...first, first: first.n };
  const texts: { readonly text: string; times: number }[] = [];
  for (const { cells } of group) {
    const text = cells[0]?.text ?? '';
    const last = texts.at(-1);
    if (last?.text === text) last.times++;
    else texts.push({ text, times: 1 });
  }
  const told = texts.map(({ text, times }) => (times === 1 ? text : `${text} (${times} times)`));
  return {
    ...(others.at(-1) ?? first),
    first: first.n,
    cells: [{ ...lead, text: told.join('; ') }],
  };
}
