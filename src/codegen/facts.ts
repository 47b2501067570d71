// What is known of a state before any action is taken: which actions are enabled and which conditions are false,
// as bits. In: a program and the dependence of its actions. Out: code that sets locals. It evaluates what
// `verdict/followed.ts` evaluates, and nothing else: from the same facts follows the same choice.

import { canFail } from '../ir/can-fail.ts';
import type { ActionDependence, Condition, Dependence } from '../reduction/dependence.ts';
import type { Code, Label } from '../wasm/code.ts';
import { type Context, fieldOf, readRaw } from './context.ts';
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
  readonly isFalse: readonly number[];
  /** Enabled actions whose guard goes wrong; no words where no guard can. */
  readonly failing: readonly number[];
}

/** Words of the state that hold locations, with the bits that do. */
export function locationWords(
  { tasks }: Dependence,
  packing: Packing,
): { readonly word: number; readonly mask: bigint }[] {
  const masks = new Map<number, bigint>();
  for (const { cell } of tasks) {
    const { word, width, shift } = fieldOf({ packing }, cell);
    const mask = ((1n << BigInt(width)) - 1n) << BigInt(shift);
    if (width > 0) masks.set(word, (masks.get(word) ?? 0n) | mask);
  }
  return [...masks].sort(([a], [b]) => a - b).map(([word, mask]) => ({ word, mask }));
}

/** Per task: which of those words has its location, and how. */
export function locationFields(
  dependence: Dependence,
  packing: Packing,
): (Field & { readonly index: number })[] {
  const words = locationWords(dependence, packing).map(({ word }) => word);
  return dependence.tasks.map(({ cell }) => {
    const field = fieldOf({ packing }, cell);
    return { ...field, index: words.indexOf(field.word) };
  });
}

/** What a choice depends on, in 64-bit words. */
export interface Shape {
  /** Words of a set of actions. */
  readonly actions: number;
  /** Words of a set of conditions. */
  readonly conditions: number;
  /** Words of locations. */
  readonly locations: number;
}

export function shapeOf(dependence: Dependence, packing: Packing): Shape {
  return {
    actions: wordsFor(dependence.actions.length),
    conditions: wordsFor(dependence.conditions.length),
    locations: locationWords(dependence, packing).length,
  };
}

/** Words that say all about a state that a choice depends on: enabled actions, false conditions, locations. */
export function keyWords({ actions, conditions, locations }: Shape): number {
  return actions + conditions + locations;
}

interface Scene {
  readonly dependence: Dependence;
  readonly locals: FactLocals;
  readonly words: readonly number[];
  readonly code: Code;
  readonly parts: Parts;
}

/** Sets the locals anew for the state in `words`. */
export function emitFacts(
  dependence: Dependence,
  locals: FactLocals,
  words: readonly number[],
  code: Code,
  parts: Parts,
): void {
  const scene: Scene = { dependence, locals, words, code, parts };
  for (const local of [...locals.enabled, ...locals.isFalse, ...locals.failing])
    code.i64(0).set(local);
  dependence.tasks.forEach((_, task) => {
    emitTask(task, scene);
  });
  dependence.actions.forEach((action, id) => {
    if (action.possible && action.from === null) emitGuard(action, id, scene);
  });
}

/** A jump by the task's location: what is false there, and the guards of the actions from there. */
function emitTask(task: number, scene: Scene): void {
  const { dependence, words, code, parts } = scene;
  const cell = dependence.tasks[task]?.cell ?? 0;
  const field = fieldOf(parts, cell);
  const places = (dependence.tasks[task]?.leavers ?? []).flatMap((_, at) => {
    const raw = rawOf(field, at);
    return raw === null ? [] : [{ at, raw }];
  });
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
  const { conditions, actions } = scene.dependence;
  const elsewhere = conditions.flatMap(({ location }, id) =>
    location?.task === task && location.at !== at ? [id] : [],
  );
  setBits(scene.locals.isFalse, elsewhere, scene.code);
  actions.forEach((action, id) => {
    const { from, possible } = action;
    if (possible && from?.task === task && from.at === at) emitGuard(action, id, scene);
  });
}

/**
 * After a conjunct that goes wrong nothing is read, and the action is enabled; after one that is false, only what
 * cannot go wrong.
 */
function emitGuard(action: ActionDependence, id: number, scene: Scene): void {
  const { code, words, parts, locals, dependence } = scene;
  const conditions = action.guard.flatMap(condition => {
    const found = dependence.conditions[condition] as Condition;
    const { location } = found;
    const isOwn = location?.task === action.from?.task && location?.at === action.from?.at;
    return location !== null && isOwn ? [] : [{ condition, expr: found.expr }];
  });
  const holds = conditions.length > 1 ? code.local('i32') : null;
  if (holds !== null) code.i32(1).set(holds);
  code.block(over => {
    code.block(wrong => {
      const context: Context = { ...parts, code, words, failed: wrong };
      for (const { condition, expr } of conditions) {
        const evaluate = () => {
          emitTest(expr, context);
          code.op('i32.eqz');
          code.if(() => {
            setBits(locals.isFalse, [condition], code);
            if (holds === null) code.br(over);
            else code.i32(0).set(holds);
          });
        };
        if (holds !== null && canFail(expr)) code.get(holds).if(evaluate);
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

function setBits(set: readonly number[], members: readonly number[], code: Code): void {
  maskWords(members, set.length).forEach((mask, w) => {
    const local = set[w];
    if (mask !== 0n && local !== undefined) code.get(local).i64(mask).op('i64.or').set(local);
  });
}
