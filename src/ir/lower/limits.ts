// Limits of a program, checked before any work is done with it. In: the program. Out: diagnostics.

import type { Program } from '../program.ts';
import type { Builder } from './builder.ts';

export const MAX_ACTIONS = 4096;
export const MAX_STATE_BITS = 4096;

export function checkLimits(program: Program, builder: Builder): void {
  const span = builder.model.trees[0]?.protocol?.span ?? program.processes[0]?.span;
  if (span === undefined) return;
  if (program.actions.length > MAX_ACTIONS) {
    builder.report({
      code: 'MC4011',
      severity: 'error',
      span,
      message: `the model has ${program.actions.length} actions after expansion; the limit is ${MAX_ACTIONS}`,
      why: 'Every index, choice and pattern value makes an action of its own.',
      help: 'Choose smaller parameters.',
    });
  }
  const bits = stateBits(program);
  if (bits > MAX_STATE_BITS) {
    builder.report({
      code: 'MC4012',
      severity: 'error',
      span,
      message: `a state needs ${bits} bits; the limit is ${MAX_STATE_BITS}`,
      why: 'The explorer keeps every state it has met.',
      help: 'Choose smaller parameters or smaller ranges.',
    });
  }
}

/** Bits of a state when every cell takes just as many as its domain needs. */
export function stateBits(program: Program): number {
  return program.cells.reduce((sum, cell) => sum + Math.ceil(Math.log2(cell.hi - cell.lo + 1)), 0);
}
