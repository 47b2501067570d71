// Stubborn sets keep the set of deadlock states, every verdict and the length of every shortest counterexample.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { explore } from '../../src/explore/explore.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { wordsFor } from '../../src/reduction/bit-set.ts';
import { deletionWithin } from '../../src/reduction/deletion.ts';
import { dependenceOf } from '../../src/reduction/dependence.ts';
import type { Question } from '../../src/reduction/plan.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import type { TransitionSystem } from '../../src/system/transition-system.ts';
import { type CheckOptions, check, checkedProperties } from '../../src/verdict/check.ts';
import { followed } from '../../src/verdict/followed.ts';
import type { RunResult } from '../../src/verdict/result.ts';
import {
  cell,
  compare,
  eq,
  fail,
  num,
  ProgramBuilder,
  range,
  set,
} from '../system/build-program.ts';
import { randomProgram } from '../system/random-program.ts';
import { looseProgram } from './loose-program.ts';
import { scanningProgram } from './scanning-program.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 200);
const SEED = Number(process.env.MCHECK_SEED ?? 5);
/** One in four has threads that share everything. */
const anyProgram = fc.oneof(
  { weight: 3, arbitrary: looseProgram },
  { weight: 1, arbitrary: randomProgram },
  { weight: 1, arbitrary: scanningProgram },
);
const DEADLOCK: Question = { kind: 'deadlock', name: 'deadlock' } as Question;

interface Found {
  readonly states: number;
  readonly transitions: number;
  /** `depth: state`, sorted. */
  readonly deadlocks: readonly string[];
}

async function deadlocksOf(program: Program, reduced: boolean): Promise<Found> {
  const system = interpreter(program);
  return deadlocksIn(followed(system, reduced ? dependenceOf(program, [DEADLOCK]) : null));
}

async function deadlocksIn(searched: TransitionSystem): Promise<Found> {
  const { store, levels, deadlockIds, states, transitions } = await explore(searched, [], {
    host: nodeHost,
  });
  const state = new Int32Array(searched.width);
  const deadlocks = deadlockIds.map(id => {
    store.read(id, state);
    return `${levels.findLastIndex(first => first <= id)}: ${state.join()}`;
  });
  return { states, transitions, deadlocks: deadlocks.sort() };
}

