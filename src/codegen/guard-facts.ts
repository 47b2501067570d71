// What is known of the guards of some actions, all evaluated in the same states. In: actions, locals with the sets of
// enabled actions and false conditions. Out: code that adds to these sets. What is the same for several guards is
// evaluated once: of two ways on, one often asks for what the other one rules out.

import { canFail } from '../ir/can-fail.ts';
import type { Expr } from '../ir/expr.ts';
import { Known } from '../ir/known.ts';
import { assume, narrow } from '../ir/narrow.ts';
import type { ActionDependence, Condition, Dependence } from '../reduction/dependence.ts';
import type { Code } from '../wasm/code.ts';
import { addBit, clearBit, setBits } from './bit-locals.ts';
import type { Context } from './context.ts';
import { emitTest } from './expression.ts';
import { costOf } from './flat.ts';
import { KnownTruths } from './known-truths.ts';
import type { Parts } from './parts.ts';

/** Locals with one i64 per word of a set. */
export interface FactLocals {
  readonly enabled: readonly number[];
  /** Of open conditions. */
  readonly isFalse: readonly number[];
}

export interface Scene {
  readonly dependence: Dependence;
  /** By open condition. */
  readonly bits: ReadonlyMap<number, number>;
  readonly locals: FactLocals;
  readonly words: readonly number[];
  readonly code: Code;
  readonly parts: Parts;
}

interface Conjunct {
  readonly condition: number;
  readonly expr: Expr;
  /** The interpreter reads it only where all before it are true: it seems to go wrong at times. */
  readonly late: boolean;
}

/** Actions whose first mover is at the same place, or that have none. */
export function emitGuards(actions: readonly number[], scene: Scene): void {
  const known = new KnownTruths();
  const added = new Set<number>();
  for (const id of actions) {
    const conjuncts = conjunctsOf(scene.dependence.actions[id] as ActionDependence, scene);
    // What is late is not meant for all states.
    const jumps = ({ expr, late }: Conjunct) =>
      canFail(expr) || (late && costOf(expr, scene.parts) === Infinity);
    if (conjuncts.some(jumps)) emitFailing(conjuncts, id, scene);
    else emitFlat(conjuncts, id, { known, added }, scene);
  }
}

/** But for where the first mover is, which is known. */
function conjunctsOf({ guard, from }: ActionDependence, { parts, dependence }: Scene): Conjunct[] {
  const conjuncts = guard.flatMap((condition): Conjunct[] => {
    const { expr, location } = dependence.conditions[condition] as Condition;
    if (location !== null && location.task === from?.task && location.at === from.at) return [];
    return [{ condition, expr, late: parts.seemsToFail?.[condition] ?? canFail(expr) }];
  });
  if (!conjuncts.some(({ late }) => late)) return conjuncts;
  let known = parts.everywhere ?? Known.everywhere([]);
  return conjuncts.map(conjunct => {
    const narrowed = narrow(conjunct.expr, known);
    known = assume(narrowed, true, known);
    return conjunct.late ? { ...conjunct, expr: narrowed.expr } : conjunct;
  });
}

interface Shared {
  readonly known: KnownTruths;
  /** Conditions whose bits are set wherever they are false. */
  readonly added: Set<number>;
}

/** Nothing goes wrong: without a jump. */
function emitFlat(
  conjuncts: readonly Conjunct[],
  id: number,
  { known, added }: Shared,
  scene: Scene,
): void {
  const { code, words, parts, locals, bits } = scene;
  if (conjuncts.length === 0) {
    setBits(locals.enabled, [id], code);
    return;
  }
  let blocked: number | null = null;
  code.block(failed => {
    const context: Context = { ...parts, code, words, failed };
    for (const { condition, expr, late } of conjuncts) {
      const before = blocked;
      const truth = known.localOf(expr, context);
      const fails = code.local('i32');
      code.get(truth).op('i32.eqz');
      // The interpreter does not read it after one that is false.
      const isSkipped = before !== null && late;
      if (isSkipped) code.get(before).op('i32.eqz', 'i32.and');
      code.set(fails);
      const bit = bits.get(condition);
      if (bit !== undefined && !added.has(condition)) {
        addBit(locals.isFalse, bit, () => code.get(fails), code);
        if (!isSkipped) added.add(condition);
      }
      blocked = fails;
      if (before === null) continue;
      blocked = code.local('i32');
      code.get(fails).get(before).op('i32.or').set(blocked);
    }
  });
  addBit(locals.enabled, id, () => code.get(blocked ?? 0).op('i32.eqz'), code);
}

/**
 * After a conjunct that goes wrong nothing is read, and the action is enabled; after one that is false, only what
 * cannot go wrong.
 */
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
    });
    setBits(locals.enabled, [id], code);
  });
}
