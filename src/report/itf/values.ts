// Values of a state as the Informal Trace Format writes them. In: a program and its states. Out: JSON values; numbers are
// `#bigint`, because JSON numbers are not allowed there. Messages and nullable values are tagged, as Quint writes them.

import { locationsOf } from '../../explain/values.ts';
import type { Program } from '../../ir/program.ts';
import { fieldValue, lowest, showValue, sizeOf, type ValueType } from '../../ir/value-type.ts';
import type { StateVector } from '../../system/transition-system.ts';

export type ItfValue =
  | boolean
  | string
  | readonly ItfValue[]
  | { readonly [key: string]: ItfValue };

export interface ItfVariable {
  readonly name: string;
  read(state: StateVector): ItfValue;
}

/** Control locations, shown cells and queues, in this order. */
export function itfVariables(program: Program): ItfVariable[] {
  const locations = locationsOf(program);
  const control = [...locations].map(([id, names]) => ({
    name: program.cells[id]?.name ?? `at ${id}`,
    read: (state: StateVector) => names[state[id] ?? 0]?.name ?? '?',
  }));
  const cells = program.cells
    .filter(cell => cell.shown && !locations.has(cell.id))
    .map(({ id, name, type }) => ({
      name,
      read: (state: StateVector) => itfValue(type, state[id] ?? 0),
    }));
  const queues = program.queues.map(({ name, length, first, element }) => ({
    name,
    read: (state: StateVector) =>
      Array.from(state.subarray(first, first + (state[length] ?? 0)), one =>
        itfValue(element, one),
      ),
  }));
  return [...control, ...cells, ...queues];
}

export function itfState(
  variables: readonly ItfVariable[],
  state: StateVector,
): Readonly<Record<string, ItfValue>> {
  return Object.fromEntries(variables.map(({ name, read }) => [name, read(state)]));
}

const UNIT: ItfValue = { '#tup': [] };

export function itfValue(type: ValueType, value: number): ItfValue {
  switch (type.kind) {
    case 'bool':
      return value !== 0;
    case 'range':
      return { '#bigint': String(value) };
    case 'enum':
      return showValue(type, value);
    case 'message': {
      const member = type.members.findLast(one => one.base <= value);
      if (member === undefined) return showValue(type, value);
      if (member.fields.length === 0) return { tag: member.name, value: UNIT };
      return { tag: member.name, value: record(member.fields, value - member.base) };
    }
    case 'set': {
      const members = Array.from({ length: sizeOf(type.of) }, (_, i) => i);
      const present = members.filter(i => ((value >>> i) & 1) === 1);
      return { '#set': present.map(i => itfValue(type.of, i + lowest(type.of))) };
    }
    case 'record':
      return record(type.fields, value);
    case 'nullable':
      return value === 0
        ? { tag: 'None', value: UNIT }
        : { tag: 'Some', value: itfValue(type.of, value - 1 + lowest(type.of)) };
  }
}

function record(fields: Extract<ValueType, { kind: 'record' }>['fields'], value: number): ItfValue {
  return Object.fromEntries(
    fields.map(field => [field.name, itfValue(field.type, fieldValue(field, value))]),
  );
}
