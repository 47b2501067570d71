// Parameters of an inlined procedure call. In: the procedure, its arguments, the caller's scope. Out: what
// each parameter stands for. Parameters are never assigned, so a constant argument needs no cell.

import type { BoundSymbol, ProcedureSymbol } from '../../semantics/model.ts';
import type { Expr as Syntax } from '../../syntax/tree.ts';
import { highest, lowest } from '../value-type.ts';
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
  return procedure.parameters.flatMap((symbol, i) => {
    const argument = args[i] as Syntax;
    const syntax = symbol.parameter?.type;
    if (syntax === undefined) throw new Error('a parameter without a type');
    const type = valueType(syntax, inner);
    const value = lowerExpr(argument, caller, type);
    const expr = coerce(value, type, argument.span);
    // One that does not fit gets a cell: entering the procedure is then the error.
    if (expr.kind === 'const' && expr.value >= lowest(type) && expr.value <= highest(type)) {
      inner.frame.bind(symbol, { kind: 'value', value: { expr, type } });
      return [];
    }
    const name = `${place}.${symbol.name.text}`;
    const cell = inner.builder.addCell(name, type, lowest(type));
    inner.frame.bind(symbol, { kind: 'scalar', cell, type, name });
    return [{ symbol, argument, cell }];
  });
}
