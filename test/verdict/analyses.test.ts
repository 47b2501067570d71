// The analyses of the graph against their definitions on random programs. A long run:
// MCHECK_RUNS=10000 MCHECK_SEED=1 npx vitest run test/verdict/analyses.test.ts

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import { readsOf } from '../../src/ir/access.ts';
import { FALSE } from '../../src/ir/expr.ts';
import type { Program, Property } from '../../src/ir/program.ts';
import { changesAgainst } from '../../src/questions/compare.ts';
import { causeOfAction, causeOfDeadlock } from '../../src/verdict/cause.ts';
import { check } from '../../src/verdict/check.ts';
import type { Checked, PropertyResult, RunResult } from '../../src/verdict/result.ts';
import { waitAnalysis } from '../../src/verdict/waits.ts';
import { not, or, span } from '../system/build-program.ts';
import { condition, randomProgram } from '../system/random-program.ts';
import { NaiveSpace, type NaiveState } from './naive-space.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 100);
const SEED = Number(process.env.MCHECK_SEED ?? 5);

const someActions = fc.array(fc.nat(9), { minLength: 1, maxLength: 2 });

/** What a random implication supposes and says; what it supposes may be false in all states. */
const implication = fc.tuple(condition, condition).map(([antecedent, consequent]): Property => {
  const either = or(not(antecedent), consequent);
  return { kind: 'invariant', name: 'implied', condition: either, antecedent, span };
});

/** A random program with properties that need the graph, some with a goal of their own. */
const randomQuestions: fc.Arbitrary<Program> = fc
  .tuple(randomProgram, condition, fc.option(condition), someActions, someActions, implication)
  .map(([program, wanted, goal, first, second, implied]) => {
    const more: Property[] = [
      implied,
      { kind: 'partial-deadlock', name: 'partial', span },
      { kind: 'always-possible', name: 'possible', condition: wanted, span },
      { kind: 'order', name: 'order', pairs: [{ value: null, first, second }], span },
      ...(goal === null ? [] : [{ kind: 'goal', name: 'goal', condition: goal, span } as const]),
    ];
    // Declarations are told apart by their place.
    const actions = program.actions.map(action => ({
      ...action,
      provenance: { ...action.provenance, span: { ...span, start: action.id } },
    }));
    return { ...program, actions, properties: [...program.properties, ...more] };
  });

/** A variant of a program: one action never happens. */
function withoutAction(program: Program, gone: number): Program {
  const never = { role: 'guard', move: 0, condition: FALSE, wait: null, span } as const;
  const actions = program.actions.map(action =>
    action.id === gone ? { ...action, guard: [...action.guard, never] } : action,
  );
  return { ...program, actions };
}

async function explored(program: Program) {
  return { space: new NaiveSpace(program), result: await check(program, { host: nodeHost }) };
}

const seen = new Map<string, number>();
const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);

test('the analyses agree with their definitions', { timeout: 3_600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(randomQuestions, fc.nat(9), async (program, gone) => {
      const { space, result } = await explored(program);
      expectPossible(space, result);
      expectPartial(space, result);
      expectOrder(space, result);
      for (const one of result.properties) expectNoReturn(space, one);
      for (const one of result.properties) expectCauses(space, one);
      expectCoverage(space, result);
      expectWords({ space, result }, await explored(withoutAction(program, gone)));
    }),
    { seed: SEED, numRuns: RUNS },
  );
  if (RUNS > 100) console.log(`seed ${SEED}, ${RUNS} programs`, Object.fromEntries(seen));
  // The programs are not trivial.
  const expected = [
    ...['no way back', 'from the start', 'instead', 'EITHER', 'ALWAYS', 'partial', 'possible'],
    ...['idle actions', 'unreached locations', 'antecedents', 'causes', 'deadlock causes'],
    ...['eliminates', 'narrows', 'moves', 'adds'],
  ];
  for (const what of expected) {
    expect([what, (seen.get(what) ?? 0) >= RUNS / 150]).toEqual([what, true]);
  }
});

function named(result: RunResult, name: string): PropertyResult {
  const found = result.properties.find(({ property }) => property.name === name);
  if (found === undefined) throw new Error(`no property ${name}`);
  return found;
}

function leastDepth(space: NaiveSpace, holds: (one: NaiveState) => boolean): number | null {
  const depths = [...space.states.values()].filter(holds).map(({ depth }) => depth);
  return depths.length === 0 ? null : Math.min(...depths);
}

function expectAtDepth(found: PropertyResult, depth: number | null): void {
  expect(found.verdict).toBe(depth === null ? 'holds' : 'violated');
  expect(found.trace?.steps.length ?? null).toBe(depth);
  if (depth !== null) count(found.property.name);
}

function expectPossible(space: NaiveSpace, result: RunResult): void {
  const found = named(result, 'possible');
  if (found.property.kind !== 'always-possible') throw new Error('another kind');
  const { condition: wanted } = found.property;
  expectAtDepth(
    found,
    leastDepth(space, one => !space.canReach(one, wanted)),
  );
}

