// One trace as data for the page's script: the timeline, what every step changes, and what could run in every state.
// In: a run, a result, a trace. Out: a film. A queue's value is a line per item; other values are as shown elsewhere.

import { positionAt } from '../../diagnostic/source.ts';
import { type Missing, type Offer, offering } from '../../explain/offers.ts';
import { story } from '../../explain/story.ts';
import { timeline } from '../../explain/timeline.ts';
import { locationsOf, queueItemTexts, shownValue } from '../../explain/values.ts';
import type { Program } from '../../ir/program.ts';
import type { Interpreter } from '../../system/interpreter.ts';
import type { StateVector } from '../../system/transition-system.ts';
import type { Trace } from '../../verdict/result.ts';
import { switchSteps } from '../picture/switches.ts';
import { chartWords, markStep } from '../picture/words.ts';
import type { Case } from './cases.ts';
import type { Film, OfferEntry, OfferList, Text, Variable, VariableKind } from './film-shape.ts';
import type { Texts } from './texts.ts';

export function filmOf(
  { one, result, trace, name, end }: Case,
  texts: Texts,
  files: readonly string[],
): Film {
  const system = one.system();
  const told = story(one.run, { ...result, trace }, system);
  const drawn = timeline(system, result, trace);
  const states = [trace.initial, ...trace.steps.map(({ state }) => state)];
  const watched = watch(system.program, texts);
  return {
    name,
    timeline: drawn,
    words: end === null && told !== null ? chartWords(told) : { mark: '', end, well: true },
    noReturn: told === null ? null : markStep(told),
    switches: switchSteps(drawn),
    failure: trace.failure === null ? null : texts.add(trace.failure.message),
    variables: watched.map(({ variable }) => variable),
    initial: watched.map(({ read }) => read(trace.initial)),
    changes: changesOf(watched, states),
    ...offersOf(system, states, texts),
    ...placesOf(system.program, trace, texts, files),
  };
}

/** Something of the state that is shown, and how to read it. */
interface Watched {
  readonly variable: Variable;
  /** Cells that make it up: where none of these differs, neither does its text. */
  readonly cells: readonly number[];
  readonly read: (state: StateVector) => Text;
}

function watch(program: Program, texts: Texts): Watched[] {
  const locations = locationsOf(program);
  const owners = ownersOf(program);
  const watched: Watched[] = [];
  for (const cell of program.cells) {
    if (!cell.shown && !locations.has(cell.id)) continue;
    const kind = locations.has(cell.id) ? 'location' : (owners.get(cell.id) ?? 'variable');
    const name = kind === 'location' ? cell.name.replace(/\.at$/, '') : cell.name;
    watched.push({
      variable: {
        name: texts.add(name),
        kind,
        host: hostOf(program, cell.name, texts),
        most: kind === 'semaphore' ? cell.hi : 0,
      },
      cells: [cell.id],
      read: state => texts.add(shownValue(cell, state[cell.id] ?? 0, locations)),
    });
  }
  for (const queue of program.queues) {
    const slots = Array.from({ length: queue.capacity }, (_, i) => queue.first + i);
    watched.push({
      variable: {
        name: texts.add(queue.name),
        kind: 'queue',
        host: hostOf(program, queue.name, texts),
        most: queue.capacity,
      },
      cells: [queue.length, ...slots],
      read: state => texts.addLines(queueItemTexts(queue, state)),
    });
  }
  return watched;
}

/** What kind of object a cell belongs to, where that is one with a look of its own. */
function ownersOf(program: Program): ReadonlyMap<number, VariableKind> {
  const owners = new Map<number, VariableKind>();
  for (const { kind, cells } of program.objects) {
    const isShown =
      kind === 'semaphore' ||
      kind === 'mutex' ||
      kind === 'event' ||
      kind === 'memory' ||
      kind === 'stream';
    if (isShown) for (const cell of cells) owners.set(cell, kind);
  }
  return owners;
}

