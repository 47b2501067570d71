// What is known of a state before any action is taken: which actions are enabled and which conditions are false,
// as bits. In: a program and the dependence of its actions. Out: code that sets locals. It evaluates what
// `verdict/followed.ts` evaluates, and nothing else: from the same facts follows the same choice.

import { canFail } from '../ir/can-fail.ts';
import type { Expr } from '../ir/expr.ts';
import type { ActionDependence, Condition, Dependence } from '../reduction/dependence.ts';
import { undisturbed } from '../reduction/stubborn.ts';
import type { Code, Label } from '../wasm/code.ts';
import { type Context, fieldOf, maskOf, readRaw } from './context.ts';
import { rawOf } from './encoding.ts';
import { emitTest } from './expression.ts';
import type { Field, Packing } from './packing.ts';
import type { Parts } from './parts.ts';

/** Sets of actions or conditions: bit i of word i / 64. */
const BITS = 64;

export function wordsFor(members: number): number {
  return Math.max(1, Math.ceil(members / BITS));
}

/** One constant per word. */
export function maskWords(members: Iterable<number>, words: number): bigint[] {
  const masks: bigint[] = new Array(words).fill(0n);
  for (const member of members) {
    const word = Math.floor(member / BITS);
    masks[word] = (masks[word] ?? 0n) | (1n << BigInt(member % BITS));
  }
  return masks.map(mask => BigInt.asIntN(64, mask));
}

/** Locals with one i64 per word of a set. */
export interface FactLocals {
  readonly enabled: readonly number[];
  /** Of open conditions. */
  readonly isFalse: readonly number[];
  /** Enabled actions whose guard goes wrong; no words where no guard can. */
  readonly failing: readonly number[];
}

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

interface Scene {
  readonly dependence: Dependence;
  /** By open condition. */
  readonly bits: ReadonlyMap<number, number>;
  readonly locals: FactLocals;
  readonly words: readonly number[];
  readonly code: Code;
  readonly parts: Parts;
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
  for (const local of [...locals.enabled, ...locals.isFalse, ...locals.failing])
    code.i64(0).set(local);
  setBits(locals.isFalse, [open.length], code);
  const settlers =
    locals.failing.length === 0 ? inOrderOfTasks(undisturbed(dependence), dependence) : [];
  dependence.tasks.forEach((_, task) => {
    emitTask(task, scene);
    const enough = settlers.filter(id => dependence.actions[id]?.from?.task === task);
    if (enough.length > 0) emitWhereSome(enough, locals.enabled, leave, code);
  });
  dependence.actions.forEach((action, id) => {
    if (action.possible && action.from === null) emitGuard(action, id, scene);
  });
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
function emitTask(task: number, scene: Scene): void {
  const { dependence, words, code, parts } = scene;
  const cell = dependence.tasks[task]?.cell ?? 0;
  const field = fieldOf(parts, cell);
  const starts = new Set(
    dependence.actions.flatMap(({ from, possible }) =>
      possible && from?.task === task ? [from.at] : [],
    ),
  );
  const places = [...starts].flatMap(at => {
    const raw = rawOf(field, at);
    return raw === null ? [] : [{ at, raw }];
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
      emitPlace(task, place.at, scene);
      code.br(exit);
    };
    open(0);
  });
}

function emitPlace(task: number, at: number, scene: Scene): void {
  scene.dependence.actions.forEach((action, id) => {
    const { from, possible } = action;
    if (possible && from?.task === task && from.at === at) emitGuard(action, id, scene);
  });
}

interface Conjunct {
  readonly condition: number;
  readonly expr: Expr;
  /** The interpreter reads it only where all before it are true: it seems to go wrong at times. */
  readonly late: boolean;
}

/**
 * After a conjunct that goes wrong nothing is read, and the action is enabled; after one that is false, only what
 * cannot go wrong.
 */
