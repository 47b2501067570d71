import { describe, expect, test } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Expr } from '../../src/ir/expr.ts';
import type { Program } from '../../src/ir/program.ts';
import { type CheckOptions, check } from '../../src/verdict/check.ts';
import type { PropertyResult, RunResult } from '../../src/verdict/result.ts';
import {
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
import { counters, philosophers } from '../system/sample-programs.ts';

const run = (program: Program, options: Partial<CheckOptions> = {}) =>
  check(program, { host: nodeHost, ...options });

function named(result: RunResult, name: string): PropertyResult {
  const found = result.properties.find(({ property }) => property.name === name);
  if (found === undefined) throw new Error(`no property ${name}`);
  return found;
}

const steps = (result: PropertyResult) => result.trace?.steps.map(({ action }) => action);
const failing: Expr = { kind: 'checked', condition: num(0), value: num(1), failure: fail('null') };

/** One counter from 0 to 3 that `step` raises; properties are added by the test. */
function counter() {
  const b = new ProgramBuilder();
  const x = b.cell('x', range(0, 3));
  const task = b.thread('t', ['counts'], { rests: ['counts'] });
  b.action({
    name: 'step',
    move: [task, 'counts', 'counts'],
    guard: compare('<', cell(x), num(3)),
    effects: [set(x, plus(cell(x), num(1)))],
  });
  return { b, x };
}

describe('deadlock', () => {
  test('the philosophers: least trace, all in one knot, one cause for any number of them', async () => {
    const [three, four] = [await run(philosophers(3)), await run(philosophers(4))];
    expect(three.verdict).toBe('violated');
    const deadlock = named(three, 'deadlock');
    // Everyone takes the left fork. Each state on the way is the least of those that lead on, and of the
    // cells forks come first: the last philosopher begins.
    expect(steps(deadlock)).toEqual([8, 4, 0]);
    expect(deadlock.trace).toMatchObject({ shortest: true, failure: null });
    expect(deadlock.waits.map(({ process, knot }) => [process, knot])).toEqual([
      [0, true],
      [1, true],
      [2, true],
    ]);
    expect(deadlock.causes).toEqual([deadlock.cause]);
    expect(deadlock.cause).toMatch(/^[0-9a-f]{12}$/);
    expect(named(four, 'deadlock').cause).toBe(deadlock.cause);
  });

  test('a state with enabled user actions can be one, and its cause differs by what is waited for', async () => {
    const hang = (waitsFor: string) => {
      const b = new ProgramBuilder();
      const go = b.cell('go', { kind: 'bool' });
      const task = b.thread('t', ['start', 'final']);
      b.action({
        name: 'go_on',
        move: [task, 'start', 'final'],
        guard: eq(go, 1),
        wait: { family: waitsFor },
      });
      b.action({ name: 'resume', class: 'user', effects: [set(go, 1)] });
      b.property({ kind: 'deadlock', name: 'deadlock' });
      return run(b.build());
    };
    const [one, other] = [await hang('one'), await hang('other')];
    expect(one.stats).toMatchObject({ states: 3, transitions: 4, deadlocks: 1 });
    expect(named(one, 'deadlock')).toMatchObject({ verdict: 'violated', trace: { steps: [] } });
    expect(named(one, 'deadlock').cause).not.toBe(named(other, 'deadlock').cause);
  });

  test('a failing action is enabled: where one is left, nothing hangs', async () => {
    const b = new ProgramBuilder();
    const task = b.thread('t', ['start', 'final']);
    b.action({ name: 'wrong', move: [task, 'start', 'final'], guard: failing });
    b.property({ kind: 'deadlock', name: 'deadlock' });
    const result = await run(b.build());
    expect(named(result, 'deadlock').verdict).toBe('holds');
    expect(named(result, 'errors').verdict).toBe('violated');
    expect(result.stats).toMatchObject({ states: 1, transitions: 0, deadlocks: 0 });
  });
});

describe('invariants, reachability, bounds', () => {
  test('the verdicts over the complete space', async () => {
    const { b, x } = counter();
    b.property({ kind: 'invariant', name: 'small', condition: compare('<', cell(x), num(3)) });
    b.property({ kind: 'invariant', name: 'sound', condition: compare('<=', cell(x), num(3)) });
    b.property({ kind: 'invariant', name: 'partial', condition: failing });
    b.property({ kind: 'reachable', name: 'two', condition: eq(x, 2) });
    b.property({ kind: 'reachable', name: 'nine', condition: eq(x, 9) });
    b.property({ kind: 'bound', name: 'any', value: cell(x), limit: null });
    b.property({ kind: 'bound', name: 'tight', value: cell(x), limit: 2 });
    b.property({ kind: 'goal', name: 'goal', condition: eq(x, 9) });
    const result = await run(b.build());
    expect(
      result.properties.map(({ property, verdict, value, trace }) => [
        property.name,
        verdict,
        value,
        trace?.steps.length ?? null,
      ]),
    ).toEqual([
      ['small', 'violated', null, 3],
      ['sound', 'holds', null, null],
      ['partial', 'violated', null, 0],
      ['two', 'holds', null, 2],
      ['nine', 'violated', null, null],
      ['any', 'holds', 3, 3],
      ['tight', 'violated', 3, 3],
      ['errors', 'holds', null, null],
    ]);
    expect(named(result, 'nine')).toMatchObject({ cause: null, causes: [] });
    expect(named(result, 'small').cause).toMatch(/^[0-9a-f]{12}$/);
    expect(result.verdict).toBe('violated');
  });

  test('a limit is never `holds`; what was decided before it stays decided', async () => {
    const { b, x } = counter();
    b.property({ kind: 'deadlock', name: 'deadlock' });
    b.property({ kind: 'invariant', name: 'positive', condition: compare('>=', cell(x), num(0)) });
    b.property({ kind: 'reachable', name: 'one', condition: eq(x, 1) });
    b.property({ kind: 'reachable', name: 'three', condition: eq(x, 3) });
    b.property({ kind: 'bound', name: 'bound', value: cell(x), limit: 3 });
    const result = await run(b.build(), { maxStates: 2 });
    expect(result).toMatchObject({ verdict: 'unknown', complete: false, limit: 'states' });
    expect(result.properties.map(({ property, verdict }) => [property.name, verdict])).toEqual([
      ['deadlock', 'unknown'],
      ['positive', 'unknown'],
      ['one', 'holds'],
      ['three', 'unknown'],
      ['bound', 'unknown'],
      ['errors', 'unknown'],
    ]);
  });

  test('everything decided and the space complete', async () => {
    expect(await run(counters(2, 3))).toMatchObject({
      verdict: 'holds',
      complete: true,
      limit: null,
    });
  });

  test('what needs the graph is unknown where the space is not complete', async () => {
    const { b, x } = counter();
    b.property({ kind: 'always-possible', name: 'possible', condition: eq(x, 3) });
    const result = await run(b.build(), { maxStates: 2 });
    expect(named(result, 'possible').verdict).toBe('unknown');
    expect(named(await run(b.build()), 'possible').verdict).toBe('holds');
  });
});

describe('errors and assertions', () => {
  /** A counter that leaves its range at 3, and an assertion that fails at 2. */
  function wrong() {
    const b = new ProgramBuilder();
    const x = b.cell('x', range(0, 3));
    const task = b.thread('t[0]', ['counts'], { rests: ['counts'] });
    b.action({
      name: 'assert',
      move: [task, 'counts', 'counts'],
      effects: [
        { kind: 'require', condition: compare('<', cell(x), num(2)), failure: fail('assert') },
      ],
    });
    b.action({
      name: 'step',
      move: [task, 'counts', 'counts'],
      effects: [set(x, plus(cell(x), num(1)), fail('range'))],
    });
    return b.build();
  }

  test('the failing action ends the trace and is no transition', async () => {
    const result = await run(wrong());
    // Of 4 states: 3 steps lead on, the assertion holds in 2.
    expect(result.stats).toMatchObject({ states: 4, transitions: 5 });
    const errors = named(result, 'errors');
    expect(errors).toMatchObject({ verdict: 'violated', trace: { failure: { error: 'range' } } });
    expect(steps(errors)).toEqual([1, 1, 1, 1]);
    expect(errors.trace?.steps.at(-1)?.state[0]).toBe(3);
    const assertions = named(result, 'assertions');
    expect(assertions.trace?.failure?.error).toBe('assert');
    expect(steps(assertions)).toEqual([1, 1, 0]);
    expect(assertions.cause).not.toBe(errors.cause);
  });

  test('assertions are listed only where the model has one', async () => {
    const { properties } = await run(counters(1, 1));
    expect(properties.map(({ property }) => property.name)).toEqual(['all_full', 'errors']);
  });
});

describe('options', () => {
  test('only the properties asked for', async () => {
    const result = await run(philosophers(3), { properties: ['errors'] });
    expect(result.properties.map(({ property }) => property.name)).toEqual(['errors']);
    expect(result).toMatchObject({ verdict: 'holds', stats: { deadlocks: 1 } });
  });

  test('first stops after the level of the first violation and says so', async () => {
    const found: (readonly [string, number])[] = [];
    const result = await run(philosophers(4), {
      first: true,
      violation: (name, depth) => found.push([name, depth]),
    });
    expect(result).toMatchObject({ verdict: 'violated', complete: false, limit: 'first' });
    expect(named(result, 'deadlock').trace?.steps).toHaveLength(4);
    expect(named(result, 'errors').verdict).toBe('unknown');
    expect(found).toEqual([['deadlock', 4]]);
  });

  test('timing is filled in', async () => {
    const { timing, stats } = await run(philosophers(6));
    expect(stats).toMatchObject({ engine: 'interpreter', reductions: [] });
    expect(timing.seconds).toBeGreaterThan(0);
    expect(timing.peakBytes).toBeGreaterThan(1e6);
    expect(timing.bytesPerState).toBeGreaterThan(4);
    expect(timing.workers).toBe(1);
  });
});

describe('ties', () => {
  /** Two ways of two steps to x = y = 1, one by each thread first; and twins of an action. */
  function diamond() {
    const b = new ProgramBuilder();
    const [x, y] = [b.cell('x', range(0, 1)), b.cell('y', range(0, 1))];
    const [s, t] = [b.thread('s', ['a'], { rests: ['a'] }), b.thread('t', ['a'], { rests: ['a'] })];
    b.action({ name: 'set_x', move: [s, 'a', 'a'], guard: eq(x, 0), effects: [set(x, 1)] });
    b.action({ name: 'set_y', move: [t, 'a', 'a'], guard: eq(y, 0), effects: [set(y, 1)] });
    b.action({ name: 'twin_x', move: [s, 'a', 'a'], guard: eq(x, 0), effects: [set(x, 1)] });
    b.property({
      kind: 'reachable',
      name: 'both',
      condition: compare('==', plus(cell(x), cell(y)), num(2)),
    });
    b.property({
      kind: 'reachable',
      name: 'one',
      condition: compare('==', plus(cell(x), cell(y)), num(1)),
    });
    return b.build();
  }

  test('the least state, then the least predecessor, then the least action', async () => {
    const result = await run(diamond());
    // (0, 1) is less than (1, 0), as a target and on the way; set_x is the first of the twins.
    expect(steps(named(result, 'one'))).toEqual([1]);
    expect(steps(named(result, 'both'))).toEqual([1, 0]);
  });
});
