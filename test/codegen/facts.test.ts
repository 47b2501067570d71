// What compiled code finds out of a state, before a stubborn set is chosen, is what the interpreter finds out: bit by bit.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { openConditions, shapeOf } from '../../src/codegen/facts.ts';
import { packingOf } from '../../src/codegen/packing.ts';
import type { Expr } from '../../src/ir/expr.ts';
import type { Program } from '../../src/ir/program.ts';
import { valueSetsOf } from '../../src/ir/value-sets.ts';
import { has } from '../../src/reduction/bit-set.ts';
import { type Dependence, dependenceOf } from '../../src/reduction/dependence.ts';
import { type Facts, undisturbed } from '../../src/reduction/stubborn.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { stepperOn } from '../../src/system/stepper.ts';
import type { StateVector } from '../../src/system/transition-system.ts';
import { followed } from '../../src/verdict/followed.ts';
import { claimingProgram } from '../reduction/claiming-program.ts';
import { looseProgram } from '../reduction/loose-program.ts';
import { scanningProgram } from '../reduction/scanning-program.ts';
import { cell, eq, fail, num, ProgramBuilder, range, set, span } from '../system/build-program.ts';
import { randomProgram } from '../system/random-program.ts';

const SEED = Number(process.env.MCHECK_SEED ?? 8);
const RUNS = Number(process.env.MCHECK_RUNS ?? 150);
const MOST_STATES = 200;

const anyProgram = fc.oneof(
  { weight: 3, arbitrary: scanningProgram },
  { weight: 1, arbitrary: claimingProgram },
  { weight: 1, arbitrary: looseProgram },
  { weight: 1, arbitrary: randomProgram },
);

/** Ids of enabled actions, and of conditions that were found not to be true, but for those that say where a task is. */
interface Found {
  readonly enabled: readonly number[];
  readonly isFalse: readonly number[];
}

type Find = (state: StateVector) => Found | null;

function interpreted(program: Program, dependence: Dependence): Find {
  let found: Found | null = null;
  const open = openConditions(dependence);
  const system = followed(interpreter(program), dependence, (facts: Facts) => {
    found = {
      enabled: program.actions.flatMap(({ id }) => (has(facts.enabled, id) ? [id] : [])),
      isFalse: open.filter(id => has(facts.isFalse, id)),
    };
    return new Int32Array(facts.enabled.length);
  });
  return state => {
    system.expand(state, { successor() {}, failure() {} });
    return found;
  };
}

/** null: nothing was asked, for less than two actions are enabled, or one is a closed set by itself. */
function compiled(program: Program, dependence: Dependence): Find | null {
  const system = compileProgram(program, [], { dependence, group: null });
  if (system === null) return null;
  const shape = shapeOf(dependence, packingOf(program, valueSetsOf(program)));
  const open = openConditions(dependence);
  const memory = new WebAssembly.Memory({ initial: 4 });
  let found: Found | null = null;
  const choose = (...words: bigint[]) => {
    const bitsFrom = (at: number, size: number) =>
      Array.from({ length: size }, (_, i) => i).filter(
        i => ((words[at + Math.floor(i / 64)] ?? 0n) >> BigInt(i % 64)) & 1n,
      );
    const isFalse = bitsFrom(0, open.length).map(bit => open[bit] ?? -1);
    const enabled = bitsFrom(shape.conditions + shape.locations, program.actions.length);
    found = { enabled, isFalse };
    return shape.actions === 1 ? 0n : new Array(shape.actions).fill(0n);
  };
  const stepper = stepperOn(system.codeFor(false), memory, { choose });
  const bytes = 8 * system.words;
  return state => {
    found = null;
    system.pack(state, new BigUint64Array(memory.buffer), 0);
    stepper.step(0, bytes, bytes, 65536, 3 * 65536);
    return found;
  };
}

/** Compares all states; returns how many were asked for, and of how many nothing was asked. */
function compare(program: Program): { readonly asked: number; readonly none: number } {
  let [asked, none] = [0, 0];
  const dependence = dependenceOf(program, [{ kind: 'deadlock', name: 'deadlock', span }]);
  const find = compiled(program, dependence);
  if (find === null) return { asked, none };
  const byItself = undisturbed(dependence);
  const expected = interpreted(program, dependence);
  for (const state of statesOf(program)) {
    const { enabled = [], isFalse = [] } = expected(state) ?? {};
    const found = find(state);
    if (found === null) {
      const isAsked = enabled.length > 1 && !enabled.some(id => byItself.includes(id));
      expect(isAsked && enabled.some(id => dependence.actions[id]?.system)).toBe(false);
      none += 1;
    } else {
      expect(found).toEqual({ enabled, isFalse });
      asked += 1;
    }
  }
  return { asked, none };
}

it(`of every state of ${RUNS} generated programs (seed ${SEED})`, () => {
  let [asked, none] = [0, 0];
  fc.assert(
    fc.property(anyProgram, program => {
      const found = compare(program);
      asked += found.asked;
      none += found.none;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(asked).toBeGreaterThan(RUNS);
  expect(none).toBeGreaterThan(RUNS);
});

it('of a condition that one guard does not read, and another one does', () => {
  const b = new ProgramBuilder();
  const list = b.cell('list[0]', range(0, 1), 1);
  b.cell('list[1]', range(0, 1), 1);
  const index = b.cell('index', range(0, 2));
  const task = b.thread('reader', ['a', 'b']);
  // It seems to go wrong, and is read only behind what holds; it never does.
  const read: Expr = {
    kind: 'element',
    first: list,
    count: 2,
    index: { kind: 'divide', operator: '%', left: cell(index), right: num(2) },
    failure: fail('index'),
  };
  b.action({ name: 'behind', move: [task, 'a', 'b'], bound: eq(index, 0), guard: read });
  b.action({ name: 'alone', move: [task, 'a', 'b'], bound: read });
  b.action({ name: 'back', move: [task, 'b', 'a'], guard: eq(index, 1) });
  for (const [from, to] of [
    [0, 1],
    [1, 2],
    [2, 0],
  ] as const) {
    b.action({ name: `on${from}`, guard: eq(index, from), effects: [set(index, to)] });
  }
  for (const [i, held] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const) {
    const guard = eq(list + i, held);
    // As a system action that nothing disturbs it would be all that is looked at.
    b.action({ name: `flip${i}`, class: 'user', guard, effects: [set(list + i, 1 - held)] });
  }
  expect(compare(b.build()).asked).toBeGreaterThan(0);
});

/** Breadth first, some hundred at most. */
function statesOf(program: Program): StateVector[] {
  const system = interpreter(program);
  const states = [system.initial()];
  const seen = new Set([String(states[0])]);
  for (const state of states) {
    system.expand(state, {
      successor(_, next) {
        if (states.length >= MOST_STATES || seen.has(String(next))) return;
        seen.add(String(next));
        states.push(next.slice());
      },
      failure() {},
    });
  }
  return states;
}
