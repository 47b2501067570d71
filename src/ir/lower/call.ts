// Parameters of an inlined procedure call. In: the procedure, its arguments, the caller's scope. Out: what
// each parameter stands for. A constant argument of a parameter that is never assigned needs no cell.

import type { BoundSymbol, ProcedureSymbol } from '../../semantics/model.ts';
import type { Statement, Expr as Syntax, TaskItem } from '../../syntax/tree.ts';
import { lowest } from '../value-type.ts';
import { lowerExpr } from './expression.ts';
import type { Scope } from './scope.ts';
import { valueType } from './types.ts';
import { coerce } from './values.ts';

/** A parameter kept in a cell: assigned by the step that enters the procedure. */
export interface ParameterBinding {
  readonly symbol: BoundSymbol;
  readonly argument: Syntax;
  readonly cell: number;
}

/** Binds every parameter in `inner`; returns those that live in cells. */
export function bindParameters(
  procedure: ProcedureSymbol,
  args: readonly Syntax[],
  place: string,
  inner: Scope,
  caller: Scope,
): ParameterBinding[] {
  const assigned = assignedNames(procedure.decl.items);
  return procedure.parameters.flatMap((symbol, i) => {
    const argument = args[i] as Syntax;
    const syntax = symbol.parameter?.type;
    if (syntax === undefined) throw new Error('a parameter without a type');
    const type = valueType(syntax, inner);
    const value = lowerExpr(argument, caller, type);
    const expr = coerce(value, type, argument.span);
    if (expr.kind === 'const' && !assigned.has(symbol.name.text)) {
      inner.frame.bind(symbol, { kind: 'value', value: { expr, type } });
      return [];
    }
    const name = `${place}.${symbol.name.text}`;
    const cell = inner.builder.addCell(
      name,
      type,
      expr.kind === 'const' ? expr.value : lowest(type),
    );
    inner.frame.bind(symbol, { kind: 'scalar', cell, type, name });
    return [{ symbol, argument, cell }];
  });
}

/** Names that a body may assign to; a shadowing local only makes this larger than needed. */
function assignedNames(items: readonly TaskItem[]): Set<string> {
  const names = new Set<string>();
  const add = (target: Syntax) => {
    if (target.kind === 'name') names.add(target.name.text);
    if (target.kind === 'member' || target.kind === 'index') add(target.base);
  };
  const walk = (statements: readonly Statement[]) => {
    for (const statement of statements) {
      if (statement.kind === 'assign' || statement.kind === 'choose') add(statement.target);
      if (statement.kind === 'attempt' && statement.attempt.kind === 'cas')
        add(statement.attempt.target);
      if (statement.kind === 'assign' && statement.value.kind === 'cas')
        add(statement.value.target);
      if (statement.kind === 'if') {
        if (statement.condition.kind === 'cas') add(statement.condition.target);
        walk(statement.then);
        walk(statement.otherwise);
      }
      if (statement.kind === 'for') walk(statement.body);
    }
  };
  for (const item of items) {
    if (item.kind === 'each') for (const name of assignedNames(item.items)) names.add(name);
    if (item.kind !== 'action') continue;
    walk(item.effects);
    // A pattern may bind to it: keep a cell for every parameter of a procedure that receives.
    if (item.operation?.kind === 'recv' || item.operation?.kind === 'take') {
      collectBinds(item.operation.pattern, add);
    }
  }
  return names;
}

function collectBinds(
  pattern: Extract<
    NonNullable<Extract<TaskItem, { kind: 'action' }>['operation']>,
    { kind: 'recv' }
  >['pattern'],
  add: (target: Syntax) => void,
): void {
  if (pattern.kind === 'bind') add(pattern.target);
  if (pattern.kind === 'message') for (const arg of pattern.args) collectBinds(arg, add);
  if (pattern.kind === 'record')
    for (const field of pattern.fields) collectBinds(field.pattern, add);
}
