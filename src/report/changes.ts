// What each variant changes against the first one, as a list under the table of a matrix. In: its rows. Out:
// lines; none where there is one row only or nothing changes.

import { escapeText } from '../diagnostic/escape.ts';
import { baselineOf, type Change, type ChangeWord, changesAgainst } from '../questions/compare.ts';
import type { RunResult } from '../verdict/result.ts';
import type { NamedChoice } from './context.ts';
import { counted, hang } from './layout.ts';

const WORDS: readonly ChangeWord[] = ['eliminates', 'narrows', 'moves', 'adds'];

interface Row {
  readonly run: RunResult;
  readonly choice: readonly NamedChoice[];
}

/** As wide as the table above may be. */
export function changeLines(rows: readonly Row[], widest: number): string[] {
  const runs = rows.map(({ run }) => run);
  const told = rows.flatMap(({ run, choice }) => {
    const base = baselineOf(runs, run);
    const changes = base === null ? [] : changesAgainst(base, run);
    return changes.length === 0 ? [] : [{ name: nameOf(choice), changes }];
  });
  const [first] = rows;
  if (told.length === 0 || first === undefined) return [];
  const width = Math.min(28, Math.max(...told.map(({ name }) => name.length)));
  return [
    '',
    ...hang('', `Against ${nameOf(first.choice)}:`),
    ...told.flatMap(({ name, changes }) => linesOf(name, changes, width, widest)),
  ];
}

function nameOf(choice: readonly NamedChoice[]): string {
  return escapeText(choice.map(({ value }) => value).join(', ') || 'default');
}

/** One line per word, the name on the first. */
function linesOf(
  name: string,
  changes: readonly Change[],
  width: number,
  widest: number,
): string[] {
  const used = WORDS.filter(word => changes.some(change => change.word === word));
  const beside = name.length <= width;
  const lines = used.flatMap((word, i) => {
    const text = changes
      .filter(change => change.word === word)
      .map(described)
      .join(', ');
    const lead = i === 0 && beside ? name : '';
    return hang(`  ${lead.padEnd(width)}  ${word.padEnd(10)}  `, escapeText(text), widest);
  });
  return beside ? lines : [`  ${name}`, ...lines];
}

/** `deadlock 31 (1 state)`: steps as in the table. */
function described({ property, steps, states }: Change): string {
  const length = steps === null ? '' : ` ${steps}`;
  return `${property}${length}${states === null ? '' : ` (${counted(states, 'state')})`}`;
}
