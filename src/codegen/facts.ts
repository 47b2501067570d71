// What is known of a state before any action is taken: which actions are enabled and which conditions are false,
// as bits. In: a program and the dependence of its actions. Out: code that sets locals. It finds what
// `verdict/followed.ts` finds, as far as a choice depends on it: from the same facts follows the same choice.

import { canFail } from '../ir/can-fail.ts';
import type { Dependence } from '../reduction/dependence.ts';
import { undisturbed } from '../reduction/stubborn.ts';
import type { Code, Label } from '../wasm/code.ts';
import { BITS, maskWords, setBits, wordsFor } from './bit-locals.ts';
import { fieldOf, maskOf, readRaw } from './context.ts';
import { rawOf } from './encoding.ts';
import { emitGuards, type FactLocals, type Scene } from './guard-facts.ts';
import type { Field, Packing } from './packing.ts';
import type { Parts } from './parts.ts';

/** Bits of a word of the state that hold locations, turned left by so many places, in a word of locations. */
export interface LocationPart {
  readonly word: number;
  readonly mask: bigint;
  readonly turn: number;
  /** Of the words of locations. */
  readonly index: number;
}

/** Words of the state that hold locations; bits that fit beside one another are put into one word. */
export function locationParts({ tasks }: Dependence, packing: Packing): LocationPart[] {
  const fields = tasks
    .map(({ cell }) => fieldOf({ packing }, cell))
    .filter(({ width }) => width > 0);
  const taken: bigint[] = [];
  const words = [...new Set(fields.map(({ word }) => word))].sort((a, b) => a - b);
  return words.map(word => {
    const own = fields.filter(field => field.word === word);
    const masks = Array.from({ length: BITS }, (_, turn) => maskTurned(own, turn));
    for (const [index, before] of [...taken, 0n].entries()) {
      const turn = masks.findIndex(mask => mask !== null && (mask & before) === 0n);
      if (turn < 0) continue;
      taken[index] = before | (masks[turn] ?? 0n);
      return { word, mask: masks[0] ?? 0n, turn, index };
    }
    throw new Error('a word that does not fit into an empty one');
  });
}

/** null: a field would be torn. */
function maskTurned(fields: readonly Field[], turn: number): bigint | null {
  let mask = 0n;
  for (const { shift, width } of fields) {
    const at = (shift + turn) % BITS;
    if (at + width > BITS) return null;
    mask |= maskOf(width) << BigInt(at);
  }
  return mask;
}

/** Per task: which word of locations has its own, and how. */
export function locationFields(
  dependence: Dependence,
  packing: Packing,
): (Field & { readonly index: number })[] {
  const parts = new Map(locationParts(dependence, packing).map(part => [part.word, part]));
  return dependence.tasks.map(({ cell }) => {
    const field = fieldOf({ packing }, cell);
    const { index, turn } = parts.get(field.word) ?? { index: 0, turn: 0 };
    return { ...field, index, shift: (field.shift + turn) % BITS };
  });
}

/** What is known of a state, in 64-bit words. */
export interface Shape {
  /** Words of a set of actions. */
  readonly actions: number;
  /** Words of a set of conditions, without those that only say where a task is: the locations tell. */
  readonly conditions: number;
  /** Words of locations. */
  readonly locations: number;
  /** Some guard can go wrong: which actions are enabled does not follow from the rest. */
  readonly guardsFail: boolean;
}

export function shapeOf(dependence: Dependence, packing: Packing): Shape {
  const { actions, conditions } = dependence;
  return {
    actions: wordsFor(actions.length),
    // One bit more says that there is something.
    conditions: wordsFor(openConditions(dependence).length + 1),
    locations: Math.max(0, ...locationParts(dependence, packing).map(({ index }) => index + 1)),
    guardsFail: conditions.some(({ expr }) => canFail(expr)),
  };
}

/** Conditions that say more than where a task is: the bits of those that are false, in this order. */
export function openConditions({ conditions }: Dependence): number[] {
  return conditions.flatMap(({ location }, id) => (location === null ? [id] : []));
}

/**
 * Words that say all about a state that a choice depends on: false conditions, locations, and the enabled actions
 * where guards can go wrong.
 */
