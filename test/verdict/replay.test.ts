import { describe, expect, test } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { check } from '../../src/verdict/check.ts';
import { isRun } from '../../src/verdict/evidence.ts';
import { replay, type SavedTrace } from '../../src/verdict/replay.ts';
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
import { philosophers } from '../system/sample-programs.ts';

async function saved(program: Program, property: string): Promise<SavedTrace> {
  const { properties } = await check(program, { host: nodeHost });
  const trace = properties.find(result => result.property.name === property)?.trace;
  return {
    property,
    steps: (trace?.steps ?? []).map(({ action }) => {
      const { path = '', bindings = [] } = program.actions[action] ?? {};
      return { path, bindings };
    }),
  };
}

/** Hangs once `last` is reached, unless `ends`. */
function hangs(last: number, ends: boolean): Program {
  const b = new ProgramBuilder();
  const x = b.cell('x', range(0, 9));
  const task = b.thread('t', ['counts', 'final']);
  b.action({
    name: 'step',
    move: [task, 'counts', 'counts'],
    guard: compare('<', cell(x), num(last)),
    effects: [set(x, plus(cell(x), num(1)))],
  });
  if (ends) b.action({ name: 'end', move: [task, 'counts', 'final'], guard: eq(x, last) });
  b.property({ kind: 'deadlock', name: 'deadlock' });
  return b.build();
}

describe('replay', () => {
  test('a saved trace still fails on the same program', async () => {
    const program = philosophers(3);
    const trace = await saved(program, 'deadlock');
    expect(replay(program, trace)).toMatchObject({
      fails: true,
      failure: null,
      steps: { length: 3 },
    });
  });

  test('says at which step a changed program differs', async () => {
    const trace = await saved(hangs(3, false), 'deadlock');
    expect(trace.steps).toHaveLength(3);
    expect(replay(hangs(2, false), trace)).toEqual({
      fails: false,
      reason: 'not-enabled',
      step: 3,
    });
    expect(replay(hangs(3, true), trace)).toEqual({
      fails: false,
      reason: 'does-not-fail',
      step: 3,
    });
    const unknown = { ...trace, steps: [...trace.steps, { path: 't.gone', bindings: [] }] };
    expect(replay(hangs(3, false), unknown)).toEqual({
      fails: false,
      reason: 'no-such-action',
      step: 4,
    });
    const other = { ...trace, property: 'other' };
    expect(replay(hangs(3, false), other)).toEqual({
      fails: false,
      reason: 'no-such-property',
      step: 0,
    });
  });

  test('a trace that ends in an error, and one that goes on after it', () => {
    const b = new ProgramBuilder();
    const x = b.cell('x', range(0, 1));
    b.action({ name: 'raise', effects: [set(x, plus(cell(x), num(1)), fail('range'))] });
    const program = b.build();
    const step = { path: 'raise', bindings: [] };
    expect(replay(program, { property: 'errors', steps: [step, step] })).toMatchObject({
      fails: true,
      failure: { error: 'range' },
    });
    expect(replay(program, { property: 'errors', steps: [step, step, step] })).toEqual({
      fails: false,
      reason: 'not-enabled',
      step: 3,
    });
  });

  test('expansions are told apart by their bindings, and what shares a name is tried', () => {
    const b = new ProgramBuilder();
    const x = b.cell('x', range(0, 3));
    const bound = (value: string) => [{ name: 'c', value }];
    b.action({ name: 'put', bindings: bound('0'), effects: [set(x, 1)] });
    b.action({ name: 'put', bindings: bound('1'), effects: [set(x, 2)] });
    b.action({ name: 'put', bindings: bound('1'), guard: eq(x, 2), effects: [set(x, 3)] });
    b.property({ kind: 'reachable', name: 'three', condition: eq(x, 3) });
    const program = b.build();
    const put = (value: string) => ({ path: 'put', bindings: bound(value) });
    const twice = replay(program, { property: 'three', steps: [put('1'), put('1')] });
    expect(twice).toMatchObject({ fails: true });
    expect(twice.fails && twice.steps.map(({ action }) => action)).toEqual([1, 2]);
    expect(replay(program, { property: 'three', steps: [put('1'), put('0')] })).toMatchObject({
      reason: 'does-not-fail',
    });
  });
});

test('a trace is a run only if every state is the one it names', async () => {
  const program = hangs(2, false);
  const { properties } = await check(program, { host: nodeHost });
  const trace = properties[0]?.trace;
  if (trace == null) throw new Error('no trace');
  const system = interpreter(program);
  expect(isRun(system, trace)).toBe(true);
  expect(isRun(system, { ...trace, initial: Int32Array.of(1, 0) })).toBe(false);
  expect(isRun(system, { ...trace, steps: trace.steps.slice(1) })).toBe(false);
  expect(isRun(system, { ...trace, steps: [...trace.steps, ...trace.steps.slice(-1)] })).toBe(
    false,
  );
  expect(isRun(system, { ...trace, failure: fail('range') })).toBe(false);
});
