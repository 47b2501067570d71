import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/ir/program.ts';
import { valueSetsOf } from '../../src/ir/value-sets.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { randomProgram } from '../system/random-program.ts';
import { program, thread } from './model.ts';

const SEED = Number(process.env.MCHECK_SEED ?? 1);

function valuesOf(built: Program, name: string): readonly number[] | null | undefined {
  const cell = built.cells.find(one => one.name === name);
  return cell === undefined ? undefined : valueSetsOf(built).values[cell.id];
}

function possibleActions(built: Program): string[] {
  const { possible } = valueSetsOf(built);
  return built.actions.filter(({ id }) => possible[id]).map(({ name }) => name);
}

describe('the values a cell can hold', () => {
  it('are those assigned, with the initial one', () => {
    const built = program(
      thread('a: s -> r do { x = 7 }\nb: r -> s when x == 7 do { x = 3 }', 'var x : 0..9 = 1'),
    );
    expect(valuesOf(built, 'src.x')).toEqual([1, 3, 7]);
  });

  it('follow other variables and arithmetic, and stop at the domain', () => {
    const built = program(
      thread(
        'a: s -> s do { x = y + 2 }\nb: s -> s do { y = 5 }',
        'var x : 0..6 = 0\nvar y : 0..9 = 1',
      ),
    );
    // 5 + 2 is an error and no value.
    expect(valuesOf(built, 'src.x')).toEqual([0, 3]);
  });

  it('are all of the domain where there are many', () => {
    const built = program(thread('a: s -> s when x < 200 do { x += 1 }', 'var x : 0..200 = 0'));
    expect(valuesOf(built, 'src.x')).toBeNull();
  });

  it('leave out what an action would assign that never happens', () => {
    const built = program(
      thread('a: s -> s when x == 2 do { x = 5 }\nb: s -> s do { x = 1 }', 'var x : 0..9 = 0'),
    );
    expect(valuesOf(built, 'src.x')).toEqual([0, 1]);
    expect(possibleActions(built)).toEqual(['b']);
  });

  it('do not make an action impossible that goes wrong before its guard is false', () => {
    const built = program(
      thread(
        'a: s -> s when x[y] == 0 and y == 2 do { y = 1 }',
        'var x : array[0..1] of 0..1\nvar y : 0..9 = 3',
      ),
    );
    expect(possibleActions(built)).toEqual(['a']);
  });
});

describe('on generated programs', () => {
  it(`no reachable state is left out (seed ${SEED})`, () => {
    fc.assert(
      fc.property(randomProgram, built => {
        const { values, possible } = valueSetsOf(built);
        for (const state of reachable(built)) {
          for (const [cell, set] of values.entries()) {
            if (set !== null) expect(set).toContain(state[cell]);
          }
          for (const id of interpreter(built).enabled(state)) expect(possible[id]).toBe(true);
        }
      }),
      { numRuns: 100, seed: SEED },
    );
  });
});

function reachable(built: Program): Int32Array[] {
  const system = interpreter(built);
  const states = [system.initial()];
  const seen = new Set(states.map(String));
  for (const state of states) {
    system.expand(state, {
      successor(_, next) {
        if (seen.has(String(next))) return;
        seen.add(String(next));
        states.push(next.slice());
      },
      failure() {},
    });
  }
  return states;
}
