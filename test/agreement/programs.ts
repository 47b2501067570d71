// What the ways to check a program are compared on. In: fast-check. Out: an arbitrary of programs of four families:
// integers and partial expressions, every construct, threads that mind their own business, exchangeable threads.

import fc from 'fast-check';
import type { Program } from '../../src/ir/program.ts';
import { program as programOfText } from '../ir/model.ts';
import { looseProgram } from '../reduction/loose-program.ts';
import { symmetricModel } from '../reduction/symmetric-model.ts';
import { randomProgram } from '../system/random-program.ts';
import { richProgram } from '../system/rich-program.ts';

export interface Generated {
  readonly family: 'random' | 'rich' | 'loose' | 'symmetric';
  readonly program: Program;
  /** Where it was written as a model. */
  readonly text: string | null;
}

const of = (family: Generated['family']) => (program: Program) => ({ family, program, text: null });

export const anyProgram: fc.Arbitrary<Generated> = fc.oneof(
  { weight: 1, arbitrary: randomProgram.map(of('random')) },
  { weight: 2, arbitrary: richProgram.map(of('rich')) },
  { weight: 2, arbitrary: looseProgram.map(of('loose')) },
  {
    weight: 2,
    arbitrary: symmetricModel.map(
      (text): Generated => ({ family: 'symmetric', program: programOfText(text), text }),
    ),
  },
);
