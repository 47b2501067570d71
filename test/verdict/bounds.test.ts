import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Arithmetic, Expr } from '../../src/ir/expr.ts';
import { boundsOf, type Knowledge, mayBeTrue } from '../../src/ir/interval.ts';
import type { Program } from '../../src/ir/program.ts';
import { compile, valueOrFailure } from '../../src/system/evaluate.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { boundsAfter } from '../../src/verdict/effect-bounds.ts';
import { mayEnable } from '../../src/verdict/enabling.ts';
import { cell, ite, num } from '../system/build-program.ts';
import { condition, randomProgram, value } from '../system/random-program.ts';

const operators: Arithmetic[] = ['+', '-', '*', 'min', 'max'];
const bitOperators: Arithmetic[] = ['|', '&', '&~', '<<', '>>>'];

/** Deeper expressions than programs have. */
const deep: fc.Arbitrary<Expr> = fc.oneof(
  value,
  fc
    .tuple(fc.constantFrom(...operators), value, value)
    .map(([operator, left, right]): Expr => ({ kind: 'arith', operator, left, right })),
  fc.tuple(fc.constantFrom(...bitOperators), fc.nat(1), fc.nat(1), fc.nat(7)).map(
    ([operator, c, d, n]): Expr => ({
      kind: 'arith',
      operator,
      left: { kind: 'arith', operator: '+', left: cell(c), right: num(n) },
      right: cell(d),
    }),
  ),
  fc.tuple(condition, value, value).map(([c, x, y]) => ite(c, x, y)),
  fc
    .tuple(value, fc.constantFrom(2, -3))
    .map(
      ([left, n]): Expr => ({ kind: 'divide', operator: n > 0 ? '/' : '%', left, right: num(n) }),
    ),
);

/** The cells of a random program, each known to lie between its value and another one. */
const scene = fc
  .tuple(fc.nat(2), fc.nat(2), fc.integer({ min: -1, max: 2 }), fc.nat(9), fc.nat(2))
  .map(([x, y, z, sparse, other]) => {
    const state = Int32Array.of(x, y, z, 0, 1, 1, sparse);
    const known: Knowledge = c => {
      const own = state[c] ?? 0;
      return { lo: Math.min(own, other), hi: Math.max(own, other) };
    };
    return { state, known };
  });

test('bounds hold every value an expression can have', () => {
  fc.assert(
    fc.property(deep, scene, (expr, { state, known }) => {
      const result = valueOrFailure(compile(expr), state);
      if (typeof result !== 'number') return;
      const { lo, hi } = boundsOf(expr, known);
      expect(lo <= result && result <= hi).toBe(true);
    }),
    { seed: 3, numRuns: 3000 },
  );
});

test('a condition that is true may be true', () => {
  fc.assert(
    fc.property(condition, scene, (expr, { state, known }) => {
      const result = valueOrFailure(compile(expr), state);
      if (result === 1) expect(mayBeTrue(expr, known)).toBe(true);
    }),
    { seed: 4, numRuns: 2000 },
  );
});

/** Up to `limit` transitions of the program, found by walking from the initial state. */
function someTransitions(program: Program, limit: number) {
  const system = interpreter(program);
  const found: { from: Int32Array; action: number; to: Int32Array }[] = [];
  const seen = new Set<string>();
  const open = [system.initial()];
  for (const from of open) {
    if (seen.has(from.join()) || found.length > limit) continue;
    seen.add(from.join());
    for (const action of system.enabled(from)) {
      const to = system.fire(from, action)?.next;
      if (to == null) continue;
      found.push({ from, action, to });
      open.push(to);
    }
  }
  return { system, transitions: found };
}

test('bounds after effects hold every state they lead to', () => {
  fc.assert(
    fc.property(randomProgram, program => {
      for (const { from, action, to } of someTransitions(program, 40).transitions) {
        const before: Knowledge = c => ({ lo: from[c] ?? 0, hi: program.cells[c]?.hi ?? 0 });
        const after = boundsAfter(program.actions[action]?.effects ?? [], before, program);
        to.forEach((result, c) => {
          expect(after(c).lo <= result && result <= after(c).hi).toBe(true);
        });
      }
    }),
    { seed: 5, numRuns: 60 },
  );
});

test('a step that makes a condition true is never denied', () => {
  let rises = 0;
  fc.assert(
    fc.property(
      randomProgram,
      fc.array(condition, { minLength: 5, maxLength: 5 }),
      (program, all) => {
        const { system, transitions } = someTransitions(program, 40);
        for (const { from, action, to } of transitions) {
          for (const one of all) {
            if (system.evaluate(one, from) !== 0 || system.evaluate(one, to) !== 1) continue;
            const taken = program.actions[action];
            if (taken === undefined) throw new Error('no action');
            rises += 1;
            expect(mayEnable(program, taken, one, null)).toBe(true);
            expect(mayEnable(program, taken, one, from)).toBe(true);
          }
        }
      },
    ),
    { seed: 6, numRuns: 250 },
  );
  expect(rises).toBeGreaterThan(200);
});
