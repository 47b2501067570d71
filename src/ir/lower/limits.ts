// Limits of a program, checked before any work is done with it. In: the program, or its parts while they are
// being made, so that no time is spent on the rest. Out: diagnostics.

import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { Span } from '../../diagnostic/source.ts';
import type { CheckedModel } from '../../semantics/model.ts';
import type { Program } from '../program.ts';
import { lowest, sizeOf, type ValueType } from '../value-type.ts';

export const MAX_ACTIONS = 4096;
export const MAX_STATE_BITS = 4096;
/** Cells, those that need no bits included. */
export const MAX_CELLS = 4 * MAX_STATE_BITS;
/** Values that one index, loop, quantifier or choice runs over. */
export const MAX_VALUES = 4096;
/** Expressions lowered, over all copies that indices, loops and calls make. */
export const MAX_EXPRESSIONS = 1_000_000;

/** Raised in the middle of lowering, where the model grows past a limit. */
export class TooLarge extends Error {
  readonly code: 'MC4011' | 'MC4012' | 'MC4013' | 'MC4014';

  constructor(code: TooLarge['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export function tooManyActions(): TooLarge {
  return new TooLarge('MC4011', `the model has more than ${MAX_ACTIONS} actions after expansion`);
}

export function tooManyExpressions(): TooLarge {
  const message = `the model has more than ${MAX_EXPRESSIONS} expressions after expansion`;
  return new TooLarge('MC4013', message);
}

export function tooManyBits(): TooLarge {
  return new TooLarge('MC4012', `a state needs more than ${MAX_STATE_BITS} bits`);
}

export function tooManyCells(): TooLarge {
  return new TooLarge('MC4012', `a state has more than ${MAX_CELLS} values`);
}

/** Throws unless every number from `lo` to `hi` is exact, whoever computes it. */
export function assertExact(lo: number, hi: number): void {
  if (Number.isSafeInteger(lo) && Number.isSafeInteger(hi)) return;
  const most = Number.MAX_SAFE_INTEGER;
  throw new TooLarge('MC4014', `a number can leave the range from -${most} to ${most}`);
}

/** How many values the type has, if one may loop over them. */
export function countOf(type: ValueType): number {
  return limitedCount(sizeOf(type), () => `a loop or index over ${nameOf(type)}`);
}

/** How many combinations of values the types have, if one may loop over them. */
export function countOfAll(types: readonly ValueType[]): number {
  const count = types.reduce((product, type) => product * sizeOf(type), 1);
  return limitedCount(count, () => `an index over ${types.map(nameOf).join(' and ')}`);
}

function limitedCount(count: number, what: () => string): number {
  if (count <= MAX_VALUES) return count;
  throw new TooLarge('MC4013', `${what()} has ${count} values; the limit is ${MAX_VALUES}`);
}

function nameOf(type: ValueType): string {
  if (type.kind === 'range') return type.name ?? `${lowest(type)}..${type.hi}`;
  return type.kind === 'enum' || type.kind === 'message' ? type.name : `a ${type.kind}`;
}

/** What is known only when the program is complete. */
export function checkLimits(program: Program): void {
  const bits = stateBits(program);
  if (bits <= MAX_STATE_BITS) return;
  const message = `a state needs ${bits} bits; the limit is ${MAX_STATE_BITS}`;
  throw new TooLarge('MC4012', message);
}

const WHY = {
  MC4011: 'Every index, choice and pattern value makes an action of its own.',
  MC4012: 'The explorer keeps every state it has met.',
  MC4013:
    'Indices, loops, quantifiers, definitions and procedures are written out before the first step.',
  MC4014: 'Past 2^53 numbers are rounded by some of the engines that compute them.',
} as const;

export function tooLargeDiagnostic({ code, message }: TooLarge, model: CheckedModel): Diagnostic {
  return {
    code,
    severity: 'error',
    span: spanOf(model),
    message,
    why: WHY[code],
    help: 'Choose smaller parameters or smaller ranges.',
  };
}

/** The model as a whole: its name, or where its first file begins. */
export function spanOf(model: CheckedModel): Span {
  const tree = model.trees[0];
  if (tree === undefined) throw new Error('a model without a file');
  return tree.protocol?.span ?? { file: tree.file, start: 0, end: 1 };
}

/** Bits of a state when every cell takes just as many as its domain needs. */
export function stateBits(program: Program): number {
  return program.cells.reduce((sum, cell) => sum + bitsOf(cell.lo, cell.hi), 0);
}

export function bitsOf(lo: number, hi: number): number {
  return Math.ceil(Math.log2(hi - lo + 1));
}
