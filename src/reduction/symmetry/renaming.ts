// What exchanging members of a type does to a program's names, values, cells, queues and tasks. In: a program
// and a permutation of one type's values. Out: where each cell goes and how its values change, or null where
// the names do not fit. Whether the program stays the same is another question (`closed.ts`).

import type { CellId, QueueId } from '../../ir/expr.ts';
import type { Cell, Process, Program } from '../../ir/program.ts';
import { fieldValue, highest, lowest, sizeOf, type ValueType } from '../../ir/value-type.ts';

/** `to[v - lo]` is what becomes of the value v of the type `name`. */
export interface Permutation {
  readonly type: string;
  readonly lo: number;
  readonly to: readonly number[];
}

/** A permutation of the state vectors: the value v of cell c goes to cell `cells[c]` as `values[c]?.[v - lo]`. */
export interface Renaming {
  readonly cells: readonly CellId[];
  /** By cell; null: the values stay. Tables are as long as the cell's domain. */
  readonly values: readonly (readonly number[] | null)[];
  readonly queues: readonly QueueId[];
  readonly tasks: readonly number[];
  /** Of a name: the same with the indices exchanged. */
  name(text: string): string;
}

/** Cells with more values than this get no table. */
const MOST_VALUES = 2 ** 16;

export function renamingOf(program: Program, permutation: Permutation): Renaming | null {
  const name = (text: string) => renameText(text, permutation, program);
  const cells = matchNames(program.cells, name);
  const queues = matchNames(program.queues, name);
  const tasks = matchNames(
    program.tasks.map(({ id }) => ({ id, name: taskName(program, id) })),
    name,
  );
  if (cells === null || queues === null || tasks === null) return null;
  const values = program.cells.map(cell => valuesOf(cell, permutation, name, program, tasks));
  const fits = program.cells.every(({ id, lo, hi }) => {
    const target = program.cells[cells[id] as number] as Cell;
    return target.lo === lo && target.hi === hi;
  });
  const known = values.filter(table => table !== undefined);
  return fits && known.length === values.length
    ? { cells, values: known, queues, tasks, name }
    : null;
}

function taskName(program: Program, id: number): string {
  const task = program.tasks[id];
  const process = program.processes[task?.process ?? -1];
  return [process?.name, task?.name].filter(part => part != null).join('.');
}

/** The id of what carries the new name, per old id; null unless that is a permutation. */
function matchNames(
  named: readonly { readonly id: number; readonly name: string }[],
  rename: (text: string) => string,
): number[] | null {
  const ids = new Map(named.map(({ id, name }) => [name, id]));
  const matched = named.map(({ name }) => ids.get(rename(name)) ?? -1);
  const distinct = new Set(matched);
  return ids.size === named.length && distinct.size === named.length && !distinct.has(-1)
    ? matched
    : null;
}

// ---------------------------------------------------------------- names

/** Exchanges the indices of the type in every bracket that is known to hold it. */
function renameText(text: string, permutation: Permutation, { replication }: Program): string {
  let key = '';
  let renamed = '';
  let end = 0;
  for (const match of text.matchAll(/\[([^\]]*)\]/g)) {
    const before = text.slice(end, match.index);
    key += before;
    const types = replication.indices.get(key) ?? endOf(key, replication.indices);
    const parts = (match[1] ?? '').split(', ');
    const moved = parts.map((part, i) =>
      types?.[i]?.name === permutation.type ? renameIndex(part, permutation) : part,
    );
    renamed += `${before}[${moved.join(', ')}]`;
    key += '[]';
    end = match.index + match[0].length;
  }
  return renamed + text.slice(end);
}

