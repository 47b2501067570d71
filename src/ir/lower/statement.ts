// Effects: statements of `do { ... }` -> statements over cells. In: checked syntax and a scope with an
// oracle. Out: statement lists. Choices become `assume` statements, which `hoist.ts` turns into guards.

import type { Statement as StatementSyntax, Expr as Syntax } from '../../syntax/tree.ts';
import type { Expr, Statement } from '../expr.ts';
import { arith, cell, compare, constant, equal, not, or } from '../fold.ts';
import { iff, set } from '../fold-statement.ts';
import type { ValueType } from '../value-type.ts';
import { assignTo, overCases } from './assign.ts';
import { isAttempt, lowerAttempt } from './attempt.ts';
import { lowerCrash } from './crash.ts';
import type { Entity, MutexEntity } from './entity.ts';
import { arithmetic, lowerCondition, lowerExpr } from './expression.ts';
import { chooseMembers } from './members.ts';
import { resolve } from './path.ts';
import { type Scope, withValue } from './scope.ts';
import { spawn } from './spawn.ts';
import {
  doBreak,
  doClose,
  doFlush,
  doHang,
  doShutdown,
  doUnlisten,
  requireNotClosed,
  sideOf,
} from './stream.ts';
import { valueType } from './types.ts';
import { embed, failure, indexInto, lowered, valueAt, valuesOf } from './values.ts';

/** A statement, or the assumption that a choice made here is possible. */
export type Effect = Statement | { readonly kind: 'assume'; readonly condition: Expr };

export function lowerStatements(statements: readonly StatementSyntax[], scope: Scope): Effect[] {
  return statements.flatMap(statement => lowerStatement(statement, scope));
}

function lowerStatement(statement: StatementSyntax, scope: Scope): readonly Effect[] {
  switch (statement.kind) {
    case 'assign':
      return lowerAssign(statement, scope);
    case 'verb':
      return lowerVerb(statement, scope);
    case 'place':
      return lowerPlace(statement, scope);
    case 'attempt':
      return lowerAttempt(statement.attempt, scope, [], []);
    case 'push':
      return lowerPush(statement, scope);
    case 'pop':
      return lowerPop(statement, scope);
    case 'assert':
      return lowerAssert(statement, scope);
    case 'if':
      return lowerIf(statement, scope);
    case 'for':
      return lowerFor(statement, scope);
    case 'choose':
      return lowerChoose(statement, scope);
  }
}

type Of<K extends StatementSyntax['kind']> = Extract<StatementSyntax, { kind: K }>;

function lowerAssign(statement: Of<'assign'>, scope: Scope): readonly Effect[] {
  const { target, value, span } = statement;
  if (isAttempt(value)) {
    const store = (result: 0 | 1) =>
      assignTo(target, lowered(constant(result), { kind: 'bool' }), span, scope);
    return lowerAttempt(value, scope, store(1), store(0));
  }
  if (statement.operator === '=') {
    return assignTo(target, lowerExpr(value, scope, typeOfTarget(target, scope)), span, scope);
  }
  const before = lowerExpr(target, scope);
  const operand = lowerExpr(value, scope, before.type);
  if (before.type.kind === 'set') {
    const operator = statement.operator === '+=' ? '|' : '&~';
    return assignTo(
      target,
      lowered(arith(operator, before.expr, operand.expr), before.type),
      span,
      scope,
    );
  }
  return assignTo(
    target,
    arithmetic(statement.operator === '+=' ? '+' : '-', before, operand),
    span,
    scope,
  );
}

/** The type a literal on the right takes. */
function typeOfTarget(target: Syntax, scope: Scope): ValueType {
  return lowerExpr(target, scope).type;
}

function lowerVerb(statement: Of<'verb'>, scope: Scope): readonly Effect[] {
  if (statement.verb === 'signal') return lowerSignal(statement, scope);
  if (statement.verb === 'discard') return lowerDiscard(statement, scope);
  if (statement.verb === 'spawn') return spawn(statement.target, statement.span, scope);
  return overCases(resolve(statement.target, scope), entity => verb(entity, statement, scope));
}

