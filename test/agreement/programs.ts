// What the ways to check a program are compared on. In: fast-check. Out: an arbitrary of programs of five families:
// integers and partial expressions, every construct, threads that mind their own business, exchangeable threads, and
// threads that are almost exchangeable.

import fc from 'fast-check';
import type { Program } from '../../src/ir/program.ts';
import { program as programOfText } from '../ir/model.ts';
import { looseProgram } from '../reduction/loose-program.ts';
import { lopsidedModel, symmetricModel } from '../reduction/symmetric-model.ts';
import { randomProgram } from '../system/random-program.ts';
import { richProgram } from '../system/rich-program.ts';

export interface Generated {
  readonly family: 'random' | 'rich' | 'loose' | 'symmetric' | 'lopsided';
  readonly program: Program;
  /** Where it was written as a model. */
  readonly text: string | null;
}

const of = (family: Generated['family']) => (program: Program) => ({ family, program, text: null });
const ofText =
  (family: Generated['family']) =>
  (text: string): Generated => ({ family, program: programOfText(text), text });

export const anyProgram: fc.Arbitrary<Generated> = fc.oneof(
  { weight: 2, arbitrary: randomProgram.map(of('random')) },
  { weight: 4, arbitrary: richProgram.map(of('rich')) },
  { weight: 4, arbitrary: looseProgram.map(of('loose')) },
  { weight: 4, arbitrary: symmetricModel.map(ofText('symmetric')) },
  { weight: 1, arbitrary: lopsidedModel.map(ofText('lopsided')) },
);
