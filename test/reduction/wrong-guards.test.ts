// Guards that go wrong before a conjunct that is false, where both orders of two actions are tried out (`relations.ts`):
// then an action is enabled although it can be disabled. In each program `one` is such an action, and `other` disables it.
// Following what `one` does not disturb loses the only deadlock.

import { expect, it } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Expr, Statement } from '../../src/ir/expr.ts';
import { check } from '../../src/verdict/check.ts';
import {
  type ActionSpec,
  cell,
  compare,
  eq,
  fail,
  num,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';

const [X, Y, Z, N, I, J, K] = [0, 1, 2, 3, 4, 5, 6] as const;
const DIGITS = [I, J, K];
const MOST = 9;

/** Three digits are more than is told apart in a tree. */
const sum = plus(plus(cell(I), cell(J)), cell(K));
const division = (condition: Expr): Expr => ({
  kind: 'checked',
  condition,
  value: num(1),
  failure: fail('division'),
});
const post: Statement = { kind: 'require', condition: num(0), failure: fail('post') };

type Guard = Pick<ActionSpec, 'bound' | 'guard' | 'operation' | 'effects'>;

interface Case {
  readonly name: string;
  readonly digit: number;
  readonly one: Guard;
  /** Of `other`, beside that n is 0. */
  readonly bound: Expr;
}

const CASES: readonly Case[] = [
  {
    name: 'by a conjunct before the one that goes wrong',
    digit: MOST,
    one: {
      bound: eq(X, 0),
      guard: division(compare('<=', sum, num(26))),
      operation: eq(Y, 1),
    },
    bound: eq(Y, 0),
  },
  {
    name: 'by a conjunct that was not read before, and its effects would go wrong',
    digit: 0,
    one: { guard: division(eq(X, 1)), operation: eq(Y, 1), effects: [post] },
    bound: compare('<=', sum, num(20)),
  },
  {
    name: 'by a conjunct that was not read before, and one behind it would go wrong',
    digit: 0,
    one: { bound: division(eq(X, 1)), guard: eq(Y, 1), operation: division(eq(X, 0)) },
    bound: compare('<=', sum, num(20)),
  },
];

it.each(CASES)('an action that goes wrong is disabled $name', async ({ digit, one, bound }) => {
  const b = new ProgramBuilder();
  for (const name of ['x', 'y', 'z']) b.cell(name, range(0, 1));
  b.cell('n', range(0, 3));
  for (const name of ['i', 'j', 'k']) b.cell(name, range(0, MOST), digit);
  const task = b.thread('t', ['stay']);
  (b.tasks[task] as { accepted: Expr }).accepted = eq(Z, 1);
  b.action({ name: 'one', ...one });
  const effects = [set(X, 1), set(N, 3)];
  b.action({ name: 'other', bound, guard: eq(N, 0), operation: eq(X, 0), effects });
  for (const value of [1, 2])
    b.action({ name: `n${value}`, guard: eq(N, 0), effects: [set(N, value)] });
  b.action({ name: 'give up', class: 'fault', guard: eq(Z, 0), effects: [set(Z, 1)] });
  for (const id of DIGITS) {
    for (let value = 0; value <= MOST; value++) {
      if (value === digit) continue;
      const name = `cell ${id}: ${value}`;
      b.action({ name, class: 'user', guard: eq(Z, 1), effects: [set(id, value)] });
    }
  }
  const raised = [set(Y, 1)];
  b.action({
    name: 'raise',
    class: 'fault',
    guard: eq(Z, 1),
    operation: eq(Y, 0),
    effects: raised,
  });
  b.property({ kind: 'deadlock', name: 'deadlock' });
  const options = { host: nodeHost, properties: ['deadlock'] };
  const full = await check(b.build(), options);
  expect(full.properties[0]?.verdict).toBe('violated');
  for (const reductions of [['stubborn'], ['deletion']] as const) {
    for (const engine of [{}, { compile: compileProgram }]) {
      const { properties, stats } = await check(b.build(), { ...options, ...engine, reductions });
      expect(properties[0]?.verdict).toBe('violated');
      expect(stats.deadlocks).toBe(full.stats.deadlocks);
    }
  }
});