export function keyWords({ actions, conditions, locations, guardsFail }: Shape): number {
  return conditions + locations + (guardsFail ? actions : 0);
}

/** Words that say all: false conditions, locations, enabled actions. */
export function factWords({ actions, conditions, locations }: Shape): number {
  return conditions + locations + actions;
}

/**
 * Sets the locals anew for the state in `words`. `leave` leaves: as soon as an action is enabled that is a closed set by
 * itself, and before which no other such action comes, no more is looked at.
 */
export function emitFacts(
  dependence: Dependence,
  locals: FactLocals,
  { words, code, leave }: { words: readonly number[]; code: Code; leave: () => void },
  parts: Parts,
): void {
  const open = openConditions(dependence);
  const bits = new Map(open.map((condition, bit) => [condition, bit]));
  const scene: Scene = { dependence, bits, locals, words, code, parts };
  for (const local of [...locals.enabled, ...locals.isFalse]) code.i64(0).set(local);
  setBits(locals.isFalse, [open.length], code);
  const settlers = inOrderOfTasks(undisturbed(dependence), dependence);
  const { byTask, others } = guardsByPlace(dependence);
  dependence.tasks.forEach((_, task) => {
    emitTask(task, byTask.get(task) ?? new Map(), scene);
    const enough = settlers.filter(id => dependence.actions[id]?.from?.task === task);
    if (enough.length > 0) emitWhereSome(enough, locals.enabled, leave, code);
  });
  emitGuards(others, scene);
}

type ByLocation = ReadonlyMap<number, readonly number[]>;

/** Actions that happen, by where their first mover is, and those without. */
function guardsByPlace({ actions }: Dependence): {
  readonly byTask: ReadonlyMap<number, ByLocation>;
  readonly others: readonly number[];
} {
  const byTask = new Map<number, Map<number, number[]>>();
  const others: number[] = [];
  actions.forEach(({ from, possible }, id) => {
    if (!possible) return;
    if (from === null) {
      others.push(id);
      return;
    }
    const byLocation = byTask.get(from.task) ?? new Map<number, number[]>();
    byTask.set(from.task, byLocation);
    byLocation.set(from.at, [...(byLocation.get(from.at) ?? []), id]);
  });
  return { byTask, others };
}

/** The same actions where those of earlier tasks come first, so that the first one found is the one to follow; else none. */
function inOrderOfTasks(ids: readonly number[], { actions }: Dependence): readonly number[] {
  const tasks = ids.map(id => actions[id]?.from?.task ?? -1);
  const isOrdered = tasks.every((task, i) => task >= Math.max(0, tasks[i - 1] ?? 0));
  return isOrdered ? ids : [];
}

function emitWhereSome(
  members: readonly number[],
  set: readonly number[],
  then: () => void,
  code: Code,
): void {
  let pushed = false;
  maskWords(members, set.length).forEach((mask, w) => {
    if (mask === 0n) return;
    code
      .get(set[w] as number)
      .i64(mask)
      .op('i64.and');
    if (pushed) code.op('i64.or');
    pushed = true;
  });
  code.i64(0).op('i64.ne').if(then);
}

/** A jump by the task's location: the guards of the actions from there. */
function emitTask(task: number, byLocation: ByLocation, scene: Scene): void {
  const { dependence, words, code, parts } = scene;
  const cell = dependence.tasks[task]?.cell ?? 0;
  const field = fieldOf(parts, cell);
  const places = [...byLocation].flatMap(([at, actions]) => {
    const raw = rawOf(field, at);
    return raw === null ? [] : [{ actions, raw }];
  });
  if (places.length === 0) return;
  const targets = new Map<number, Label>();
  code.block(exit => {
    const open = (i: number): void => {
      const place = places[i];
      if (place === undefined) {
        readRaw({ ...parts, code, words, failed: exit }, field);
        code.op('i32.wrap_i64');
        const highest = Math.max(...places.map(({ raw }) => raw));
        const labels = Array.from({ length: highest + 1 }, (_, raw) => targets.get(raw) ?? exit);
        code.brTable(labels, exit);
        return;
      }
      code.block(label => {
        targets.set(place.raw, label);
        open(i + 1);
      });
      emitGuards(place.actions, scene);
      code.br(exit);
    };
    open(0);
  });
}
