// One task's flow actions -> guarded actions: conjuncts in order, effects, control location, event-loop
// turns, page faults, condition variables, timeouts. In: a flow and the task's shape. Out: drafts in the
// builder, or halves of a rendezvous for `rendezvous.ts`.

import type { Guard, Pattern, Expr as Syntax } from '../../syntax/tree.ts';
import { type Expr, TRUE } from '../expr.ts';
import { and, arith, cell, constant, not, or } from '../fold.ts';
import { set } from '../fold-statement.ts';
import type { Conjunct, Provenance, Wait } from '../program.ts';
import { provenanceOf } from './annotation.ts';
import { boundCell } from './bound.ts';
import type { Builder } from './builder.ts';
import { combinations } from './declare.ts';
import { addAction, type Draft } from './draft.ts';
import { Frame } from './entity.ts';
import { lowerCondition, lowerExpr } from './expression.ts';
import { boundOf, type Destination, type FlowAction } from './flow.ts';
import { type Alternative, lowerOperation } from './operation.ts';
import { Oracle } from './oracle.ts';
import type { Meet, RendezvousHalf } from './rendezvous.ts';
import type { Scope } from './scope.ts';
import type { TaskShape } from './shape.ts';
import { branch, type Effect, lowerStatements, sourceText } from './statement.ts';
import {
  type Arrival,
  type Emit,
  type Instance,
  normalArrival,
  type Step,
  timeoutArrival,
} from './step.ts';
import { condWait, touch } from './two-step.ts';
import { valueType } from './types.ts';
import { coerce, failure } from './values.ts';

/** What lowering a task leaves to be done when all tasks are lowered. */
export interface Work {
  readonly halves: RendezvousHalf[];
  /** Steps that depend on whether a rendezvous can take place: those of other tasks must be known. */
  readonly later: ((meet: Meet) => void)[];
}

/** A condition that may ask whether a rendezvous can take place. */
type Condition = (meet: Meet) => Expr;

/** Per yield location: when some action from it can proceed, and whether that asks for a rendezvous. */
type EnabledAt = Map<number, { conditions: Condition[]; meets: boolean }>;

export function lowerTask(shape: TaskShape, builder: Builder, work: Work): void {
  const enabledAt: EnabledAt = new Map();
  for (const flow of shape.flow.actions) {
    for (const instance of instancesOf(flow)) {
      for (const from of shape.beginnings(flow)) {
        lowerInstance(instance, from, shape, builder, work, enabledAt);
      }
    }
  }
  for (const [plain, turn] of shape.turnOf) {
    if (!shape.flow.yields.has(plain)) continue;
    const { conditions, meets } = enabledAt.get(plain) ?? { conditions: [], meets: false };
    const give = (meet: Meet) =>
      addYield(
        plain,
        turn,
        conditions.map(condition => condition(meet)),
        shape,
        builder,
      );
    if (meets) work.later.push(give);
    else give(meetsNobody);
  }
}

function meetsNobody(): Expr {
  throw new Error('a rendezvous where none was noted');
}

// ---------------------------------------------------------------- instances

function instancesOf(flow: FlowAction): Instance[] {
  const { decl, scope } = flow;
  // A call's index was expanded where its procedure was inlined.
  if (decl.index.length === 0) return [instance(flow, scope, flow.bindings)];
  const dims = decl.index.map(index => valueType(index.type, scope));
  const bound = { index: decl.index.map(index => boundOf(index.name, scope)) };
  return combinations(decl.index, dims, bound, scope).map(({ suffix, inner }) => {
    const values = suffix.split(', ');
    const own = decl.index.map((index, i) => ({ name: index.name.text, value: values[i] ?? '' }));
    return instance(flow, inner, [...flow.bindings, ...own]);
  });
}

function instance(flow: FlowAction, scope: Scope, bindings: Draft['bindings']): Instance {
  return { flow, scope, before: overridden(flow, scope, flow.entries.length), bindings };
}

