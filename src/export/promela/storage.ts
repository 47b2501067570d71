// Where the cells are kept: one variable of Promela per cell, or one array for cells that are indexed. In: a
// program. Out: variables with names, types and initial values, and the variable of each cell.

import type { CellId } from '../../ir/expr.ts';
import type { Cell, Program } from '../../ir/program.ts';
import { arraysOf } from './arrays.ts';
import type { Names } from './names.ts';

export interface Variable {
  readonly name: string;
  readonly type: 'bit' | 'byte' | 'short' | 'int';
  readonly first: CellId;
  /** null for a variable that is no array. */
  readonly length: number | null;
  /** What is added to a value when it is stored: an array's initial values must not be negative. */
  readonly bias: number;
  readonly cells: readonly Cell[];
}

export interface Storage {
  readonly variables: readonly Variable[];
  /** The variable that holds a cell. */
  variable(cell: CellId): Variable;
  /** Bytes of the state vector, at most. */
  readonly bytes: number;
}

export function storageOf(program: Program, names: Names): Storage {
  const { cells } = program;
  const variables: Variable[] = [];
  const arrays = new Map(arraysOf(program).map(run => [run.first, run.count]));
  for (let first = 0; first < cells.length; ) {
    const count = arrays.get(first) ?? null;
    variables.push(makeVariable(cells.slice(first, first + (count ?? 1)), count !== null, names));
    first += count ?? 1;
  }
  const owner = variables.flatMap(variable => variable.cells.map(() => variable));
  const sizes = { bit: 1, byte: 1, short: 2, int: 4 };
  const bytes = variables.reduce((sum, { type, cells: own }) => sum + sizes[type] * own.length, 0);
  return { variables, variable: cell => owner[cell] as Variable, bytes };
}

/** `byte dst_received[2] = { 0, 3 };` with the model's name and domain behind it. */
export function declaration({ name, type, length, bias, cells }: Variable): string {
  const initial = cells.map(cell => cell.initial + bias);
  const same = initial.every(value => value === initial[0]);
  const value = same ? `${initial[0]}` : `{ ${initial.join(', ')} }`;
  const { lo, hi } = hullOf(cells);
  const stored = bias === 0 ? '' : `, kept as value + ${bias}`;
  const size = length === null ? '' : `[${length}]`;
  return `${type} ${name}${size} = ${value};  /* ${nameOf(cells, length !== null)} : ${lo}..${hi}${stored} */`;
}

function makeVariable(cells: readonly Cell[], isArray: boolean, names: Names): Variable {
  const { lo, hi } = hullOf(cells);
  const differs = cells.some(cell => cell.initial !== cells[0]?.initial);
  const bias = differs && cells.some(cell => cell.initial < 0) ? -lo : 0;
  return {
    name: names.identifier(nameOf(cells, isArray)),
    type: typeFor(lo + bias, hi + bias, isArray),
    first: cells[0]?.id ?? 0,
    length: isArray ? cells.length : null,
    bias,
    cells,
  };
}

/** SPIN keeps an array of bits as bytes, and warns. */
function typeFor(lo: number, hi: number, isArray: boolean): Variable['type'] {
  if (lo >= 0 && hi <= 1 && !isArray) return 'bit';
  if (lo >= 0 && hi <= 255) return 'byte';
  return lo >= -32768 && hi <= 32767 ? 'short' : 'int';
}

function hullOf(cells: readonly Cell[]): { lo: number; hi: number } {
  return { lo: Math.min(...cells.map(c => c.lo)), hi: Math.max(...cells.map(c => c.hi)) };
}

/** What the names of the cells begin with, without the indices of the elements. */
function nameOf(cells: readonly Cell[], isArray: boolean): string {
  const [first = '', ...others] = cells.map(cell => cell.name);
  if (!isArray) return first;
  let shared = first;
  for (const name of others) {
    while (!name.startsWith(shared)) shared = shared.slice(0, -1);
  }
  return shared.replace(/\[[^[]*$/, '') || first;
}