function verb(entity: Entity, statement: Of<'verb'>, scope: Scope): readonly Statement[] {
  switch (entity.kind) {
    case 'semaphore':
      return post(entity, statement);
    case 'mutex':
      return unlock(entity, statement, scope);
    case 'condition':
      return entity.sleepers.flatMap(s => iff(equal(cell(s.cell), 1), [set(s.cell, 2)]));
    case 'event':
      return [set(entity.cell, statement.verb === 'set' ? 1 : 0)];
    case 'task':
      return entity.pending === null ? [] : [set(entity.pending, 1)];
    case 'listener':
      if (entity.listening === null) return [];
      if (statement.verb === 'listen') return [set(entity.listening, 1)];
      return [set(entity.listening, 0), ...doUnlisten(scope.builder, entity)];
    case 'stream':
      return streamVerb(entity, statement, scope);
    case 'resource':
      return resourceVerb(entity, statement);
    case 'host':
      return lowerCrash(entity, scope.builder);
    default:
      throw new Error(`${statement.verb} of a ${entity.kind}`);
  }
}

function post(
  entity: Extract<Entity, { kind: 'semaphore' }>,
  statement: Of<'verb'>,
): readonly Statement[] {
  const raised = arith('+', cell(entity.cell), constant(1));
  const below = compare('<', cell(entity.cell), constant(entity.max));
  if (entity.saturating) return iff(below, [set(entity.cell, raised)]);
  const error = failure('post', `post above the semaphore's maximum ${entity.max}`, statement.span);
  return [{ kind: 'require', condition: below, failure: error }, set(entity.cell, raised)];
}

function unlock(mutex: MutexEntity, statement: Of<'verb'>, scope: Scope): readonly Statement[] {
  const owned = ownedBy(mutex, scope.process);
  const error = failure('unlock', 'unlock by a thread that does not own the mutex', statement.span);
  return [{ kind: 'require', condition: owned, failure: error }, set(mutex.cell, 0)];
}

/** The process owns the mutex. */
export function ownedBy(mutex: MutexEntity, process: number | null): Expr {
  const position = process === null ? -1 : mutex.lockers.indexOf(process);
  return position < 0 ? constant(0) : equal(cell(mutex.cell), position + 1);
}

function streamVerb(
  stream: Extract<Entity, { kind: 'stream' }>,
  statement: Of<'verb'>,
  scope: Scope,
): readonly Statement[] {
  if (statement.verb === 'break') return doBreak(stream);
  if (statement.verb === 'hang') return doHang(stream);
  const side = sideOf(stream, scope.host?.id ?? -1);
  const open = requireNotClosed(stream, side, statement.verb, statement.span);
  if (statement.verb === 'shutdown') return [open, ...doShutdown(stream, side)];
  if (statement.verb === 'flush') return [open, ...doFlush(scope.builder, stream, side)];
  return doClose(stream, side, statement.span);
}

function resourceVerb(
  entity: Extract<Entity, { kind: 'resource' }>,
  statement: Of<'verb'>,
): readonly Statement[] {
  const allocated = cell(entity.cell);
  const wanted = statement.verb === 'alloc' ? not(allocated) : allocated;
  const texts: Readonly<Record<string, string>> = {
    alloc: 'allocated twice',
    use: 'used after it was freed, or before it was allocated',
    free: 'freed twice, or freed without being allocated',
  };
  const error = failure('lifetime', texts[statement.verb] ?? 'misused', statement.span);
  const check: Statement = { kind: 'require', condition: wanted, failure: error };
  if (statement.verb === 'use') return [check];
  return [check, set(entity.cell, statement.verb === 'alloc' ? 1 : 0)];
}

/** Wakes one sleeper, any of them; without a sleeper nothing happens. */
function lowerSignal(statement: Of<'verb'>, scope: Scope): readonly Effect[] {
  const cases = resolve(statement.target, scope);
  const sizes = cases.cases.map(({ entity }) => sleepersOf(entity).length);
  const most = Math.max(0, ...sizes);
  const choice = scope.oracle?.choose(most + 1) ?? most;
  // A choice that a condition with fewer sleepers does not have is assumed away.
  const wake = (entity: Entity): readonly Effect[] => {
    const sleepers = sleepersOf(entity);
    const chosen = sleepers[choice];
    const asleep = or(sleepers.map(s => equal(cell(s.cell), 1)));
    if (choice === most) return [{ kind: 'assume', condition: not(asleep) }];
    if (chosen === undefined) return [{ kind: 'assume', condition: constant(0) }];
    return [{ kind: 'assume', condition: equal(cell(chosen.cell), 1) }, set(chosen.cell, 2)];
  };
  const only = cases.cases[0];
  if (cases.cases.length === 1 && cases.invalid === null && only !== undefined) {
    return wake(only.entity);
  }
  // Statements only in name: `if` carries assumptions until they are hoisted.
  return overCases(cases, entity => wake(entity) as readonly Statement[]);
}