/** The scope in which parameters of the first `count` entered calls stand for their arguments. */
function overridden(flow: FlowAction, scope: Scope, count: number): Scope {
  if (count === 0) return scope;
  const frame = new Frame(scope.frame);
  flow.entries.slice(0, count).forEach((entry, i) => {
    const caller = overridden(flow, entry.scope, i);
    for (const parameter of entry.parameters) {
      const type = scope.builder.cells[parameter.cell]?.type;
      if (type === undefined) throw new Error('a parameter without a cell');
      const value = lowerExpr(parameter.argument, caller, type);
      const expr = coerce(value, type, parameter.argument.span);
      frame.bind(parameter.symbol, { kind: 'value', value: { expr, type } });
    }
  });
  return { ...scope, frame, targets: scope.frame };
}

// ---------------------------------------------------------------- one declared action from one location

function lowerInstance(
  instance: Instance,
  from: number,
  shape: TaskShape,
  builder: Builder,
  work: Work,
  enabledAt: EnabledAt,
): void {
  const { flow } = instance;
  const operation = flow.decl.operation;
  const emit: Emit = (step, beginning, arrive, entering) =>
    emitStep(step, beginning, arrive, entering, instance, shape, builder, work.halves);
  const guards = guardConjuncts(instance);
  const note = (meets: boolean, ...conditions: readonly Condition[]) => {
    if (flow.decl.class !== 'system' || !shape.flow.yields.has(from)) return;
    const known = enabledAt.get(from);
    const all: Condition = meet =>
      and([...guards.map(g => g.condition), ...conditions.map(condition => condition(meet))]);
    enabledAt.set(from, {
      conditions: [...(known?.conditions ?? []), all],
      meets: meets || (known?.meets ?? false),
    });
  };
  if (operation?.kind === 'touch' || operation?.kind === 'cond_wait') {
    note(false);
    if (operation.kind === 'touch') touch(operation.page, guards, instance, from, shape, emit);
    else condWait(operation, guards, instance, from, shape, emit);
    return;
  }
  const alternatives =
    operation === null || operation.kind === 'call'
      ? [plainAlternative(flow)]
      : lowerOperation(operation, instance.before, siblingsOf(flow, shape));
  const meets = alternatives.some(({ half }) => half !== null);
  for (const alternative of alternatives) {
    note(meets, readiness(alternative, instance, shape));
    emit(stepOf(alternative, guards, flow), from, normalArrival(flow), true);
  }
  if (flow.timeout === null) return;
  const late: Condition = meet =>
    not(or(alternatives.map(one => readiness(one, instance, shape)(meet))));
  note(meets, late);
  const giveUp = (meet: Meet) =>
    emit(timeoutStep(late(meet), guards, alternatives, flow), from, timeoutArrival(flow), true);
  if (meets) work.later.push(giveUp);
  else giveUp(meetsNobody);
}

/** The alternative can proceed, for a rendezvous with some partner. */
function readiness(alternative: Alternative, instance: Instance, shape: TaskShape): Condition {
  const { selection, member, ready, half } = alternative;
  const { process } = shape;
  return meet =>
    and([
      selection,
      member,
      ready,
      ...(half === null ? [] : [meet({ half, scope: instance.before, process })]),
    ]);
}

function plainAlternative(flow: FlowAction): Alternative {
  return {
    selection: TRUE,
    member: TRUE,
    ready: TRUE,
    wait: { kind: 'condition', object: null, on: [], family: '' },
    effects: [],
    label: [flow.decl.name.text],
    traffic: [],
    bindings: [],
    half: null,
  };
}

/** The patterns of the other recv on the same channel from the same place. */
function siblingsOf(flow: FlowAction, shape: TaskShape): Pattern[] {
  const own = flow.decl.operation;
  if (own?.kind !== 'recv' || own.pattern.kind !== 'other' || flow.from === 'anywhere') return [];
  const places = flow.from;
  return shape.flow.actions.flatMap(sibling => {
    const operation = sibling.decl.operation;
    if (sibling === flow || operation?.kind !== 'recv') return [];
    if (sourceText(operation.channel) !== sourceText(own.channel)) return [];
    const together = sibling.from === 'anywhere' || sibling.from.some(f => places.includes(f));
    return together ? [operation.pattern] : [];
  });
}

