// The panels beside the chart: the step, what could run, the channels and locks, the state. In: a film's reader, the
// number of a step. Out: elements. They are made anew for every step; none holds more than a screen or two.

import type { OfferEntry, VariableKind } from '../film-shape.ts';
import { at, type Content, make } from './dom.ts';
import type { Change, FilmReader } from './reader.ts';

/** What happened in step `n`, where it is written, and what it changed. */
export function stepPanel(reader: FilmReader, n: number): (Node | string)[] {
  if (n === 0) return [make('p', 'what', 'The initial state: nothing has run yet.')];
  const { timeline, anchors, lines, failure } = reader.film;
  const step = at(timeline.steps, n - 1);
  const thread = step.lane === null ? 'environment' : at(timeline.lanes, step.lane).name;
  const task = step.task === null ? '' : ` (${step.task})`;
  const [, from] = at(lines, n - 1);
  const anchor = anchors[n - 1] ?? null;
  const changes = reader.changesOf(n);
  return [
    make('p', 'what', `${thread}${task}: `, make('span', 'mono', step.text)),
    make(
      'p',
      'file-name',
      `${step.path}, line ${from}${anchor === null ? '' : `; ${reader.text(anchor)}`}`,
    ),
    failure !== null && n === reader.steps ? make('p', 'wrong', reader.text(failure)) : '',
    changes.length === 0
      ? make('p', 'file-name', 'It changes nothing that is shown.')
      : make('table', '', ...changes.map(change => changeRow(reader, change))),
  ];
}

function changeRow(reader: FilmReader, { variable, before, after }: Change): HTMLElement {
  const one = at(reader.film.variables, variable);
  return make(
    'tr',
    '',
    make('td', 'mono', reader.nameOf(one)),
    make(
      'td',
      'mono',
      make('span', 'was', plain(reader.text(before), one.kind)),
      ' → ',
      make('span', 'now', plain(reader.text(after), one.kind)),
    ),
  );
}

/** A queue has a line per item. */
function plain(text: string, kind: VariableKind): string {
  return kind === 'queue' ? `[${text.replaceAll('\n', ', ')}]` : text;
}

/** What could run after step `n`, and what could not and why; the action that ran next is marked. */
export function offersPanel(reader: FilmReader, n: number): Node[] {
  const next = reader.film.timeline.steps[n]?.text ?? null;
  let taken = false;
  return reader.offersAt(n).flatMap(({ group, list }) => {
    const rows = [...list]
      .sort((a, b) => b[1] - a[1])
      .map(entry => {
        const took = !taken && entry[1] === 1 && reader.text(entry[0]) === next;
        taken ||= took;
        return offerRow(reader, entry, took);
      });
    return [make('h3', '', group), ...rows];
  });
}

function offerRow(reader: FilmReader, entry: OfferEntry, took: boolean): HTMLElement {
  const [text, enabled, missing, values] = entry;
  const name = make('span', 'mono', reader.text(text));
  if (enabled === 1) {
    return make('div', `offer can${took ? ' took' : ''}`, name, took ? ' (ran next)' : null);
  }
  return make(
    'div',
    'offer cannot',
    name,
    make('span', 'because', `: ${reader.text(missing)}`),
    values < 0 ? null : make('span', 'values', ` (${reader.text(values)})`),
  );
}

const OBJECTS: ReadonlySet<VariableKind> = new Set([
  'queue',
  'semaphore',
  'mutex',
  'event',
  'memory',
  'stream',
]);

/** Queues with their slots, semaphores with their tokens, locks with their owners. */
export function objectsPanel(reader: FilmReader, n: number): Node[] {
  return [tableOf(reader, n, kind => OBJECTS.has(kind))];
}

/** Where each thread stands, and the variables. */
export function statePanel(reader: FilmReader, n: number): Node[] {
  return [
    make('h3', '', 'threads and tasks'),
    tableOf(reader, n, kind => kind === 'location'),
    make('h3', '', 'variables'),
    tableOf(reader, n, kind => kind === 'variable'),
  ];
}

function tableOf(
  reader: FilmReader,
  n: number,
  shown: (kind: VariableKind) => boolean,
): HTMLElement {
  const values = reader.valuesAt(n);
  const changed = new Map(reader.changesOf(n).map(change => [change.variable, change]));
  const rows = reader.film.variables.flatMap((variable, i) => {
    if (!shown(variable.kind)) return [];
    const change = changed.get(i);
    const was = change === undefined ? null : plain(reader.text(change.before), variable.kind);
    const value = shownValue(reader.text(at(values, i)), variable.kind, variable.most);
    return [
      make(
        'tr',
        was === null ? '' : 'changed',
        make('td', 'mono', reader.nameOf(variable)),
        make('td', 'mono', ...value, was === null ? null : make('span', 'was', ` ${was}`)),
      ),
    ];
  });
  return make('table', '', ...rows);
}

const MOST_SLOTS = 16;

function shownValue(text: string, kind: VariableKind, most: number): Content[] {
  if (kind === 'queue' && most <= MOST_SLOTS) {
    const items = text === '' ? [] : text.split('\n');
    const slots = Array.from({ length: most }, (_, i) =>
      make('i', i < items.length ? 'full' : '', items[i] ?? ''),
    );
    return [make('span', 'slots', ...slots)];
  }
  if (kind === 'semaphore' && most > 0 && most <= MOST_SLOTS) {
    const tokens = Array.from({ length: most }, (_, i) =>
      make('i', `dot${i < Number(text) ? ' full' : ''}`),
    );
    return [`${text} `, make('span', 'slots', ...tokens)];
  }
  return [plain(text, kind)];
}