function sleepersOf(entity: Entity): Extract<Entity, { kind: 'condition' }>['sleepers'] {
  if (entity.kind !== 'condition') throw new Error(`signal of a ${entity.kind}`);
  return entity.sleepers;
}

/** The memory of `ram[p]` and the index of the page. */
export function pageOf(
  page: Syntax,
  scope: Scope,
): { memory: Extract<Entity, { kind: 'memory' }>; index: Expr } {
  if (page.kind !== 'index') throw new Error('a page is written memory[page]');
  const entity = resolve(page.base, scope).cases[0]?.entity;
  if (entity?.kind !== 'memory') throw new Error('a page of something that is not a memory');
  const arg = page.args[0] as Syntax;
  return { memory: entity, index: indexInto(lowerExpr(arg, scope), entity.page, arg.span) };
}

function setPage(
  first: number,
  count: number,
  index: Expr,
  value: number,
  statement: StatementSyntax,
): Statement {
  if (index.kind === 'const') return set(first + index.value, value);
  const error = failure('index', 'no such page', statement.span);
  return {
    kind: 'assign-element',
    first,
    count,
    index,
    value: constant(value),
    failure: error,
    rangeFailure: null,
  };
}

function readPage(first: number, count: number, index: Expr, statement: StatementSyntax): Expr {
  if (index.kind === 'const') return cell(first + index.value);
  return {
    kind: 'element',
    first,
    count,
    index,
    failure: failure('index', 'no such page', statement.span),
  };
}

function lowerPlace(statement: Of<'place'>, scope: Scope): readonly Effect[] {
  const { memory, index } = pageOf(statement.page, scope);
  const count = memory.faults - memory.present;
  const absent = not(readPage(memory.present, count, index, statement));
  const arrive = [
    setPage(memory.present, count, index, 1, statement),
    setPage(memory.faults, count, index, 0, statement),
  ];
  if (statement.ifAbsent) return iff(absent, arrive);
  const error = failure(
    'place',
    `a page of ${memory.name} is placed that is already present`,
    statement.span,
  );
  return [{ kind: 'require', condition: absent, failure: error }, ...arrive];
}

function lowerDiscard(statement: Of<'verb'>, scope: Scope): readonly Effect[] {
  const { memory, index } = pageOf(statement.target, scope);
  return [setPage(memory.present, memory.faults - memory.present, index, 0, statement)];
}

function lowerPush(statement: Of<'push'>, scope: Scope): readonly Effect[] {
  return overCases(resolve(statement.queue, scope), entity => {
    if (entity.kind !== 'queue') throw new Error('push needs a queue');
    const value = lowerExpr(statement.value, scope, entity.element);
    const index = embed(value, entity.element, statement.value.span);
    const low = entity.element.kind === 'range' ? entity.element.lo : 0;
    const error = failure('overflow', `${entity.name} is full`, statement.span);
    return [
      {
        kind: 'push',
        queue: entity.queue,
        value: arith('+', index, constant(low)),
        failure: error,
      },
    ];
  });
}

function lowerPop(statement: Of<'pop'>, scope: Scope): readonly Effect[] {
  return overCases(resolve(statement.queue, scope), entity => {
    if (entity.kind !== 'queue') throw new Error('pop needs a queue');
    const error = failure('underflow', `${entity.name} is empty`, statement.span);
    return [{ kind: 'remove', queue: entity.queue, position: 0, failure: error }];
  });
}

function lowerAssert(statement: Of<'assert'>, scope: Scope): readonly Effect[] {
  const error = failure(
    'assert',
    `the assertion fails: ${sourceText(statement.condition)}`,
    statement.span,
  );
  const fail: readonly Statement[] = [{ kind: 'require', condition: constant(0), failure: error }];
  const attempt = attemptUnderNot(statement.condition);
  if (attempt !== null) {
    return lowerAttempt(
      attempt.attempt,
      scope,
      attempt.negated ? fail : [],
      attempt.negated ? [] : fail,
    );
  }
  return [
    { kind: 'require', condition: lowerCondition(statement.condition, scope), failure: error },
  ];
}

