// An exported model is the same model: SPIN finds as many states, transitions, deadlocks, errors and
// violations in it as the interpreter does in the program.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { promelaOf } from '../../src/export/promela.ts';
import type { Expr, Statement } from '../../src/ir/expr.ts';
import type { Program } from '../../src/ir/program.ts';
import { checkModel } from '../../src/semantics/check-model.ts';
import { parse } from '../../src/syntax/parse.ts';
import { programOf } from '../models/program-of.ts';
import { expectationsOf, modelFiles } from '../models/run-model.ts';
import {
  cell,
  compare,
  fail,
  minus,
  num,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';
import { randomProgram } from '../system/random-program.ts';
import { factsOf } from './graph-facts.ts';
import { missing, type SpinOptions, spin } from './spin.ts';

const SLOW = process.env.MCHECK_SLOW !== undefined;
const PREEMPT = 'models/postcopy-preempt.mig';
const GENERATED = SLOW ? 200 : 12;
const withSpin = describe.skipIf(missing.length > 0);
const patient = { timeout: 600_000 };

function exported(program: Program): string {
  const { text, problems } = promelaOf(program);
  if (text === null) throw new Error(problems.join('\n'));
  return text;
}

/** The bare graph, as the export is used without macros, and then with all of them. */
async function expectAgreement(program: Program, options: SpinOptions = {}): Promise<void> {
  const facts = factsOf(program);
  const { states, transitions } = facts;
  const [bare] = await Promise.all([
    spin(exported(program), options),
    expectSameAnswers(program, options, facts),
  ]);
  expect(bare).toEqual({ states, transitions, errors: 0 });
}

/** Every assertion at once, which must add no states: a step that asserts leads back to where it was. */
async function expectSameAnswers(
  program: Program,
  options: SpinOptions = {},
  facts = factsOf(program),
): Promise<void> {
  const { states, transitions, quiescent, deadlocks, failures, asserted } = facts;
  const macros = ['DEADLOCK', 'ERRORS', 'INVARIANTS', ...reachable(program)];
  const others = [...asserted.values()].reduce((sum, count) => sum + count, failures);
  expect(await spin(exported(program), { ...options, macros })).toEqual({
    states,
    transitions: transitions + quiescent + others,
    errors: deadlocks + others,
  });
}

function reachable({ properties }: Program): string[] {
  return properties.flatMap(({ kind, name }) =>
    kind === 'reachable' ? [`REACHABLE_${name}`] : [],
  );
}

interface Case {
  readonly path: string;
  readonly choices: Readonly<Record<string, string>>;
}

/** The choices that the expectations of a model name; unless asked for all, the first ones. */
function casesOf(path: string, most = Number.POSITIVE_INFINITY): Case[] {
  const quick = expectationsOf(readFileSync(path, 'utf8')).filter(one => !one.slow);
  return quick.slice(0, SLOW ? undefined : most).map(({ choices }) => ({ path, choices }));
}

function programFor({ path, choices }: Case): Program {
  const isNumber = (value: string) => /^-?\d+$/.test(value);
  const entries = Object.entries(choices);
  return programOf(path, readFileSync(path, 'utf8'), {
    variant: Object.fromEntries(entries.filter(([, value]) => !isNumber(value))),
    params: Object.fromEntries(
      entries.filter(([, value]) => isNumber(value)).map(([name, value]) => [name, Number(value)]),
    ),
  });
}

/** Each value of each declared variant with each of the others, at the default parameters. */
function variantsOf(path: string): Case[] {
  const { tree } = parse(sourceFile(path, readFileSync(path, 'utf8')));
  const declared = (tree === null ? null : checkModel([tree]).model)?.variants ?? [];
  let all: Case['choices'][] = [{}];
  for (const { decl } of declared) {
    all = all.flatMap(choices =>
      decl.values.map(({ text }) => ({ ...choices, [decl.name.text]: text })),
    );
  }
  return all.map(choices => ({ path, choices }));
}

/** Every variant of the five systems, where there is time; of the others what their expectations name. */
const SYSTEMS = [
  PREEMPT,
  'models/multifd-sync.mig',
  'models/postcopy-recovery.mig',
  'models/disk-inactivation.mig',
  'models/vfio-device-state.mig',
];

const cases: readonly Case[] = [
  { path: 'test/export/ferry.mig', choices: {} },
  ...(await modelFiles(['models'])).flatMap(path => (path === PREEMPT ? [] : casesOf(path, 1))),
  ...casesOf(PREEMPT),
  ...(SLOW ? SYSTEMS.flatMap(variantsOf) : []),
];

describe('every model of the project', () => {
  it('can be exported', patient, async () => {
    for (const path of await modelFiles(['models'])) {
      const all = expectationsOf(readFileSync(path, 'utf8'));
      for (const { choices } of SLOW ? all : all.slice(0, 3))
        exported(programFor({ path, choices }));
    }
  });
});

withSpin('SPIN finds the same in', () => {
  const named = cases.map(one => [one.path, JSON.stringify(one.choices), one] as const);
  // While one verifier is compiled, another graph is counted.
  it.concurrent.each(named)('%s %s', patient, async (_, __, one) => {
    await (SLOW ? expectAgreement : expectSameAnswers)(programFor(one));
  });

  it('generated programs', patient, async () => {
    for (const program of fc.sample(randomProgram, { numRuns: GENERATED, seed: 11 })) {
      await expectAgreement(program);
    }
  });

  it.each([
    ['a variable that nobody reads', writeOnly],
    ['an array that begins with negative numbers', negativeArray],
    ['a bag', bag],
    ['an error where nothing else can be done', onlyAnError],
  ] as const)('%s', patient, async (_, build) => {
    await expectAgreement(build());
    await expectEachAnswer(build());
  });

  it('a search breadth first', patient, async () => {
    await expectAgreement(programFor(casesOf(PREEMPT)[0] as Case), {
      defines: ['-DBFS'],
    });
  });
});

withSpin('each macro by itself asks its own question', () => {
  it.each([PREEMPT, 'models/examples/spawn-join.mig', 'models/examples/unordered-channel.mig'])(
    '%s',
    patient,
    async path => {
      const [last] = casesOf(path).slice(-1) as [Case];
      await expectEachAnswer(programFor(last));
    },
  );
});

async function expectEachAnswer(program: Program): Promise<void> {
  const { states, deadlocks, failures, asserted } = factsOf(program);
  const text = exported(program);
  const asked = async (macro: string) => await spin(text, { macros: [macro] });
  expect(await asked('DEADLOCK')).toMatchObject({ states, errors: deadlocks });
  expect(await asked('ERRORS')).toMatchObject({ states, errors: failures });
  for (const { kind, name } of program.properties) {
    if (!asserted.has(name)) continue;
    const found = await asked(`${kind.toUpperCase()}_${name}`);
    expect([name, found]).toMatchObject([name, { states, errors: asserted.get(name) }]);
  }
}

/** SPIN would leave the variable out of the state. */
function writeOnly(): Program {
  const b = new ProgramBuilder();
  const note = b.cell('note', range(0, 300));
  const task = b.thread('t', ['a', 'b']);
  b.action({ name: 'one', move: [task, 'a', 'b'], effects: [set(note, 1)] });
  b.action({ name: 'two', move: [task, 'a', 'b'], effects: [set(note, 299)] });
  b.action({ name: 'back', move: [task, 'b', 'a'] });
  return b.build();
}

/** What lies in the bag does not say in which order it came there. */
function bag(): Program {
  const b = new ProgramBuilder();
  const queue = b.queue('q', range(1, 3), 3, 'bag').id;
  const task = b.thread('t', ['a'], { rests: ['a'] });
  const full = fail('overflow');
  for (const value of [1, 2, 3]) {
    const effects: Statement[] = [{ kind: 'push', queue, value: num(value), failure: full }];
    b.action({ name: `push${value}`, move: [task, 'a', 'a'], effects });
  }
  const effects: Statement[] = [{ kind: 'remove', queue, position: 1, failure: fail('underflow') }];
  b.action({ name: 'second', move: [task, 'a', 'a'], effects });
  return b.build();
}

/** The thread is not at rest and can only fail an assertion: an error, but no deadlock. */
function onlyAnError(): Program {
  const b = new ProgramBuilder();
  const task = b.thread('t', ['a', 'b']);
  b.action({ name: 'go', move: [task, 'a', 'b'] });
  const effects: Statement[] = [{ kind: 'require', condition: num(0), failure: fail('assert') }];
  b.action({ name: 'wrong', move: [task, 'b', 'a'], effects });
  b.property({ kind: 'deadlock', name: 'deadlock' });
  return b.build();
}

/** x[i] += 1 with x = [-1, 1] at first, by way of an index; over the end is an error. */
function negativeArray(): Program {
  const b = new ProgramBuilder();
  const first = b.cell('x[0]', range(-1, 2), -1);
  b.cell('x[1]', range(-1, 2), 1);
  const index = cell(b.cell('i', range(0, 1), 0));
  const task = b.thread('t', ['a', 'b']);
  const array = { first, count: 2, index, failure: fail('index') };
  const element: Expr = { kind: 'element', ...array };
  const raise: Statement = {
    kind: 'assign-element',
    ...array,
    value: plus(element, num(1)),
    rangeFailure: fail('range'),
  };
  b.action({ name: 'raise', move: [task, 'a', 'a'], effects: [raise] });
  b.action({ name: 'other', move: [task, 'a', 'a'], effects: [set(2, minus(num(1), index))] });
  b.action({ name: 'stop', move: [task, 'a', 'b'], guard: compare('<', element, num(0)) });
  b.property({ kind: 'invariant', name: 'low', condition: compare('<', element, num(2)) });
  return b.build();
}
