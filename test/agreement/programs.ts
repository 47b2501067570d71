// What the ways to check a program are compared on. In: fast-check. Out: arbitraries of programs of five families:
// integers and partial expressions, every construct, threads that mind their own business, exchangeable threads, and
// threads that are almost exchangeable; and of four more: guards over many values, such programs with more states,
// guards that go wrong before an assertion fails, and threads that look through arrays.

import fc from 'fast-check';
import type { Program } from '../../src/ir/program.ts';
import { program as programOfText } from '../ir/model.ts';
import { claimingProgram } from '../reduction/claiming-program.ts';
import { countingProgram, largeProgram } from '../reduction/counting-program.ts';
import { looseProgram } from '../reduction/loose-program.ts';
import { scanningProgram } from '../reduction/scanning-program.ts';
import { lopsidedModel, symmetricModel } from '../reduction/symmetric-model.ts';
import { randomProgram } from '../system/random-program.ts';
import { richProgram } from '../system/rich-program.ts';

export interface Generated {
  readonly family:
    | 'random'
    | 'rich'
    | 'loose'
    | 'symmetric'
    | 'lopsided'
    | 'counting'
    | 'large'
    | 'claiming'
    | 'scanning';
  readonly program: Program;
  /** Where it was written as a model. */
  readonly text: string | null;
}

const of = (family: Generated['family']) => (program: Program) => ({ family, program, text: null });
const ofText =
  (family: Generated['family']) =>
  (text: string): Generated => ({ family, program: programOfText(text), text });

const firstProgram: fc.Arbitrary<Generated> = fc.oneof(
  { weight: 2, arbitrary: randomProgram.map(of('random')) },
  { weight: 4, arbitrary: richProgram.map(of('rich')) },
  { weight: 4, arbitrary: looseProgram.map(of('loose')) },
  { weight: 4, arbitrary: symmetricModel.map(ofText('symmetric')) },
  { weight: 1, arbitrary: lopsidedModel.map(ofText('lopsided')) },
);

const newerProgram: fc.Arbitrary<Generated> = fc.oneof(
  { weight: 14, arbitrary: countingProgram.map(of('counting')) },
  { weight: 1, arbitrary: largeProgram.map(of('large')) },
  { weight: 20, arbitrary: claimingProgram.map(of('claiming')) },
  { weight: 15, arbitrary: scanningProgram.map(of('scanning')) },
);

/**
 * A program, and with it what else is drawn for it. Whether it is one of the newer families is drawn at last, so that what
 * a seed gives without them stays what it was.
 */
export function anyCase<T>(besides: fc.Arbitrary<T>): fc.Arbitrary<readonly [Generated, T]> {
  const newer = fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: newerProgram },
  );
  return fc
    .tuple(firstProgram, besides, newer)
    .map(([first, other, instead]) => [instead ?? first, other] as const);
}