function emitGuard(action: ActionDependence, id: number, scene: Scene): void {
  const { parts, dependence } = scene;
  const conjuncts = action.guard.flatMap((condition): Conjunct[] => {
    const { expr, location } = dependence.conditions[condition] as Condition;
    const isOwn = location?.task === action.from?.task && location?.at === action.from?.at;
    if (location !== null && isOwn) return [];
    return [{ condition, expr, late: parts.seemsToFail?.[condition] ?? canFail(expr) }];
  });
  if (conjuncts.some(({ expr }) => canFail(expr))) emitFailing(conjuncts, id, scene);
  else emitFlat(conjuncts, id, scene);
}

/** Nothing goes wrong: without a jump. */
function emitFlat(conjuncts: readonly Conjunct[], id: number, scene: Scene): void {
  const { code, words, parts, locals, bits } = scene;
  if (conjuncts.length === 0) {
    setBits(locals.enabled, [id], code);
    return;
  }
  const [blocked, fails] = [code.local('i32'), code.local('i32')];
  code.block(failed => {
    const context: Context = { ...parts, code, words, failed };
    for (const [i, { condition, expr, late }] of conjuncts.entries()) {
      emitTest(expr, context);
      code.op('i32.eqz');
      if (i > 0 && late) code.get(blocked).op('i32.eqz', 'i32.and');
      code.set(fails);
      const bit = bits.get(condition);
      if (bit !== undefined) addBit(locals.isFalse, bit, () => code.get(fails), code);
      code.get(fails);
      if (i > 0) code.get(blocked).op('i32.or');
      code.set(blocked);
    }
  });
  addBit(locals.enabled, id, () => code.get(blocked).op('i32.eqz'), code);
}

function emitFailing(conjuncts: readonly Conjunct[], id: number, scene: Scene): void {
  const { code, words, parts, locals } = scene;
  const holds = conjuncts.length > 1 ? code.local('i32') : null;
  if (holds !== null) code.i32(1).set(holds);
  code.block(over => {
    code.block(wrong => {
      const context: Context = { ...parts, code, words, failed: wrong };
      for (const { condition, expr, late } of conjuncts) {
        const bit = scene.bits.get(condition);
        const evaluate = () => {
          // Where it goes wrong it is not true, wherever else it is looked at.
          const first = bit !== undefined && canFail(expr);
          if (first) setBits(locals.isFalse, [bit], code);
          emitTest(expr, context);
          if (first) code.if(() => clearBit(locals.isFalse, bit, code), fail);
          else code.op('i32.eqz').if(fail);
        };
        const fail = () => {
          if (bit !== undefined) setBits(locals.isFalse, [bit], code);
          if (holds === null) code.br(over);
          else code.i32(0).set(holds);
        };
        if (holds !== null && late) code.get(holds).if(evaluate);
        else evaluate();
      }
      if (holds !== null) code.get(holds).op('i32.eqz').brIf(over);
      setBits(locals.enabled, [id], code);
      code.br(over);
    });
    setBits(locals.enabled, [id], code);
    setBits(locals.failing, [id], code);
  });
}

/** Adds a member where the i32 that is pushed is 1, none where it is 0. */
function addBit(set: readonly number[], member: number, push: () => void, code: Code): void {
  const local = set[Math.floor(member / BITS)];
  if (local === undefined) throw new RangeError('no such member');
  push();
  code.op('i64.extend_i32_u');
  if (member % BITS > 0) code.i64(member % BITS).op('i64.shl');
  code.get(local).op('i64.or').set(local);
}

function clearBit(set: readonly number[], member: number, code: Code): void {
  const local = set[Math.floor(member / BITS)];
  if (local === undefined) throw new RangeError('no such member');
  code
    .get(local)
    .i64(BigInt.asIntN(64, ~(1n << BigInt(member % BITS))))
    .op('i64.and')
    .set(local);
}

function setBits(set: readonly number[], members: readonly number[], code: Code): void {
  maskWords(members, set.length).forEach((mask, w) => {
    const local = set[w];
    if (mask !== 0n && local !== undefined) code.get(local).i64(mask).op('i64.or').set(local);
  });
}