describe('the set of deadlock states', () => {
  it('is kept where a fault is enabled in the state that a textbook set would miss', async () => {
    // x := 1; a fault sets y := 1; with both, b ends the thread. Following the fault first loses (1, 0).
    const b = new ProgramBuilder();
    const [x, y] = [b.cell('x', range(0, 1)), b.cell('y', range(0, 1))];
    const task = b.thread('t', ['a', 'final']);
    b.action({ name: 'a', guard: eq(x, 0), effects: [set(x, 1)] });
    b.action({ name: 'f', class: 'fault', guard: eq(y, 0), effects: [set(y, 1)] });
    b.action({ name: 'b', move: [task, 'a', 'final'], guard: eq(x, 1), operation: eq(y, 1) });
    const [full, reduced] = [
      await deadlocksOf(b.build(), false),
      await deadlocksOf(b.build(), true),
    ];
    expect(full.deadlocks).toEqual(['1: 1,0,0']);
    expect(reduced.deadlocks).toEqual(full.deadlocks);
  });

  it(`is the same on ${RUNS} generated programs, with their depths (seed ${SEED})`, async () => {
    let saved = 0;
    let found = 0;
    await fc.assert(
      fc.asyncProperty(anyProgram, async program => {
        const full = await deadlocksOf(program, false);
        const reduced = await deadlocksOf(program, true);
        expect(reduced.deadlocks).toEqual(full.deadlocks);
        saved += Number(reduced.transitions < full.transitions);
        found += Number(full.deadlocks.length > 0);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(saved).toBeGreaterThan(RUNS / 20);
    expect(found).toBeGreaterThan(RUNS / 10);
  });
});

/** What stubborn sets keep of each property's result. */
function kept({ verdict, properties }: RunResult): unknown {
  return {
    verdict,
    properties: properties.map(({ property, verdict: own, value, cause, causes, trace }) => ({
      name: property.name,
      verdict: own,
      value,
      steps: trace?.steps.length ?? null,
      shortest: trace?.shortest ?? null,
      // Which of several shortest runs is shown may differ, and with it the last action of an invariant's.
      ...(property.kind === 'deadlock' ? { cause, causes } : {}),
      ...(property.kind === 'error' || property.kind === 'assertion' ? { causes } : {}),
    })),
  };
}

describe('every verdict', () => {
  const questions = ['deadlock', 'invariant', 'possible', 'bound', 'errors', 'assertions'];
  const both = async (program: Program, options: Partial<CheckOptions>) => [
    await check(program, { host: nodeHost, ...options }),
    await check(program, { host: nodeHost, ...options, reductions: ['stubborn'] }),
  ];

  it.each([...questions, 'all'])('of %s is the same on generated programs', async question => {
    await fc.assert(
      fc.asyncProperty(anyProgram, async program => {
        const names = checkedProperties(program).map(({ name }) => name);
        if (question !== 'all' && !names.includes(question)) return;
        const options = question === 'all' ? {} : { properties: [question] };
        const [full, reduced] = await both(program, options);
        expect(reduced?.stats.reductions).toEqual(['stubborn']);
        expect(kept(reduced as RunResult)).toEqual(kept(full as RunResult));
      }),
      { numRuns: RUNS, seed: SEED + 1 },
    );
  });
});

it('an assertion behind a condition that goes wrong is looked for', async () => {
  // Before i is 0, the guard of `claim` goes wrong; afterwards its assertion fails. `turn` is on its own for ever.
  const b = new ProgramBuilder();
  const [list, i, turn] = [
    b.cell('list', range(0, 1)),
    b.cell('i', range(0, 1), 1),
    b.cell('turn', range(0, 1)),
  ] as const;
  const claimer = b.thread('claimer', ['a', 'b']);
  b.action({
    name: 'claim',
    move: [claimer, 'a', 'b'],
    guard: compare(
      '==',
      { kind: 'element', first: list, count: 1, index: cell(i), failure: fail('index') },
      num(0),
    ),
    effects: [{ kind: 'require', condition: num(0), failure: fail('assert') }],
  });
  b.action({ name: 'settle', guard: eq(i, 1), effects: [set(i, 0)] });
  b.action({ name: 'on', guard: eq(turn, 0), effects: [set(turn, 1)] });
  b.action({ name: 'off', guard: eq(turn, 1), effects: [set(turn, 0)] });
  b.property({ kind: 'deadlock', name: 'deadlock' });
  const options = { host: nodeHost };
  const full = await check(b.build(), options);
  for (const reductions of [['stubborn'], ['deletion']] as const) {
    for (const engine of [{}, { compile: compileProgram }]) {
      const reduced = await check(b.build(), { ...options, ...engine, reductions });
      expect(kept(reduced)).toEqual(kept(full));
    }
  }
});

it('an action whose guard goes wrong before it asks where a task is brings along what disturbs it', async () => {
  // While x is 0 the guard of `claim` goes wrong, whether or not the other task is there. `settle` sets x: it leads to the
  // only deadlock. `claim` is needed for what goes wrong in `late`, and for the other one the task has to leave.
  const b = new ProgramBuilder();
  const [x, y, left, claimed, told] = [
    b.cell('x', range(0, 1)),
    b.cell('y', range(0, 1), 1),
    b.cell('left', range(0, 1)),
    b.cell('claimed', range(0, 1)),
    b.cell('told', range(0, 1)),
  ] as const;
  const other = b.thread('other', ['here', 'away', 'there'], { rests: ['here', 'away', 'there'] });
  const claimer = b.thread('claimer', ['a', 'b'], { rests: ['b'] });
  const settler = b.thread('settler', ['a', 'b'], { rests: ['a', 'b'] });
  const isThere = eq(b.build().tasks[other]?.at as number, 2);
  const wrong = { kind: 'require', condition: num(0), failure: fail('range') } as const;
  b.action({ name: 'leave', class: 'user', guard: isThere, effects: [set(left, 1)] });
  b.action({ name: 'tell', class: 'user', guard: eq(claimed, 1), effects: [set(told, 1)] });
  b.action({
    name: 'claim',
    move: [claimer, 'a', 'b'],
    guard: { kind: 'checked', condition: eq(x, 1), value: num(1), failure: fail('division') },
    operation: isThere,
    effects: [set(claimed, 1)],
  });
  b.action({ name: 'settle', move: [settler, 'a', 'b'], guard: eq(y, 0), effects: [set(x, 1)] });
  b.action({ name: 'go', class: 'user', move: [other, 'here', 'away'], guard: eq(y, 1) });
  b.action({ name: 'on', move: [other, 'away', 'there'] });
  b.action({ name: 'on too', move: [other, 'away', 'there'] });
  b.action({ name: 'end', class: 'fault', guard: eq(y, 1), effects: [set(y, 0)] });
  b.action({ name: 'early', class: 'user', guard: eq(left, 1), effects: [wrong] });
  b.action({ name: 'late', class: 'user', guard: eq(told, 1), effects: [wrong] });
  b.property({ kind: 'deadlock', name: 'deadlock' });
  const options = { host: nodeHost, properties: ['deadlock', 'errors'] };
  const full = await check(b.build(), options);
  expect(full.properties[0]).toMatchObject({ property: { kind: 'deadlock' }, verdict: 'violated' });
  for (const reductions of [['stubborn'], ['deletion']] as const) {
    for (const engine of [{}, { compile: compileProgram }]) {
      const reduced = await check(b.build(), { ...options, ...engine, reductions });
      expect(kept(reduced)).toEqual(kept(full));
    }
  }
});

describe('deletion', () => {
  it(`of any closed set keeps the deadlock states with their depths (seed ${SEED})`, async () => {
    let saved = 0;
    await fc.assert(
      fc.asyncProperty(anyProgram, async program => {
        const full = await deadlocksOf(program, false);
        const system = interpreter(program);
        const dependence = dependenceOf(program, [DEADLOCK]);
        const everything = new Int32Array(wordsFor(program.actions.length)).fill(-1);
        const fromAll = deletionWithin(dependence, () => everything);
        const reduced = await deadlocksIn(followed(system, dependence, fromAll));
        expect(reduced.deadlocks).toEqual(full.deadlocks);
        saved += Number(reduced.transitions < full.transitions);
      }),
      { numRuns: RUNS, seed: SEED + 3 },
    );
    expect(saved).toBeGreaterThan(RUNS / 20);
  });

  it(`leaves no larger sets, each with its key (seed ${SEED})`, () => {
    let states = 0;
    fc.assert(
      fc.property(anyProgram, program => {
        for (const [closed, deleted] of sizesOf(program)) {
          expect(deleted).toBeLessThanOrEqual(closed);
          states += 1;
        }
      }),
      { numRuns: Math.ceil(RUNS / 4), seed: SEED + 3 },
    );
    expect(states).toBeGreaterThan(RUNS);
  });

  /** Of each reachable state that is followed: how many successors the two ways of choosing leave. */
  function sizesOf(program: Program): [number, number][] {
    const system = interpreter(program);
    const dependence = dependenceOf(program, [DEADLOCK]);
    const ways = [false, true].map(deletes => followed(system, { ...dependence, deletes }));
    const states = [system.initial()];
    const seen = new Set([String(states[0])]);
    const sizes: [number, number][] = [];
    for (const state of states) {
      const [closed = [], deleted = []] = ways.map(way => {
        const taken: number[] = [];
        way.expand(state, {
          successor(action, next) {
            taken.push(action);
            if (seen.size < 300 && !seen.has(String(next))) {
              seen.add(String(next));
              states.push(next.slice());
            }
          },
          failure() {},
        });
        return taken;
      });
      // The key: where a system action is enabled, one is in the set.
      const keys = system.enabled(state).filter(id => program.actions[id]?.class === 'system');
      const fails = keys.some(id => system.fire(state, id)?.failure != null);
      if (keys.length > 0 && !fails) expect(keys.some(id => deleted.includes(id))).toBe(true);
      sizes.push([closed.length, deleted.length]);
    }
    return sizes;
  }

  it(`keeps every verdict, and both engines choose the same (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(anyProgram, async program => {
        const options = { host: nodeHost, reductions: ['deletion'] } as const;
        const full = await check(program, { host: nodeHost });
        const interpreted = await check(program, options);
        const compiled = await check(program, { ...options, compile: compileProgram });
        expect(interpreted.stats.reductions).toEqual(['stubborn', 'deletion']);
        expect(kept(interpreted)).toEqual(kept(full));
        expect(compiled.stats).toEqual({ ...interpreted.stats, engine: 'compiled' });
        expect(compiled.properties).toEqual(interpreted.properties);
      }),
      { numRuns: Math.ceil(RUNS / 2), seed: SEED + 4 },
    );
  });
});

describe('the compiled engine', () => {
  it(`reduces as the interpreter does (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(anyProgram, async program => {
        const options = { host: nodeHost, reductions: ['stubborn'] } as const;
        for (const properties of [['deadlock'], ['invariant', 'errors'], undefined]) {
          const interpreted = await check(program, { ...options, properties });
          const compiled = await check(program, {
            ...options,
            properties,
            compile: compileProgram,
          });
          expect(compiled.stats).toEqual({ ...interpreted.stats, engine: 'compiled' });
          expect(compiled.properties).toEqual(interpreted.properties);
        }
      }),
      { numRuns: Math.ceil(RUNS / 4), seed: SEED + 2 },
    );
  });
});
