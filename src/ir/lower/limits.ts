// Limits of a program, checked before any work is done with it. In: the program. Out: diagnostics.

import type { Span } from '../../diagnostic/source.ts';
import type { Program } from '../program.ts';
import type { Builder } from './builder.ts';

export const MAX_ACTIONS = 4096;
export const MAX_STATE_BITS = 4096;

export function checkLimits(program: Program, builder: Builder): void {
  const bits = stateBits(program);
  if (bits <= MAX_STATE_BITS) return;
  builder.report({
    code: 'MC4012',
    severity: 'error',
    span: spanOf(builder),
    message: `a state needs ${bits} bits; the limit is ${MAX_STATE_BITS}`,
    why: 'The explorer keeps every state it has met.',
    help: 'Choose smaller parameters or smaller ranges.',
  });
}

export function reportTooManyActions(builder: Builder): void {
  builder.report({
    code: 'MC4011',
    severity: 'error',
    span: spanOf(builder),
    message: `the model has more than ${MAX_ACTIONS} actions after expansion`,
    why: 'Every index, choice and pattern value makes an action of its own.',
    help: 'Choose smaller parameters.',
  });
}

/** The model as a whole: its name, or where its first file begins. */
function spanOf(builder: Builder): Span {
  const tree = builder.model.trees[0];
  if (tree === undefined) throw new Error('a model without a file');
  return tree.protocol?.span ?? { file: tree.file, start: 0, end: 1 };
}

/** Bits of a state when every cell takes just as many as its domain needs. */
export function stateBits(program: Program): number {
  return program.cells.reduce((sum, cell) => sum + Math.ceil(Math.log2(cell.hi - cell.lo + 1)), 0);
}