function expectPartial(space: NaiveSpace, result: RunResult): void {
  const { tasks } = space.program;
  const stuck = (one: NaiveState) => tasks.filter(({ id }) => space.isStuck(one, id));
  const found = named(result, 'partial');
  expectAtDepth(
    found,
    leastDepth(space, one => stuck(one).length > 0),
  );
  if (found.trace === null) return;
  const last = space.at(String(found.trace.steps.at(-1)?.state ?? found.trace.initial));
  const waiting = found.waits.map(({ task }) => task);
  expect(waiting).toEqual(stuck(last).map(({ id }) => id));
}

function expectOrder(space: NaiveSpace, result: RunResult): void {
  const found = named(result, 'order');
  if (found.property.kind !== 'order') throw new Error('another kind');
  const [pair] = found.property.pairs;
  if (pair === undefined) throw new Error('no pair');
  const { word, before, after } = space.orderOf(pair);
  expect(found.order?.word).toBe(word);
  expect(found.order?.before?.steps.length ?? null).toBe(before);
  expect(found.order?.after?.steps.length ?? null).toBe(after);
  expect(found.verdict).toBe(word === 'ALWAYS' ? 'holds' : 'violated');
  count(word);
}

/** Whether a state violates the property; a step that goes wrong leads to no state. */
function violates(space: NaiveSpace, property: Checked): (one: NaiveState) => boolean {
  const { program } = space;
  switch (property.kind) {
    case 'deadlock':
      return one => one.quiescent && !one.accepted;
    case 'invariant':
      return one => !space.satisfies(one, property.condition);
    case 'partial-deadlock':
      return one => program.tasks.some(({ id }) => space.isStuck(one, id));
    case 'always-possible':
      return one => !space.canReach(one, property.condition);
    default:
      return () => false;
  }
}

function expectNoReturn(space: NaiveSpace, found: PropertyResult): void {
  const { property, verdict, trace, noReturn } = found;
  if (verdict !== 'violated' || trace === null || property.kind === 'order') {
    expect(noReturn).toBeNull();
    return;
  }
  const known = new Map<string, boolean>();
  const bad = violates(space, property);
  const doomed = (key: string) => {
    const answer = known.get(key) ?? space.isDoomed(space.at(key), bad);
    known.set(key, answer);
    return answer;
  };
  const states = [trace.initial, ...trace.steps.map(({ state }) => state)].map(String);
  // After a step that goes wrong there is nothing.
  const after = states.map(
    (key, i) => (trace.failure !== null && i === trace.steps.length) || doomed(key),
  );
  const step = after.findIndex((_, k) => after.slice(k).every(is => is));
  expect(noReturn?.step).toBe(step);
  count(step === 0 ? 'from the start' : 'no way back');
  const before = step === 0 ? null : space.at(states[step - 1] as string);
  const paths = before?.edges
    .filter(({ action, to }) => !space.isFault(action) && !doomed(to))
    .map(({ action }) => space.program.actions[action]?.path ?? '');
  const instead = noReturn?.instead.map(id => space.program.actions[id]?.path);
  expect(instead).toEqual([...new Set(paths)].sort());
  if (instead !== undefined && instead.length > 0) count('instead');
}

type Causes = Map<string, { states: number; depth: number }>;

/** The states that show each cause, and the least depth of one; null for a property without causes of its own. */
function causesOf(space: NaiveSpace, property: Checked): Causes | null {
  if (property.kind === 'order' || property.kind === 'partial-deadlock') return null;
  return property.kind === 'deadlock'
    ? knotCauses(space, property.name)
    : actionCauses(space, property);
}

/** By the knot that is found in each deadlock state. */
function knotCauses(space: NaiveSpace, name: string): Causes {
  const { blockedTasks } = waitAnalysis(space.system);
  const shown: Causes = new Map();
  for (const { quiescent, accepted, state, depth } of space.states.values()) {
    if (!quiescent || accepted) continue;
    const cause = causeOfDeadlock(space.program, name, blockedTasks(state));
    const entry = shown.get(cause) ?? { states: 0, depth };
    shown.set(cause, { states: entry.states + 1, depth: Math.min(depth, entry.depth) });
  }
  return shown;
}

/** By the action that leads from a state without the violation to one with it, or goes wrong itself. */
function actionCauses(space: NaiveSpace, property: Checked): Causes {
  const shown = new Map<string, { states: Set<string>; depth: number }>();
  const add = (action: number | null, key: string, depth: number) => {
    const cause = causeOfAction(space.program, property.name, action);
    const entry = shown.get(cause) ?? { states: new Set(), depth };
    entry.states.add(key);
    shown.set(cause, { ...entry, depth: Math.min(depth, entry.depth) });
  };
  const bad = violates(space, property);
  const all = [...space.states.values()];
  const wrong = new Set(all.filter(bad).map(({ key }) => key));
  const [initial] = all;
  if (initial !== undefined && wrong.has(initial.key)) add(null, initial.key, 0);
  for (const one of all) {
    for (const { action, to } of one.edges) {
      if (!wrong.has(one.key) && wrong.has(to)) add(action, to, one.depth + 1);
    }
    for (const { action, assertion } of one.failing) {
      if (property.kind === (assertion ? 'assertion' : 'error'))
        add(action, one.key, one.depth + 1);
    }
  }
  return new Map(
    [...shown].map(([cause, { states, depth }]) => [cause, { states: states.size, depth }]),
  );
}

