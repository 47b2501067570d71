// The choice of a stubborn set inside the loop over states. In: the words of a state. Out: code that finds the facts
// and sets the words of the chosen actions. Where less than two actions are enabled, or no system action although
// one is needed as a key, nothing is asked: all enabled ones are taken. Nor is it where one is enabled that is a
// closed set by itself.

import type { Dependence } from '../reduction/dependence.ts';
import { undisturbed } from '../reduction/stubborn.ts';
import { Code } from '../wasm/code.ts';
import type { Module } from '../wasm/module.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { maskWords, wordsFor } from './bit-locals.ts';
import { emitFacts, factWords, locationParts, shapeOf } from './facts.ts';
import type { FactLocals } from './guard-facts.ts';
import type { Choice } from './moves.ts';
import type { Packing } from './packing.ts';
import type { Parts } from './parts.ts';

/** Declares the import `choose`; returns its index. */
export function importChoose(dependence: Dependence, packing: Packing, module: Module): number {
  const shape = shapeOf(dependence, packing);
  const list = (length: number): ValType[] => new Array<ValType>(length).fill('i64');
  const signature = { parameters: list(factWords(shape)), results: list(shape.actions) };
  return module.importFunction('choose', signature);
}

export interface Choosing {
  readonly choice: Choice;
  /** Sets the words of the choice for the current state. */
  emit(): void;
  /** Pushes an i32: 1 where no system action is enabled. */
  pushQuiescent(): void;
}

export function choosingOf(
  dependence: Dependence,
  choose: number,
  { code, words }: { readonly code: Code; readonly words: readonly number[] },
  parts: Parts,
): Choosing {
  const { actions, keyed, targets } = dependence;
  const size = wordsFor(actions.length);
  const locals = (length: number) => Array.from({ length }, () => code.local('i64'));
  const facts = {
    enabled: locals(size),
    isFalse: locals(shapeOf(dependence, parts.packing).conditions),
  };
  const find = declareFacts(dependence, facts, words.length, parts);
  const watched = new Set(targets.map(({ action }) => action));
  const chosen = locals(size);
  const taken = watched.size === 0 ? chosen : locals(size);
  const system = maskWords(
    actions.flatMap((action, id) => (action.system ? [id] : [])),
    size,
  );
  const alone = maskWords(undisturbed(dependence), size);
  /** Pushes an i64: 0 where none of these is enabled. */
  const pushEnabled = (masks: readonly bigint[]) => {
    facts.enabled.forEach((local, w) => {
      code
        .get(local)
        .i64(masks[w] ?? 0n)
        .op('i64.and');
      if (w > 0) code.op('i64.or');
    });
  };
  const pushQuiescent = () => {
    pushEnabled(system);
    code.op('i64.eqz');
  };
  const pushSome = (masks: readonly bigint[]) => {
    pushEnabled(masks);
    code.i64(0).op('i64.ne');
  };
  /** The least one of them that is enabled. */
  const takeFirst = (masks: readonly bigint[]) => {
    for (const local of chosen) code.i64(0).set(local);
    code.block(taken => {
      chosen.forEach((local, w) => {
        const [enabled, mask] = [facts.enabled[w] as number, masks[w] ?? 0n];
        if (mask === 0n) return;
        code.get(enabled).i64(mask).op('i64.and').set(local);
        code.i64(0).get(local).op('i64.sub').get(local).op('i64.and').set(local);
        code.get(local).i64(0).op('i64.ne').brIf(taken);
      });
    });
  };
  const pushFewerThanTwo = () => {
    facts.enabled.forEach((local, w) => {
      code.get(local).op('i64.popcnt');
      if (w > 0) code.op('i64.add');
    });
    code.i64(2).op('i64.lt_u');
  };
  const ask = () => {
    for (const local of facts.isFalse) code.get(local);
    locationParts(dependence, parts.packing)
      .sort((a, b) => a.index - b.index)
      .forEach(({ word, mask, turn, index }, i, all) => {
        code
          .get(words[word] as number)
          .i64(BigInt.asIntN(64, mask))
          .op('i64.and');
        if (turn > 0) code.i64(turn).op('i64.rotl');
        if (all[i - 1]?.index === index) code.op('i64.or');
      });
    for (const local of facts.enabled) code.get(local);
    code.call(choose);
    for (const local of [...chosen].reverse()) code.set(local);
  };
  const takeAll = () => {
    chosen.forEach((local, w) => {
      code.get(facts.enabled[w] as number).set(local);
    });
  };
  return {
    choice: { chosen, taken, watched },
    pushQuiescent,
    emit() {
      for (const word of words) code.get(word);
      code.call(find);
      const found = [...facts.enabled, ...facts.isFalse];
      for (const local of found.reverse()) code.set(local);
      pushFewerThanTwo();
      if (keyed) {
        pushQuiescent();
        code.op('i32.or');
      }
      code.if(takeAll, () => {
        if (!alone.some(mask => mask !== 0n)) {
          ask();
          return;
        }
        pushSome(alone);
        code.if(() => takeFirst(alone), ask);
      });
      // The choice is a whole stubborn set: its disabled members are of no use here.
      chosen.forEach((local, w) => {
        code
          .get(local)
          .get(facts.enabled[w] as number)
          .op('i64.and')
          .set(local);
      });
      if (taken === chosen) return;
      const looked = maskWords(watched, size);
      taken.forEach((local, w) => {
        code
          .get(facts.enabled[w] as number)
          .i64(looked[w] ?? 0n)
          .op('i64.and');
        code
          .get(chosen[w] as number)
          .op('i64.or')
          .set(local);
      });
    },
  };
}

/**
 * The facts as a function of their own: the parameters are the words of a state. One function with all of the code would
 * take much longer to optimise.
 */
function declareFacts(
  dependence: Dependence,
  { enabled, isFalse }: FactLocals,
  width: number,
  parts: Parts,
): number {
  const list = (length: number): ValType[] => new Array<ValType>(length).fill('i64');
  const size = enabled.length + isFalse.length;
  const find = parts.module.declare({ parameters: list(width), results: list(size) });
  const code = new Code(width);
  const locals = (like: readonly number[]) => like.map(() => code.local('i64'));
  const own = { enabled: locals(enabled), isFalse: locals(isFalse) };
  const words = Array.from({ length: width }, (_, word) => word);
  const pushAll = () => {
    for (const local of [...own.enabled, ...own.isFalse]) code.get(local);
  };
  const leave = () => {
    pushAll();
    code.op('return');
  };
  emitFacts(dependence, own, { words, code, leave }, parts);
  pushAll();
  parts.module.define(find, code);
  return find;
}
