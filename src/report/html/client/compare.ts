// Two traces side by side. In: two readers. Out: where they part, and what differs in their states.

import { at, make } from './dom.ts';
import type { FilmReader } from './reader.ts';

/** The first step that is not the same in both; one past the shorter one where that is the beginning of the other. */
export function partingStep(one: FilmReader, other: FilmReader): number {
  const most = Math.min(one.steps, other.steps);
  for (let i = 0; i < most; i++) {
    if (keyOf(one, i) !== keyOf(other, i)) return i + 1;
  }
  return most + 1;
}

function keyOf({ film }: FilmReader, index: number): string {
  const { path, text } = at(film.timeline.steps, index);
  return `${path} ${text}`;
}

/** Variables whose values differ after step `n`; each trace stands still after its last step. */
export function differencesPanel(one: FilmReader, other: FilmReader, n: number): Node[] {
  const parting = partingStep(one, other);
  const before =
    parting > 1 ? `The same up to step ${parting - 1}.` : 'They differ from the start.';
  const [left, right] = [valuesByName(one, n), valuesByName(other, n)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const rows = names
    .filter(name => left.get(name) !== right.get(name))
    .map(name =>
      make(
        'tr',
        '',
        make('td', 'mono', name),
        make('td', 'mono', left.get(name) ?? '-'),
        make('td', 'mono', right.get(name) ?? '-'),
      ),
    );
  const head = make('tr', '', make('th', '', ''), make('th', '', 'left'), make('th', '', 'right'));
  return [
    make('p', 'file-name', `${before} After step ${n}:`),
    rows.length === 0
      ? make('p', 'file-name', 'No value differs.')
      : make('table', '', head, ...rows),
  ];
}

function valuesByName(reader: FilmReader, n: number): Map<string, string> {
  const values = reader.valuesAt(Math.min(n, reader.steps));
  return new Map(
    reader.film.variables.map((variable, i) => [
      reader.nameOf(variable),
      reader.text(at(values, i)).replaceAll('\n', ', '),
    ]),
  );
}