function lowerIf(statement: Of<'if'>, scope: Scope): readonly Effect[] {
  return branch(
    statement.condition,
    () => lowerStatements(statement.then, scope),
    () => lowerStatements(statement.otherwise, scope),
    scope,
  );
}

/** `if` over a condition or an attempt; branches that cannot be taken are not lowered. */
export function branch(
  condition: Syntax,
  then: () => readonly Effect[],
  otherwise: () => readonly Effect[],
  scope: Scope,
): readonly Effect[] {
  const attempt = attemptUnderNot(condition);
  if (attempt !== null) {
    const [yes, no] = bothBranches(then, otherwise, scope);
    return attempt.negated
      ? lowerAttempt(attempt.attempt, scope, no, yes)
      : lowerAttempt(attempt.attempt, scope, yes, no);
  }
  const test = lowerCondition(condition, scope);
  if (test.kind === 'const') return test.value !== 0 ? then() : otherwise();
  const [yes, no] = bothBranches(then, otherwise, scope);
  return [ifEffect(test, yes, no)];
}

/**
 * A choice in the branch that is not taken is not made: of its alternatives only the first may stand for
 * the branch that is, or one step would count as several.
 */
function bothBranches(
  then: () => readonly Effect[],
  otherwise: () => readonly Effect[],
  { oracle }: Scope,
): [readonly Effect[], readonly Effect[]] {
  if (oracle === null) return [then(), otherwise()];
  const [yes, no] = [oracle.watch(then), oracle.watch(otherwise)];
  const never: Effect = { kind: 'assume', condition: constant(0) };
  return [
    no.beyondFirst ? [never, ...yes.result] : yes.result,
    yes.beyondFirst ? [never, ...no.result] : no.result,
  ];
}

export function ifEffect(
  condition: Expr,
  then: readonly Effect[],
  otherwise: readonly Effect[],
): Effect {
  return {
    kind: 'if',
    condition,
    then: then as readonly Statement[],
    otherwise: otherwise as readonly Statement[],
  };
}

function attemptUnderNot(
  condition: Syntax,
): { attempt: Parameters<typeof lowerAttempt>[0]; negated: boolean } | null {
  if (isAttempt(condition)) return { attempt: condition, negated: false };
  if (condition.kind === 'unary' && condition.operator === 'not' && isAttempt(condition.operand)) {
    return { attempt: condition.operand, negated: true };
  }
  return null;
}

function lowerFor(statement: Of<'for'>, scope: Scope): readonly Effect[] {
  const symbol = scope.builder.model.refs.get(statement.variable);
  if (symbol === undefined) throw new Error(`unbound loop variable ${statement.variable.text}`);
  return valuesOf(valueType(statement.type, scope)).flatMap(value =>
    lowerStatements(statement.body, withValue(scope, symbol, value)),
  );
}

/** One expansion per member, and one for the empty set, which is an error. */
function lowerChoose(statement: Of<'choose'>, scope: Scope): readonly Effect[] {
  const type = chosenType(statement, scope);
  const members = chooseMembers(statement.domain, type, scope);
  const choice = scope.oracle?.choose(members.length + 1) ?? 0;
  const member = members[choice];
  if (member !== undefined) {
    const assignment = assignTo(
      statement.target,
      valueAt(type, member.index),
      statement.span,
      scope,
    );
    return [{ kind: 'assume', condition: member.when }, ...assignment];
  }
  const error = failure('choose', 'choose from an empty set', statement.span);
  return [
    { kind: 'assume', condition: not(or(members.map(m => m.when))) },
    { kind: 'require', condition: constant(0), failure: error },
  ];
}

function chosenType(statement: Of<'choose'>, scope: Scope): ValueType {
  const domain = lowerExpr(statement.domain, scope);
  if (domain.type.kind !== 'set') throw new Error('choose needs a set');
  return domain.type.of;
}

/** The source text of a piece of syntax on one line. */
export function sourceText(syntax: Syntax): string {
  return syntax.span.file.text
    .slice(syntax.span.start, syntax.span.end)
    .replace(/\s+/g, ' ')
    .trim();
}
