// The finite types of the program and how their values are encoded as integers. In: nothing of the
// language. Out: sizes, and text of an encoded value. Every value of the language is one integer; only
// arrays and queues take more than one cell.
//
// Encoding: a range is its natural value; every other type is 0..size-1. Inside another value (message
// argument, record field, set member, nullable) a range is shifted to start at 0, see `indexOf`.

export type ValueType =
  | { readonly kind: 'bool' }
  | {
      readonly kind: 'range';
      readonly lo: number;
      readonly hi: number;
      readonly name: string | null;
    }
  | { readonly kind: 'enum'; readonly name: string; readonly members: readonly string[] }
  /** Mixed radix: the members' values one after another; arguments, the last varies fastest. */
  | { readonly kind: 'message'; readonly name: string; readonly members: readonly MessageMember[] }
  /** One bit per member of `of`; at most 31. */
  | { readonly kind: 'set'; readonly of: ValueType }
  /** Mixed radix, the last field varies fastest. */
  | { readonly kind: 'record'; readonly fields: readonly Field[] }
  /** 0 is null, 1 + index otherwise. */
  | { readonly kind: 'nullable'; readonly of: ValueType };

export interface MessageMember {
  readonly name: string;
  readonly fields: readonly Field[];
  /** Value of the member with all arguments at index 0. */
  readonly base: number;
}

export interface Field {
  readonly name: string;
  readonly type: ValueType;
  /** Weight of this field's index in the encoded value. */
  readonly weight: number;
}

export const BOOL: ValueType = { kind: 'bool' };

/** Number of values; may exceed what a cell can hold (the lowering checks MAX_DOMAIN). */
export function sizeOf(type: ValueType): number {
  switch (type.kind) {
    case 'bool':
      return 2;
    case 'range':
      return type.hi - type.lo + 1;
    case 'enum':
      return type.members.length;
    case 'message':
      return type.members.reduce((sum, member) => sum + productOf(member.fields), 0);
    case 'set':
      return 2 ** sizeOf(type.of);
    case 'record':
      return productOf(type.fields);
    case 'nullable':
      return 1 + sizeOf(type.of);
  }
}

/** Largest number of values a cell may have: values stay within signed 32 bits. */
export const MAX_DOMAIN = 2 ** 31;

/** Smallest encoded value. */
export function lowest(type: ValueType): number {
  return type.kind === 'range' ? type.lo : 0;
}

/** Largest encoded value. */
export function highest(type: ValueType): number {
  return lowest(type) + sizeOf(type) - 1;
}

function productOf(fields: readonly Field[]): number {
  return fields.reduce((product, field) => product * sizeOf(field.type), 1);
}

/** Fields with their weights; the last varies fastest. */
export function weighFields(fields: readonly { name: string; type: ValueType }[]): Field[] {
  let weight = 1;
  const weighed: Field[] = [];
  for (const field of [...fields].reverse()) {
    weighed.unshift({ name: field.name, type: field.type, weight });
    weight *= sizeOf(field.type);
  }
  return weighed;
}

/** The text of an encoded value, as a user would write it. */
export function showValue(type: ValueType, value: number): string {
  switch (type.kind) {
    case 'bool':
      return value === 0 ? 'false' : 'true';
    case 'range':
      return String(value);
    case 'enum':
      return type.members[value] ?? `?${value}`;
    case 'message':
      return showMessage(type.members, value);
    case 'set':
      return showSet(type.of, value);
    case 'record':
      return `{ ${type.fields.map(f => `${f.name}: ${showField(f, value)}`).join(', ')} }`;
    case 'nullable':
      return value === 0 ? 'null' : showValue(type.of, value - 1 + lowest(type.of));
  }
}

function showMessage(members: readonly MessageMember[], value: number): string {
  const member = members.findLast(m => m.base <= value);
  if (member === undefined) return `?${value}`;
  if (member.fields.length === 0) return member.name;
  const rest = value - member.base;
  return `${member.name}(${member.fields.map(f => showField(f, rest)).join(', ')})`;
}

function showField(field: Field, value: number): string {
  return showValue(field.type, fieldValue(field, value));
}

/** The encoded value of one field of an encoded record (or of a message minus its member's base). */
export function fieldValue(field: Field, value: number): number {
  return (Math.floor(value / field.weight) % sizeOf(field.type)) + lowest(field.type);
}

function showSet(of: ValueType, value: number): string {
  const members = [];
  for (let i = 0; i < sizeOf(of); i++) {
    if ((value >>> i) & 1) members.push(showValue(of, i + lowest(of)));
  }
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