/** Guards of the calls being entered, then the action's own; each top-level `and` is its own conjunct. */
function guardConjuncts(instance: Instance): Conjunct[] {
  const { flow } = instance;
  const entered = flow.entries.flatMap((entry, i) =>
    guardOf(entry.guard, overridden(flow, entry.scope, i)),
  );
  return [...entered, ...guardOf(flow.decl.guard, instance.before)];
}

export function guardOf(guard: Guard | null, scope: Scope): Conjunct[] {
  if (guard === null) return [];
  return conjunctsOf(guard.condition).map(syntax => ({
    role: 'guard',
    move: 0,
    condition: lowerCondition(syntax, scope),
    wait: { kind: 'condition', object: null, on: [sourceText(syntax)], family: sourceText(syntax) },
    span: syntax.span,
  }));
}

function conjunctsOf(syntax: Syntax): Syntax[] {
  if (syntax.kind !== 'binary' || syntax.operator !== 'and') return [syntax];
  return [...conjunctsOf(syntax.left), ...conjunctsOf(syntax.right)];
}

function stepOf(alternative: Alternative, guards: readonly Conjunct[], flow: FlowAction): Step {
  const span = flow.decl.operation?.span ?? flow.decl.span;
  const selection: Conjunct = {
    role: 'location',
    move: 0,
    condition: alternative.selection,
    wait: null,
    span,
  };
  const member: Conjunct = {
    role: 'guard',
    move: 0,
    condition: alternative.member,
    wait: { kind: 'condition', object: null, on: ['a member to pick'], family: 'pick' },
    span,
  };
  const ready: Conjunct = {
    role: 'operation',
    move: 0,
    condition: alternative.ready,
    wait: alternative.wait,
    span,
  };
  return {
    kind: 'step',
    conjuncts: [selection, ...guards, member, ready],
    effects: alternative.effects,
    label: alternative.label,
    traffic: alternative.traffic,
    bindings: alternative.bindings,
    half: alternative.half,
  };
}

function timeoutStep(
  condition: Expr,
  guards: readonly Conjunct[],
  alternatives: readonly Alternative[],
  flow: FlowAction,
): Step {
  const wait: Wait = { kind: 'condition', object: null, on: ['timeout'], family: 'timeout' };
  return {
    kind: 'timeout',
    conjuncts: [...guards, { role: 'guard', move: 0, condition, wait, span: flow.decl.span }],
    effects: [],
    label: ['timeout: ', ...(alternatives[0]?.label ?? [])],
    traffic: [],
    bindings: [],
    half: null,
  };
}

// ---------------------------------------------------------------- yields

function addYield(
  plain: number,
  turn: number,
  enabled: readonly Expr[],
  shape: TaskShape,
  builder: Builder,
): void {
  const span = shape.span;
  const wait: Wait = { kind: 'condition', object: null, on: ['yield'], family: 'yield' };
  addAction(
    {
      class: 'system',
      kind: 'yield',
      name: 'yield',
      path: `${shape.name}.yield`,
      bindings: [],
      moves: [{ task: shape.task.id, from: plain, to: [turn] }],
      guard: [
        shape.atConjunct(plain, span),
        ...shape.hostConjuncts(span),
        { role: 'guard', move: 0, condition: not(or(enabled)), wait, span },
      ],
      effects: [...shape.yieldEffects(plain), set(shape.task.at, turn)],
      label: ['yield'],
      traffic: [],
      provenance: { span, callPath: [], src: null, annotations: [] },
      decl: null,
    },
    builder,
  );
}

// ---------------------------------------------------------------- arriving