function expectCauses(space: NaiveSpace, found: PropertyResult): void {
  const { property, verdict, causeDetails, causes, trace } = found;
  if (verdict !== 'violated' || trace === null) return;
  const wanted = causesOf(space, property);
  if (wanted === null) return;
  const sorted = [...wanted].sort(([left], [right]) => (left < right ? -1 : 1));
  expect(causeDetails).toEqual(sorted.map(([cause, entry]) => ({ cause, ...entry })));
  expect(causes).toEqual(causeDetails.map(({ cause }) => cause));
  expect(causes).toContain(found.cause);
  const own = causeDetails.find(({ cause }) => cause === found.cause);
  expect(own?.depth).toBe(trace.steps.length);
  if (wanted.size > 1) count(property.kind === 'deadlock' ? 'deadlock causes' : 'causes');
}

/** The words of the matrix, from the causes of the two spaces alone. */
function expectWords(
  before: { readonly space: NaiveSpace; readonly result: RunResult },
  after: { readonly space: NaiveSpace; readonly result: RunResult },
): void {
  const changes = changesAgainst(before.result, after.result);
  for (const { property } of after.result.properties) {
    const [old, now] = [causesOf(before.space, property), causesOf(after.space, property)];
    if (old === null || now === null) continue;
    const kept = [...old.keys()].filter(cause => now.has(cause));
    const word = old.size === 0 ? 'adds' : kept.length > 0 ? 'narrows' : 'moves';
    const wanted = now.size > 0 ? word : old.size > 0 ? 'eliminates' : undefined;
    const change = changes.find(one => one.property === property.name);
    expect([property.name, change?.word]).toEqual([property.name, wanted]);
    if (wanted === undefined) continue;
    count(wanted);
    const wordOf = (cause: string) =>
      !old.has(cause) ? 'adds' : now.has(cause) ? 'narrows' : 'eliminates';
    const all = [...new Set([...old.keys(), ...now.keys()])].sort();
    const told = new Map(change?.causes.map(one => [one.cause, one.word]));
    expect(all.map(cause => [cause, told.get(cause)])).toEqual(
      all.map(cause => [cause, wordOf(cause)]),
    );
  }
}

function expectCoverage(space: NaiveSpace, { coverage }: RunResult): void {
  const { program } = space;
  const all = [...space.states.values()];
  const fired = new Set(
    all.flatMap(one => [...one.edges, ...one.failing].map(({ action }) => action)),
  );
  const ahead = program.tasks.map(({ id, initial }) => {
    const locations = new Set([initial]);
    for (const location of locations) {
      for (const move of program.actions.flatMap(({ moves }) => moves)) {
        if (move.task === id && move.from === location) for (const to of move.to) locations.add(to);
      }
    }
    return locations;
  });
  const idle = program.actions
    .filter(({ moves }) => moves.every(({ task, from }) => ahead[task]?.has(from)))
    .filter(({ id }) => !fired.has(id));
  expect(coverage?.actions.map(({ name }) => name)).toEqual(idle.map(({ path }) => path));
  const unreached = program.tasks.flatMap(({ id, at, process, locations }) =>
    locations.flatMap(({ name }, i) => {
      if (!ahead[id]?.has(i) || all.some(({ state }) => state[at] === i)) return [];
      return [`${program.processes[process]?.name}.${name}`];
    }),
  );
  expect(coverage?.locations.map(({ name }) => name)).toEqual(unreached);
  expect(coverage?.properties).toEqual(idleInvariants(space));
  if (coverage?.properties.some(({ reason }) => reason === 'antecedent')) count('antecedents');
  if (idle.length > 0) count('idle actions');
  if (unreached.length > 0) count('unreached locations');
}

/** Invariants that read nothing that changes, or suppose what never happens. */
function idleInvariants(space: NaiveSpace) {
  const all = [...space.states.values()];
  return space.program.properties.flatMap(property => {
    if (property.kind !== 'invariant') return [];
    const { name, antecedent } = property;
    const reads = [...readsOf(property.condition)];
    const constant = reads.every(cell => new Set(all.map(({ state }) => state[cell])).size === 1);
    const never = antecedent !== undefined && !all.some(one => space.satisfies(one, antecedent));
    if (reads.length === 0 || (!constant && !never)) return [];
    return [{ name, span: property.span, reason: constant ? 'constant' : 'antecedent' }];
  });
}
