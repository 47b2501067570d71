// Static types as values: building them, comparing them, showing them to the user. In: types. Out: types,
// truth values, text. Looks at no scope and reports nothing.

import type { RecordTypeExpr, Type } from './model.ts';

export const BOOL: Type = { kind: 'bool' };
export const INT: Type = { kind: 'int' };
export const ENTITY: Type = { kind: 'entity' };
export const UNKNOWN: Type = { kind: 'unknown' };
export const NULL: Type = { kind: 'nullable', of: null };
export const EMPTY_SET: Type = { kind: 'set', of: null };

export function setOf(of: Type): Type {
  return { kind: 'set', of };
}

/** True if a value of `from` may stand where `to` is needed. A nullable may: null is an error of the run. */
export function fits(from: Type, to: Type): boolean {
  if (from.kind === 'unknown' || to.kind === 'unknown') return true;
  if (to.kind === 'nullable') return fitsNullable(from, to.of);
  if (from.kind === 'nullable') return from.of !== null && fits(from.of, to);
  switch (from.kind) {
    case 'bool':
    case 'int':
    case 'entity':
      return from.kind === to.kind;
    case 'scalar':
      return to.kind === 'scalar' && to.symbol === from.symbol;
    case 'enum':
    case 'record':
      return to.kind === from.kind && to.type === from.type;
    case 'choice':
      return to.kind === 'choice' && to.of === from.of;
    case 'set':
      return to.kind === 'set' && (from.of === null || to.of === null || fits(from.of, to.of));
    case 'array':
      return to.kind === 'array' && fits(from.index, to.index) && fits(from.of, to.of);
    case 'queue':
      return to.kind === 'queue' && fits(from.of, to.of);
  }
}

function fitsNullable(from: Type, of: Type | null): boolean {
  if (from.kind === 'nullable') return from.of === null || of === null || fits(from.of, of);
  return of === null || fits(from, of);
}

/** True if `==` between the two makes sense. */
export function comparable(a: Type, b: Type): boolean {
  return fits(a, b) || fits(b, a);
}

/** The wider of two types that fit each other. */
export function join(a: Type, b: Type): Type {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'nullable' && a.kind !== 'nullable' && b.of === null)
    return { kind: 'nullable', of: a };
  if (a.kind === 'nullable' && a.of === null && b.kind !== 'nullable')
    return { kind: 'nullable', of: b };
  if (a.kind === 'set' && a.of === null) return b;
  return b.kind === 'nullable' ? b : a;
}

/** Without the `or null`. */
export function withoutNull(type: Type): Type {
  return type.kind === 'nullable' && type.of !== null ? type.of : type;
}

/** How the type is called in a message, with an article where English needs one. */
export function showType(type: Type): string {
  switch (type.kind) {
    case 'bool':
      return 'a truth value';
    case 'int':
      return 'a number';
    case 'scalar':
      return `a value of ${type.symbol.decl.name.text}`;
    case 'enum':
      return `one of { ${shorten(type.type.members.map(member => member.name.text))} }`;
    case 'choice':
      return `a value of ${type.of.kind} ${type.of.decl.name.text}`;
    case 'set':
      return type.of === null ? 'the empty set' : `a set of ${bare(type.of)}`;
    case 'array':
      return `an array of ${bare(type.of)}`;
    case 'queue':
      return `a queue of ${bare(type.of)}`;
    case 'record':
      return `a record { ${shorten(fieldNames(type.type))} }`;
    case 'nullable':
      return type.of === null ? 'null' : `${showType(type.of)} or null`;
    case 'entity':
      return 'a thread or object';
    case 'unknown':
      return 'something';
  }
}

function fieldNames(type: RecordTypeExpr): string[] {
  return type.fields.map(field => field.name.text);
}

function bare(type: Type): string {
  return showType(type).replace(/^(a|an|one of|the) /, '');
}

function shorten(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')}, ...`;
}
