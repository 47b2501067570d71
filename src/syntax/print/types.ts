// Types, parameters and indices as text on one line.

import type { EnumMember, Index, Name, Parameter, RangeType, TypeExpr } from '../tree.ts';
import { expr, NARROW, TIGHT } from './expressions.ts';

export function type(node: TypeExpr): string {
  switch (node.kind) {
    case 'bool':
      return 'bool';
    case 'range':
      return range(node);
    case 'named':
      return node.name.text;
    case 'enum':
      return `{ ${node.members.map(enumMember).join(', ')} }`;
    case 'set':
      return `set of ${type(node.of)}`;
    case 'array':
      return `array[${type(node.index)}] of ${type(node.of)}`;
    case 'queue':
      return `queue[${expr(node.capacity, NARROW)}] of ${type(node.of)}`;
    case 'record':
      return `record { ${node.fields.map(parameter).join(', ')} }`;
    case 'nullable':
      return `${type(node.of)} or null`;
  }
}

export function range(node: RangeType): string {
  return `${expr(node.low, TIGHT)}..${expr(node.high, TIGHT)}`;
}

export function enumMember(node: EnumMember): string {
  return node.name.text + parameters(node.parameters);
}

/** `(x : T, y : U)`; nothing if there are none. */
export function parameters(nodes: readonly Parameter[]): string {
  return nodes.length === 0 ? '' : `(${nodes.map(parameter).join(', ')})`;
}

function parameter(node: Parameter): string {
  return `${node.name.text} : ${type(node.type)}`;
}

/** `name[c in T, d in U]` */
export function indexed(name: Name, nodes: readonly Index[]): string {
  return nodes.length === 0 ? name.text : `${name.text}[${nodes.map(index).join(', ')}]`;
}

export function index(node: Index): string {
  return `${node.name.text} in ${type(node.type)}`;
}