function hostOf({ hosts }: Program, name: string, texts: Texts): Text | null {
  const host = hosts.find(one => name.startsWith(`${one.name}.`));
  return host === undefined ? null : texts.add(host.name);
}

function changesOf(watched: readonly Watched[], states: readonly StateVector[]): number[][] {
  return states.slice(1).map((state, i) => {
    const before = states[i] as StateVector;
    const changed: number[] = [];
    watched.forEach(({ cells, read }, variable) => {
      if (cells.every(cell => before[cell] === state[cell])) return;
      const [old, now] = [read(before), read(state)];
      if (old !== now) changed.push(variable, now);
    });
    return changed;
  });
}

function offersOf(
  system: Interpreter,
  states: readonly StateVector[],
  texts: Texts,
): Pick<Film, 'offers' | 'groups' | 'offered'> {
  const { tasks, processes } = system.program;
  const ask = offering(system);
  const lists = new Lists(texts);
  const groups = tasks.map(({ name, process }) => {
    const thread = processes[process]?.name ?? '';
    return texts.add(name === null ? thread : `${thread} (${name})`);
  });
  const last = new Map<number, number>();
  const offered = states.map(state => {
    const now = new Map(
      ask(state).map(({ task, offers }) => [task ?? tasks.length, lists.add(offers)] as const),
    );
    const changed: number[] = [];
    for (let group = 0; group <= tasks.length; group++) {
      const list = now.get(group) ?? -1;
      if ((last.get(group) ?? -1) !== list) changed.push(group, list);
      last.set(group, list);
    }
    return changed;
  });
  return { offers: lists.all, groups: [...groups, texts.add('network and environment')], offered };
}

/** Lists of offers, each once. */
class Lists {
  readonly all: OfferList[] = [];
  private readonly texts: Texts;
  private readonly known = new Map<string, number>();
  private readonly entries = new Map<Offer, OfferEntry>();

  constructor(texts: Texts) {
    this.texts = texts;
  }

  /** -1: nothing is offered. */
  add(offers: readonly Offer[]): number {
    if (offers.length === 0) return -1;
    const list = offers.map(offer => this.entryOf(offer));
    const key = list.join(' ');
    const found = this.known.get(key);
    if (found !== undefined) return found;
    this.known.set(key, this.all.length);
    return this.all.push(list) - 1;
  }

  private entryOf(offer: Offer): OfferEntry {
    const entry = this.entries.get(offer) ?? this.makeEntry(offer);
    this.entries.set(offer, entry);
    return entry;
  }

  private makeEntry({ text, enabled, missing }: Offer): OfferEntry {
    if (missing === null) return [this.texts.add(text), enabled ? 1 : 0, -1, -1];
    const values = missing.values.map(({ name, value }) => `${name} = ${value}`).join(', ');
    const what = whyNot(missing);
    return [
      this.texts.add(text),
      0,
      this.texts.add(what),
      values === '' ? -1 : this.texts.add(values),
    ];
  }
}

function whyNot({ role, text }: Missing): string {
  if (text === '') return ROLES[role];
  return role === 'bound' ? `${ROLES.bound}: ${text}` : `needs ${text}`;
}

const ROLES = {
  location: 'the other side is not there',
  host: 'its host has crashed',
  bound: 'has occurred as often as it may',
  turn: 'its loop is not free',
  guard: 'is not due',
  operation: 'cannot proceed',
} as const;

function placesOf(
  program: Program,
  trace: Trace,
  texts: Texts,
  files: readonly string[],
): Pick<Film, 'lines' | 'anchors'> {
  const provenances = trace.steps.map(({ action }) => program.actions[action]?.provenance);
  return {
    lines: provenances.map(found => {
      if (found === undefined) return [0, 0, 0] as const;
      const { file, start, end } = found.span;
      const from = positionAt(file, start).line;
      return [
        files.indexOf(file.path),
        from,
        positionAt(file, Math.max(start, end - 1)).line,
      ] as const;
    }),
    anchors: provenances.map(found =>
      found?.src == null ? null : texts.add(`${found.src.file} ${found.src.function}`),
    ),
  };
}
