import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { canFail } from '../../src/ir/can-fail.ts';
import type { Expr, Failure } from '../../src/ir/expr.ts';
import { arith, cell, checked, compare, constant, divide, element } from '../../src/ir/fold.ts';
import { Known } from '../../src/ir/known.ts';
import { assume, narrow } from '../../src/ir/narrow.ts';
import { narrowedProgram } from '../../src/ir/narrow-program.ts';
import type { Program } from '../../src/ir/program.ts';
import { valueSetsOf } from '../../src/ir/value-sets.ts';
import { type Interpreter, interpreter } from '../../src/system/interpreter.ts';
import { randomProgram } from '../system/random-program.ts';
import { program, thread } from './model.ts';

const SEED = Number(process.env.MCHECK_SEED ?? 1);
const FAILURE: Failure = {
  error: 'null',
  message: 'null used as a value',
  span: { file: sourceFile('model.mig', 'x'), start: 0, end: 1 },
};

/** Cell 0 is one of 0..6, cell 1 is 3, of cell 2 nothing is known. */
const KNOWN = Known.everywhere([[0, 1, 2, 3, 4, 5, 6], [3], null]);
/** Field of a message that cell 0 holds, 0 being none: `((message - 1) / 3) % 2`, checked. */
const FIELD = divide(
  '%',
  divide(
    '/',
    checked(compare('!=', cell(0), constant(0)), minusOne(cell(0)), FAILURE),
    constant(3),
  ),
  constant(2),
);

function minusOne(expr: Expr): Expr {
  return arith('-', expr, constant(1));
}

describe('an expression where cells have few values', () => {
  it('is a constant where its only cell has one', () => {
    expect(narrow(arith('+', cell(1), constant(4)), KNOWN).expr).toEqual(constant(7));
  });

  it('is left as it is where nothing is known', () => {
    const test = compare('==', cell(2), constant(1));
    expect(narrow(test, KNOWN).expr).toEqual(test);
  });

  it('loses a check that holds because of what was evaluated before', () => {
    const present = narrow(compare('!=', cell(0), constant(0)), KNOWN);
    expect(canFail(narrow(FIELD, KNOWN).expr)).toBe(true);
    expect(canFail(narrow(FIELD, assume(present, true, KNOWN)).expr)).toBe(false);
  });

  it('never goes wrong in an element whose index has been compared', () => {
    const read = element(4, 5, cell(0), FAILURE);
    const below = narrow(compare('<', cell(0), constant(5)), KNOWN);
    expect(canFail(narrow(read, KNOWN).expr)).toBe(true);
    expect(canFail(narrow(read, assume(below, true, KNOWN)).expr)).toBe(false);
    expect(canFail(narrow(read, assume(below, false, KNOWN)).expr)).toBe(true);
    expect(canFail(narrow(element(4, 5, cell(2), FAILURE), KNOWN).expr)).toBe(true);
  });

  it('goes wrong where the check does not hold', () => {
    const absent = narrow(compare('!=', cell(0), constant(0)), KNOWN);
    expect(canFail(narrow(FIELD, assume(absent, false, KNOWN)).expr)).toBe(true);
  });

  it('is a constant for the values that a conjunct before it leaves', () => {
    const both: Expr = {
      kind: 'and',
      operands: [
        compare('>', cell(0), constant(3)),
        compare('==', FIELD, constant(1)),
        compare('==', cell(2), constant(1)),
      ],
    };
    expect(narrow(both, KNOWN).expr).toEqual({
      kind: 'and',
      operands: [both.operands[0], both.operands[2]],
    });
  });

  it('keeps what may go wrong before a false operand', () => {
    const both: Expr = {
      kind: 'and',
      operands: [element(0, 2, cell(2), FAILURE), compare('==', cell(1), constant(4))],
    };
    expect(canFail(narrow(both, KNOWN).expr)).toBe(true);
  });
});

describe('a program for the states that it reaches', () => {
  it('has no check for what its guard says', () => {
    const built = program(
      thread(
        'a: s -> s when x != 0 and m[x - 1] == 0 do { x = 0 }\nb: s -> s when x == 0 do { x = 2 }',
        'var x : 0..2 = 0\nvar m : array[0..1] of 0..1',
      ),
    );
    const [taken] = narrowedProgram(built, valueSetsOf(built)).actions;
    expect(taken?.guard.some(({ condition }) => canFail(condition))).toBe(false);
  });

  it(`has the same transitions and failures (seed ${SEED})`, () => {
    let shorter = 0;
    fc.assert(
      fc.property(randomProgram, built => {
        const sets = valueSetsOf(built);
        const same = narrowedProgram(built, sets);
        if (JSON.stringify(same.actions).length < JSON.stringify(built.actions).length)
          shorter += 1;
        expectAlike(built, same, sets.possible);
      }),
      { numRuns: 200, seed: SEED },
    );
    // Otherwise this has compared programs with themselves.
    expect(shorter).toBeGreaterThan(20);
  });
});

function expectAlike(built: Program, same: Program, possible: readonly boolean[]): void {
  const [before, after] = [interpreter(built), interpreter(same)];
  const states = [before.initial()];
  const seen = new Set(states.map(String));
  for (const state of states.values()) {
    const from = outcomes(before, state);
    expect(outcomes(after, state)).toEqual(from);
    expect(after.accepted(state)).toBe(before.accepted(state));
    for (const { action, next } of from) {
      expect(possible[action]).toBe(true);
      if (next === null || seen.has(String(next)) || states.length > 3000) continue;
      seen.add(String(next));
      states.push(next);
    }
  }
}

interface Outcome {
  readonly action: number;
  readonly next: Int32Array | null;
  readonly failure: Failure | null;
}

function outcomes(system: Interpreter, state: Int32Array): Outcome[] {
  const found: Outcome[] = [];
  system.expand(state, {
    successor: (action, next) => found.push({ action, next: next.slice(), failure: null }),
    failure: (action, failure) => found.push({ action, next: null, failure }),
  });
  return found;
}