/** A sleeper's cell is named after the condition and the thread: the longest known end of the name counts. */
function endOf<T>(key: string, known: ReadonlyMap<string, T>): T | undefined {
  for (let dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
    const found = known.get(key.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function renameIndex(part: string, { lo, to }: Permutation): string {
  return String(to[Number(part) - lo] ?? part);
}

// ---------------------------------------------------------------- values

/** undefined: too many values for a table. */
function valuesOf(
  cell: Cell,
  permutation: Permutation,
  name: (text: string) => string,
  program: Program,
  tasks: readonly number[],
): readonly number[] | null | undefined {
  const process = program.processes.find(({ running }) => running === cell.id);
  const map =
    process === undefined
      ? valueMap(cell.type, permutation, name)
      : (value: number) => runningTask(value, process, tasks, program);
  // A cell with one value is one that a slice has left out.
  if (map === null || cell.lo === cell.hi) return null;
  if (cell.hi - cell.lo >= MOST_VALUES) return undefined;
  const [low, high] = [lowest(cell.type), highest(cell.type)];
  // A cell may have values beside its type's: when it is dead, in an empty slot of a queue.
  const table = Array.from({ length: cell.hi - cell.lo + 1 }, (_, i) => {
    const value = cell.lo + i;
    return value < low || value > high ? value : map(value);
  });
  return table.every((value, i) => value === cell.lo + i) ? null : table;
}

/** Position of the renamed task in the renamed loop. */
function runningTask(
  value: number,
  process: Process,
  tasks: readonly number[],
  program: Program,
): number {
  const task = process.tasks[value - 1];
  if (task === undefined) return value;
  const renamed = tasks[task] as number;
  const owner = program.processes[program.tasks[renamed]?.process ?? -1];
  return 1 + (owner?.tasks.indexOf(renamed) ?? -1);
}

type ValueMap = (value: number) => number;

/** null: no value of the type changes. */
function valueMap(
  type: ValueType,
  permutation: Permutation,
  name: (text: string) => string,
): ValueMap | null {
  switch (type.kind) {
    case 'bool':
      return null;
    case 'range':
      if (type.name !== permutation.type) return null;
      return value => permutation.to[value - permutation.lo] ?? value;
    case 'enum':
      return enumMap(type.members, name);
    case 'nullable': {
      const inner = valueMap(type.of, permutation, name);
      const low = lowest(type.of);
      return inner && (value => (value === 0 ? 0 : 1 + inner(value - 1 + low) - low));
    }
    case 'set': {
      const inner = valueMap(type.of, permutation, name);
      return inner && (value => setMap(value, type.of, inner));
    }
    case 'record':
      return fieldsMap(type.fields, permutation, name);
    case 'message': {
      const maps = type.members.map(({ fields }) => fieldsMap(fields, permutation, name));
      if (maps.every(map => map === null)) return null;
      return value => {
        const at = type.members.findLastIndex(member => member.base <= value);
        const base = type.members[at]?.base ?? 0;
        return base + (maps[at]?.(value - base) ?? value - base);
      };
    }
  }
}

/** Names of threads and streams; those of locations may occur twice and have no index. */
function enumMap(members: readonly string[], name: (text: string) => string): ValueMap | null {
  const to = members.map((member, i) => {
    const renamed = name(member);
    return renamed === member ? i : members.indexOf(renamed);
  });
  if (to.every((target, i) => target === i)) return null;
  return value => to[value] ?? value;
}

function setMap(value: number, of: ValueType, inner: ValueMap): number {
  const low = lowest(of);
  let mapped = 0;
  for (let i = 0; i < sizeOf(of); i++) {
    if ((value >>> i) & 1) mapped |= 1 << (inner(i + low) - low);
  }
  return mapped;
}

function fieldsMap(
  fields: Extract<ValueType, { kind: 'record' }>['fields'],
  permutation: Permutation,
  name: (text: string) => string,
): ValueMap | null {
  const maps = fields.map(field => valueMap(field.type, permutation, name));
  if (maps.every(map => map === null)) return null;
  return value =>
    fields.reduce((sum, field, i) => {
      const old = fieldValue(field, value);
      const mapped = maps[i]?.(old) ?? old;
      return sum + (mapped - lowest(field.type)) * field.weight;
    }, 0);
}
