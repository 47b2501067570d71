// The precondition of effects says exactly when they succeed, and the definedness of an expression exactly
// when it has a value: compared with the interpreter on states of generated programs.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Expr, FALSE, type Statement, TRUE } from '../../src/ir/expr.ts';
import { definedness, precondition } from '../../src/ir/precondition.ts';
import type { Program } from '../../src/ir/program.ts';
import { compile, valueOrFailure } from '../../src/system/evaluate.ts';
import { compileStatements } from '../../src/system/execute.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import {
  branch,
  cell,
  compare,
  fail,
  num,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';
import { condition, randomProgram } from '../system/random-program.ts';

const MOST_STATES = 60;

/** Some reachable states. */
function statesOf(program: Program): Int32Array[] {
  const system = interpreter(program);
  const states = [system.initial()];
  const seen = new Set([system.initial().join()]);
  for (let i = 0; i < states.length && states.length < MOST_STATES; i++) {
    system.expand(states[i] as Int32Array, {
      successor: (_, next) => {
        if (seen.has(next.join())) return;
        seen.add(next.join());
        states.push(next.slice());
      },
      failure: () => {},
    });
  }
  return states;
}

/** The state after the effects; null where they fail. */
function after(effects: readonly Statement[], program: Program, state: Int32Array) {
  const next = state.slice();
  const outcome = valueOrFailure(() => {
    compileStatements(effects, program)(next);
    return 0;
  }, state);
  return outcome === 0 ? next : null;
}

const TRUTH: readonly Expr[] = [TRUE, FALSE];

describe('precondition', () => {
  it('is true where the effects succeed and what is asked for holds after them', () => {
    fc.assert(
      fc.property(randomProgram, condition, (program, asked) => {
        const post = { kind: 'and', operands: [definedness(asked, program.cells), asked] } as const;
        for (const { effects } of program.actions) {
          const succeeds = compile(precondition(effects, TRUE, program));
          const holdsAfter = compile(precondition(effects, post, program));
          for (const state of statesOf(program)) {
            const next = after(effects, program, state);
            expect(succeeds(state) !== 0).toBe(next !== null);
            expect(holdsAfter(state) !== 0).toBe(next !== null && compile(post)(next) !== 0);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('asks nothing of effects that cannot fail', () => {
    const b = new ProgramBuilder();
    const x = b.cell('x', range(0, 3));
    const y = b.cell('y', range(0, 9));
    b.thread('t', ['a']);
    const effects = [
      set(y, plus(cell(x), num(4)), fail('range')),
      branch(compare('>', cell(y), num(5)), [set(x, 0)]),
    ];
    expect(precondition(effects, TRUE, b.build())).toBe(TRUE);
  });
});

describe('definedness', () => {
  it('is true where an expression has a value', () => {
    fc.assert(
      fc.property(randomProgram, condition, (program, expr) => {
        const defined = compile(definedness(expr, program.cells));
        for (const state of statesOf(program)) {
          const value = valueOrFailure(compile(expr), state);
          expect(defined(state) !== 0).toBe(typeof value === 'number');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('lets the first operand decide whether the second is evaluated', () => {
    const element: Expr = {
      kind: 'element',
      first: 0,
      count: 2,
      index: num(7),
      failure: fail('index'),
    };
    const second = compare('==', element, num(0));
    for (const kind of ['and', 'or'] as const) {
      for (const [value, first] of TRUTH.entries()) {
        const expr: Expr = { kind, operands: [compare('==', cell(0), first), second] };
        const state = Int32Array.of(1 - value, 0);
        const short = compile(definedness(expr, []))(state) !== 0;
        expect(short).toBe(typeof valueOrFailure(compile(expr), state) === 'number');
      }
    }
  });
});
