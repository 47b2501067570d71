// Operations of two steps with a hidden location between them: touch (raise the fault, go on) and
// cond_wait (sleep, wake). In: an instance of a flow action and its place. Out: steps, through `emit`.

import type { Expr as Syntax } from '../../syntax/tree.ts';
import type { Expr, Statement } from '../expr.ts';
import { and, arith, cell, constant, equal, not, or } from '../fold.ts';
import { set } from '../fold-statement.ts';
import type { Conjunct, LabelPart, Wait } from '../program.ts';
import type { Cases, Entity, MutexEntity } from './entity.ts';
import type { FlowAction } from './flow.ts';
import { canLock, doLock, waitFor } from './operation.ts';
import { resolve } from './path.ts';
import type { Scope } from './scope.ts';
import type { TaskShape } from './shape.ts';
import { type Effect, ownedBy, pageOf } from './statement.ts';
import { type Emit, type Instance, normalArrival, type Step, timeoutArrival, to } from './step.ts';
import { failure } from './values.ts';

/** Touch of a page: at once where it is present; else the fault is raised, and then it waits. */
export function touch(
  page: Syntax,
  guards: readonly Conjunct[],
  instance: Instance,
  from: number,
  shape: TaskShape,
  emit: Emit,
): void {
  const { flow } = instance;
  const span = flow.decl.operation?.span ?? flow.decl.span;
  const { memory, index } = pageOf(page, instance.before);
  const count = memory.faults - memory.present;
  const at = (first: number, i: Expr): Expr =>
    i.kind === 'const'
      ? cell(first + i.value)
      : {
          kind: 'element',
          first,
          count,
          index: i,
          failure: failure('index', 'no such page', span),
        };
  const low = memory.page.kind === 'range' ? memory.page.lo : 0;
  const shown: LabelPart[] = [
    `${memory.name}[`,
    { value: arith('+', index, constant(low)), type: memory.page },
    ']',
  ];
  const wait: Wait = {
    kind: 'page',
    object: memory.object,
    on: shown,
    family: waitFor('page', memory.object, instance.scope).family,
  };
  const step = (
    kind: Step['kind'],
    conjuncts: readonly Conjunct[],
    effects: readonly Effect[],
    verb: string,
  ): Step => ({
    kind,
    conjuncts,
    effects,
    label: [verb, ...shown],
    traffic: [],
    bindings: [],
    half: null,
  });
  const present: Conjunct = {
    role: 'operation',
    move: 0,
    condition: at(memory.present, index),
    wait,
    span,
  };
  const absent: Conjunct = {
    ...present,
    condition: not(present.condition),
    wait: null,
    role: 'location',
  };
  const hidden = shape.addWaiting(from);
  emit(step('step', [...guards, present], [], 'touch '), from, normalArrival(flow), true);
  const raise: Statement =
    index.kind === 'const'
      ? set(memory.faults + index.value, 1)
      : {
          kind: 'assign-element',
          first: memory.faults,
          count,
          index,
          value: constant(1),
          failure: failure('index', 'no such page', span),
          rangeFailure: null,
        };
  emit(
    step('page-fault', [...guards, absent], [raise], 'fault on '),
    from,
    { effects: [], destinations: to(hidden) },
    true,
  );
  // Inside the fault, parameters are in their cells: the page is computed from them.
  const inside = pageOf(page, instance.scope);
  const arrived: Conjunct = { ...present, condition: at(memory.present, inside.index) };
  emit(step('step', [arrived], [], 'touch '), hidden, normalArrival(flow), false);
}

/** Sleep, then wake; one pair per condition variable and mutex that the state may choose. */
export function condWait(
  operation: { readonly condition: Syntax; readonly mutex: Syntax },
  guards: readonly Conjunct[],
  instance: Instance,
  from: number,
  shape: TaskShape,
  emit: Emit,
): void {
  const { flow, before } = instance;
  const conditions = resolve(operation.condition, before);
  const mutexes = resolve(operation.mutex, before);
  for (const c of conditions.cases) {
    for (const m of mutexes.cases) {
      if (c.entity.kind !== 'condition' || m.entity.kind !== 'mutex') {
        throw new Error('cond_wait c with m');
      }
      const chosen = selection(and([c.when, m.when]), flow);
      sleepAndWake(c.entity, m.entity, [chosen, ...guards], instance, from, shape, emit);
    }
  }
  for (const { invalid } of [conditions, mutexes]) {
    if (invalid !== null) emit(misdirected(invalid, guards, flow), from, normalArrival(flow), true);
  }
}

function selection(condition: Expr, flow: FlowAction): Conjunct {
  return { role: 'location', move: 0, condition, wait: null, span: flow.decl.span };
}

/** The index of the condition variable or mutex is in error: the step is enabled, and goes wrong. */
function misdirected(
  invalid: NonNullable<Cases['invalid']>,
  guards: readonly Conjunct[],
  flow: FlowAction,
): Step {
  return {
    kind: 'sleep',
    conjuncts: [...guards, selection(invalid.when, flow)],
    effects: [{ kind: 'require', condition: constant(0), failure: invalid.failure }],
    label: [flow.decl.name.text],
    traffic: [],
    bindings: [],
    half: null,
  };
}

function sleepAndWake(
  condition: Extract<Entity, { kind: 'condition' }>,
  mutex: MutexEntity,
  conjuncts: readonly Conjunct[],
  instance: Instance,
  from: number,
  shape: TaskShape,
  emit: Emit,
): void {
  const { flow, scope } = instance;
  const span = flow.decl.span;
  const sleeper = condition.sleepers.find(s => s.process === scope.process);
  if (sleeper === undefined) throw new Error('a sleeper that was not counted');
  const name = scope.builder.objects[condition.object]?.name ?? '';
  const base = { traffic: [], bindings: [], half: null };
  const hidden = shape.addWaiting(from);
  const owned = failure('unlock', `cond_wait on ${name} without owning its mutex`, span);
  emit(
    {
      ...base,
      kind: 'sleep',
      conjuncts,
      effects: [
        { kind: 'require', condition: ownedBy(mutex, scope.process), failure: owned },
        set(mutex.cell, 0),
        set(sleeper.cell, 1),
      ],
      label: [`sleep on ${name}`],
    },
    from,
    { effects: [], destinations: to(hidden) },
    true,
  );
  const wake = (states: readonly number[], label: string, kind: Step['kind']): Step => ({
    ...base,
    kind,
    conjuncts: [
      {
        role: 'operation',
        move: 0,
        condition: or(states.map(state => equal(cell(sleeper.cell), state))),
        wait: waitFor('condvar', condition.object, scope),
        span,
      },
      mutexFree(mutex, scope, span),
    ],
    effects: [set(sleeper.cell, 0), doLock(mutex, scope.process)],
    label: [`${label} ${name}`],
  });
  emit(
    wake(condition.spurious ? [1, 2] : [2], 'wake from', 'wake'),
    hidden,
    normalArrival(flow),
    false,
  );
  if (flow.timeout !== null)
    emit(wake([1], 'timeout: sleep on', 'timeout'), hidden, timeoutArrival(flow), false);
}

function mutexFree(mutex: MutexEntity, scope: Scope, span: Conjunct['span']): Conjunct {
  return {
    role: 'operation',
    move: 0,
    condition: canLock(mutex, scope, span),
    wait: waitFor('mutex', mutex.object, scope),
    span,
  };
}
