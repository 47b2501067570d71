// Properties. In: a `property` node. Out: the tree property, with a name of its own where the text gives
// none.

import type { Cst } from '../cst.ts';
import type { Name, PropertyDecl } from '../tree.ts';
import {
  type Build,
  elements,
  impliedName,
  kid,
  nameOf,
  option,
  spanOf,
  textOf,
} from './context.ts';
import { expression, path } from './expressions.ts';
import { clause, indexOf } from './types.ts';

export function propertyOf(b: Build, property: Cst): PropertyDecl {
  const node = kid(property, 0);
  const base = {
    kind: 'property' as const,
    only: clause(b, node, node.children.length - 1),
    span: spanOf(b, node),
  };
  switch (node.rule) {
    case 'property_deadlock':
      return { ...base, form: 'deadlock' };
    case 'property_partial':
      return { ...base, form: 'partial-deadlock' };
    case 'property_invariant':
      return {
        ...base,
        form: 'invariant',
        name: nameOf(b, kid(node, 1)),
        condition: expression(b, kid(node, 3)),
        whenever: clause(b, node, 4),
      };
    case 'property_simple':
      return {
        ...base,
        form: textOf(b, node) as 'goal',
        name: nameOf(b, kid(node, 1)),
        condition: expression(b, kid(node, 3)),
      };
    case 'property_always':
      return {
        ...base,
        form: 'always-possible',
        name: labelOf(b, node, 2, 'always_possible'),
        condition: expression(b, kid(node, 3)),
      };
    case 'property_bound':
      return {
        ...base,
        form: 'bound',
        name: nameOf(b, kid(node, 1)),
        value: expression(b, kid(node, 3)),
        limit: clause(b, node, 4),
      };
    default:
      return ordering(b, node, base);
  }
}

function ordering(
  b: Build,
  node: Cst,
  base: Pick<PropertyDecl, 'kind' | 'only' | 'span'>,
): PropertyDecl {
  if (node.rule === 'property_lockOrder') {
    return {
      ...base,
      form: 'lock-order',
      name: labelOf(b, node, 2, 'lock_order'),
      mutexes: elements(node, 3).map(mutex => path(b, mutex)),
    };
  }
  const per = option(node, 4);
  return {
    ...base,
    form: 'order',
    name: labelOf(b, node, 1, 'order'),
    first: path(b, kid(node, 2)),
    second: path(b, kid(node, 3)),
    per: per === null ? null : indexOf(b, kid(per, 1)),
  };
}

/** The name in an optional label, or `order_1`, `order_2` ... in the order of the text. */
function labelOf(b: Build, node: Cst, at: number, fallback: string): Name {
  const label = option(node, at);
  if (label !== null) return nameOf(b, kid(label, 0));
  const count = (b.unnamed.get(fallback) ?? 0) + 1;
  b.unnamed.set(fallback, count);
  return impliedName(`${fallback}_${count}`, spanOf(b, node));
}