/** Emits one draft per combination of choices in the effects. */
function emitStep(
  step: Step,
  from: number,
  arrival: Arrival,
  entering: boolean,
  instance: Instance,
  shape: TaskShape,
  builder: Builder,
  halves: RendezvousHalf[],
): void {
  const { flow } = instance;
  const bound = entering ? boundCell(flow.decl, flow.scope, shape.name) : null;
  // Nobody meets a half that never happens.
  if (bound !== null && bound.limit <= 0 && step.half !== null) return;
  const oracle = new Oracle();
  do {
    const reached = new Set<number>();
    const scope: Scope = { ...instance.scope, oracle };
    const tail: Effect[] = [
      ...lowerStatements(arrival.effects, scope),
      ...decide(arrival.destinations.outcomes, arrival.destinations.to, scope, {
        from,
        shape,
        oracle,
        reached,
      }),
    ];
    const entry = entering ? entryEffects(flow) : [];
    const counted: Effect[] =
      bound === null ? [] : [set(bound.cell, arith('+', cell(bound.cell), constant(1)))];
    const draft: Draft = {
      class: flow.decl.class,
      kind: step.kind,
      name: flow.decl.name.text,
      path: [shape.name, ...flow.callPath, flow.decl.name.text].join('.'),
      bindings: [...instance.bindings, ...step.bindings],
      moves: [{ task: shape.task.id, from, to: [...reached].sort((a, b) => a - b) }],
      guard: [
        shape.atConjunct(from, flow.decl.span),
        ...shape.hostConjuncts(flow.decl.span),
        ...(bound === null ? [] : [bound.conjunct]),
        ...shape.turnConjuncts(from, flow.decl.span),
        ...step.conjuncts,
      ],
      effects: [...shape.turnEffects(from), ...counted, ...entry, ...step.effects, ...tail],
      label: step.label,
      traffic: step.traffic,
      provenance: provenance(flow),
      decl: flow.decl,
    };
    if (step.half === null) addAction(draft, builder);
    else
      halves.push({
        half: step.half,
        draft,
        scope: instance.before,
        process: shape.process,
        tail: tail.length,
      });
  } while (oracle.advance());
}

function provenance(flow: FlowAction): Provenance {
  return provenanceOf(flow.decl, flow.callPath);
}

function entryEffects(flow: FlowAction): Effect[] {
  return flow.entries.flatMap((entry, i) => {
    const caller = overridden(flow, entry.scope, i);
    const resets = entry.resets.map(id => set(id, caller.builder.cells[id]?.initial ?? 0));
    const parameters = entry.parameters.map((parameter): Effect => {
      const type = caller.builder.cells[parameter.cell]?.type;
      if (type === undefined) throw new Error('a parameter without a cell');
      const value = lowerExpr(parameter.argument, caller, type);
      const error = failure(
        'range',
        `the argument for ${parameter.symbol.name.text} is out of range`,
        parameter.argument.span,
      );
      return {
        kind: 'assign',
        cell: parameter.cell,
        value: coerce(value, type, parameter.argument.span),
        failure: error,
      };
    });
    return [...resets, ...parameters];
  });
}

interface Arriving {
  readonly from: number;
  readonly shape: TaskShape;
  readonly oracle: Oracle;
  readonly reached: Set<number>;
}

/** `-> L if P, M if Q`, else the ordinary target. */
function decide(
  outcomes: readonly { readonly condition: Syntax; readonly to: Destination }[],
  otherwise: Destination,
  scope: Scope,
  context: Arriving,
): readonly Effect[] {
  const [first, ...rest] = outcomes;
  if (first === undefined) return arrive(otherwise, context);
  return branch(
    first.condition,
    () => arrive(first.to, context),
    () => decide(rest, otherwise, scope, context),
    scope,
  );
}

/** Runs the callers' effects on the way out, then settles at the location. */
function arrive(destination: Destination, context: Arriving): readonly Effect[] {
  const [exit, ...rest] = destination.exits;
  if (exit !== undefined) {
    const scope: Scope = { ...exit.scope, oracle: context.oracle };
    const onward: Destination = { location: destination.location, exits: rest };
    return [
      ...lowerStatements(exit.effects, scope),
      ...decide(exit.outcomes, onward, scope, context),
    ];
  }
  const location = destination.location ?? context.shape.plainOf(context.from);
  context.reached.add(location);
  return [set(context.shape.task.at, location), ...context.shape.settle(context.from, location)];
}
