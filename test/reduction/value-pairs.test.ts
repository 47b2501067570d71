// What is said of pairs of values, and of the ways in which actions end, holds in every reachable state of generated
// programs, and of its images under a symmetry.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueSetsOf } from '../../src/ir/value-sets.ts';
import { has } from '../../src/reduction/bit-set.ts';
import { relationsOf, type Test } from '../../src/reduction/relations.ts';
import { symmetryOf } from '../../src/reduction/symmetry/detect.ts';
import { ValuePairs, type Way } from '../../src/reduction/value-pairs.ts';
import { type Interpreter, interpreter } from '../../src/system/interpreter.ts';
import { program as programOfText } from '../ir/model.ts';
import {
  cell,
  compare,
  eq,
  fail,
  minus,
  num,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';
import { condition, randomProgram, value } from '../system/random-program.ts';
import { looseProgram } from './loose-program.ts';
import { comesOut, disturbed } from './one-by-one.ts';
import { search } from './orbits.ts';
import { scanningProgram } from './scanning-program.ts';
import { symmetricModel } from './symmetric-model.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 60);
const SEED = Number(process.env.MCHECK_SEED ?? 6);
const anyProgram = fc.oneof(looseProgram, randomProgram, scanningProgram);

/** Literals that hold in a state. */
function literalsOf({ literals }: ValuePairs, state: Int32Array): number[] {
  return [...state].flatMap((number, cell) =>
    literals.has(cell) ? [literals.idOf(cell, number)] : [],
  );
}

/** Every two values of a state are said to be together. */
function expectTogether(pairs: ValuePairs, state: Int32Array): void {
  const { literals } = pairs;
  const all = new Int32Array(literals.words).fill(-1);
  const holding = literalsOf(pairs, state);
  expect(holding).not.toContain(-1);
  for (const literal of holding) {
    const others = pairs.given(all, literals.cellOf(literal), [literals.valueOf(literal)]);
    expect(holding.every(other => has(others, other))).toBe(true);
  }
}

/** The ways in which an action may end in a state. */
function waysIn(pairs: ValuePairs, action: number, state: Int32Array): Way[] {
  const holding = literalsOf(pairs, state);
  return pairs
    .waysOf(action)
    .filter(
      ({ ending, before }) =>
        holding.every(literal => has(before, literal)) &&
        ending.path.every(literals => literals.some(literal => holding.includes(literal))),
    );
}

function expectEnding({ literals }: ValuePairs, { ending }: Way, from: Int32Array, to: Int32Array) {
  from.forEach((number, cell) => {
    if (!has(ending.writes, cell)) expect(to[cell]).toBe(number);
  });
  for (const literal of ending.change?.constants ?? [])
    expect(to[literals.cellOf(literal)]).toBe(literals.valueOf(literal));
  for (const copy of ending.change?.copies ?? []) expect(to[copy.to]).toBe(from[copy.from]);
}

describe('in every reachable state of generated programs', () => {
  it(`values are together in pairs, and actions end as they are said to (seed ${SEED})`, () => {
    let ended = 0;
    fc.assert(
      fc.property(anyProgram, program => {
        const pairs = new ValuePairs(program, valueSetsOf(program));
        const system = interpreter(program);
        const found = search(program, null);
        if (found === null) return;
        /** By action, way and the values it reads: how it ended. */
        const ends = new Map<string, string>();
        for (const state of found.states) {
          expectTogether(pairs, state);
          for (const action of system.enabled(state)) {
            const next = system.fire(state, action)?.next ?? null;
            const [way, ...others] = waysIn(pairs, action, state);
            expect(others).toEqual([]);
            if (way === undefined) throw new Error(`no way of ${action} in ${state}`);
            if (next !== null) {
              expect(way.ending.change).not.toBeNull();
              expectEnding(pairs, way, state, next);
            }
            const read = [...state].filter((_, cell) => has(way.ending.reads, cell));
            const key = `${action} ${pairs.waysOf(action).indexOf(way)} ${read}`;
            const end = String(next?.filter((_, cell) => has(way.ending.writes, cell)));
            expect(ends.get(key) ?? end).toBe(end);
            ends.set(key, end);
            ended += 1;
          }
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(ended).toBeGreaterThan(20 * RUNS);
  });

  it(`"no" is right about disturbances and about what brings a condition about (seed ${SEED})`, () => {
    let denied = 0;
    fc.assert(
      fc.property(anyProgram, condition, value, (program, expr, term) => {
        const sets = valueSetsOf(program);
        const relations = relationsOf(program, sets, new ValuePairs(program, sets));
        const ignorant = relationsOf(program, sets);
        const system = interpreter(program);
        const found = search(program, null);
        if (found === null) return;
        const tests: Test[] = [
          { kind: 'true', expr, onFailure: false },
          { kind: 'undefined', expr: term },
        ];
        const pairs = new Set<string>();
        for (const state of found.states) {
          const enabled = system.enabled(state);
          for (const one of enabled) {
            const next = system.fire(state, one)?.next;
            if (next == null) continue;
            tests.forEach((test, i) => {
              const brought = !succeeds(system, state, test) && succeeds(system, next, test);
              if (brought) pairs.add(`${one} brings ${i}`);
            });
            for (const { at, locations } of program.tasks) {
              locations.forEach((_, where) => {
                const lo = program.cells[at]?.lo ?? 0;
                if (state[at] === lo + where && next[at] !== state[at])
                  pairs.add(`${one} changes ${at} from ${where}`);
              });
            }
            for (const other of enabled) {
              if (one !== other && disturbed(system, state, other, one))
                pairs.add(`${one} disturbs ${other}`);
            }
          }
        }
        for (const { id: one } of program.actions) {
          tests.forEach((test, i) => {
            if (relations.brings(one, test) === null)
              expect(pairs.has(`${one} brings ${i}`)).toBe(false);
          });
          for (const { at, locations } of program.tasks) {
            const lo = program.cells[at]?.lo ?? 0;
            locations.forEach((_, where) => {
              if (relations.changes(one, at, lo + where) === null)
                expect(pairs.has(`${one} changes ${at} from ${where}`)).toBe(false);
            });
          }
          for (const { id: other } of program.actions) {
            if (relations.disturbs(other, one) !== null) continue;
            denied += Number(ignorant.disturbs(other, one) !== null);
            expect(pairs.has(`${one} disturbs ${other}`)).toBe(false);
          }
        }
      }),
      { numRuns: RUNS, seed: SEED + 1 },
    );
    expect(denied).toBeGreaterThan(RUNS);
  });
});

it(`values are together in every image of a reachable state (seed ${SEED})`, () => {
  let symmetric = 0;
  fc.assert(
    fc.property(symmetricModel, text => {
      const symmetry = symmetryOf(programOfText(text), [], true);
      if (symmetry.group === null) return;
      const { program } = symmetry;
      const { generators } = symmetry.group;
      const pairs = new ValuePairs(program, valueSetsOf(program, generators), generators);
      const found = search(program, null);
      if (found === null) return;
      symmetric += 1;
      for (const state of found.states) {
        for (const { cells, values } of generators) {
          const image = new Int32Array(state.length);
          state.forEach((number, cell) => {
            const lo = program.cells[cell]?.lo ?? 0;
            image[cells[cell] as number] = values[cell]?.[number - lo] ?? number;
          });
          expectTogether(pairs, image);
        }
      }
    }),
    { numRuns: Math.ceil(RUNS / 6), seed: SEED },
  );
  expect(symmetric).toBeGreaterThan(RUNS / 20);
});

it(`what is left of a set is together with some value of each cell (seed ${SEED})`, () => {
  let lost = 0;
  fc.assert(
    fc.property(anyProgram, fc.infiniteStream(fc.integer()), (program, stream) => {
      const pairs = new ValuePairs(program, valueSetsOf(program));
      const { literals } = pairs;
      for (const known of pairsOfWays(pairs, program.actions.length)) {
        // Most of the time some cells have all of their values.
        const drawn = known.map(
          bits => bits & ((stream.next().value ?? 0) | (stream.next().value ?? 0)),
        );
        const [one, other] = [drawn.slice(), drawn.slice()];
        const cells = literals.spans.map(([first]) => literals.cellOf(first));
        const isLeft = cells.every(cell => pairs.narrowCell(other, cell));
        expect(pairs.consistent(one)).toBe(isLeft);
        if (isLeft) expect(one).toEqual(other);
        lost += Number(isLeft && String(one) !== String(drawn));
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(lost).toBeGreaterThan(0);
});

/** What can hold where an action is enabled, and where two are. */
function pairsOfWays(pairs: ValuePairs, actions: number): Int32Array[] {
  const sets = Array.from({ length: actions }, (_, id) => pairs.where(id)).filter(
    set => set !== null,
  );
  return sets.flatMap((set, i) => [
    set,
    ...sets.slice(i + 1, i + 3).map(other => set.map((bits, w) => bits & (other[w] ?? 0))),
  ]);
}

it('who is in a critical section holds the lock, and no two are', () => {
  const b = new ProgramBuilder();
  const lock = b.cell('lock', range(0, 2));
  const shared = b.cell('shared', range(0, 1));
  const [left, right] = [1, 2].map(me => {
    const task = b.thread(`t${me}`, ['outside', 'inside']);
    b.action({
      name: 'enter',
      move: [task, 'outside', 'inside'],
      guard: eq(lock, 0),
      effects: [set(lock, me)],
    });
    const write = b.action({
      name: 'write',
      move: [task, 'inside', 'inside'],
      effects: [set(shared, me - 1)],
    });
    b.action({
      name: 'leave',
      move: [task, 'inside', 'outside'],
      guard: eq(lock, me),
      effects: [set(lock, 0)],
    });
    return { at: b.build().tasks[task]?.at as number, write };
  }) as [{ at: number; write: number }, { at: number; write: number }];
  const program = b.build();
  const sets = valueSetsOf(program);
  const pairs = new ValuePairs(program, sets);
  const all = new Int32Array(pairs.literals.words).fill(-1);
  const inside = pairs.given(all, left.at, [1]);
  expect([0, 1, 2].map(owner => pairs.allows(inside, lock, owner))).toEqual([false, true, false]);
  expect(pairs.allows(inside, right.at, 1)).toBe(false);
  const disturbs = (known: ValuePairs | null) =>
    relationsOf(program, sets, known).disturbs(left.write, right.write)?.reason ?? null;
  expect(disturbs(null)).toBe('outcome');
  expect(disturbs(pairs)).toBeNull();
});

it('what is pushed into an empty queue brings about what is said of its first slot', () => {
  const b = new ProgramBuilder();
  const { id: queue, first } = b.queue('q', range(0, 2), 2);
  const other = b.cell('other', range(0, 1));
  const push = b.action({
    name: 'push',
    guard: eq(other, 0),
    effects: [{ kind: 'push', queue, value: num(1), failure: fail('overflow') }],
  });
  b.action({ name: 'change', effects: [set(other, 1)] });
  const program = b.build();
  const sets = valueSetsOf(program);
  const relations = relationsOf(program, sets, new ValuePairs(program, sets));
  const expr = compare('!=', cell(first), cell(other));
  expect(relations.brings(push, { kind: 'true', expr, onFailure: false })).not.toBeNull();
});

function succeeds(system: Interpreter, state: Int32Array, test: Test): boolean {
  if (test.kind === 'fails') return false;
  return comesOut(system, state, test);
}

it('what an action reads is known also where its ends are too many to be told apart', () => {
  // The ways with late values of the first cell are not told apart any more before the last cells are looked at.
  const b = new ProgramBuilder();
  const largest = [10, 3, 3, 3];
  const cells = largest.map((most, i) => b.cell(`x${i}`, range(0, most)));
  const raises = cells.map((id, i) =>
    b.action({
      name: `raise ${i}`,
      guard: compare('<', cell(id), num(largest[i] ?? 0)),
      effects: [set(id, plus(cell(id), num(1)))],
    }),
  );
  const thread = b.thread('thread', ['a', 'b']);
  const exact = b.action({
    name: 'exact',
    move: [thread, 'a', 'b'],
    guard: compare('==', cells.slice(1).map(cell).reduce(minus, cell(0)), num(8)),
  });
  const program = b.build();
  const sets = valueSetsOf(program);
  const relations = relationsOf(program, sets, new ValuePairs(program, sets));
  for (const raise of raises) expect(relations.disturbs(exact, raise)).not.toBeNull();
});
