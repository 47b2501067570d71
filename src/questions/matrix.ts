// The product of what may be chosen, and a run for each point of it. In: axes (variants, versions, parameter
// ranges), a lowering and a check handed in. Out: one result per choice, in order. It prints nothing.

import type { Program } from '../ir/program.ts';
import type { RunResult } from '../verdict/result.ts';
import { sameButForChoice } from './same-program.ts';

/** One thing to choose: the first axis varies slowest. */
export interface Axis {
  readonly kind: 'variant' | 'param';
  readonly name: string;
  readonly values: readonly (string | number)[];
}

/** A partial choice: what is left out stays at its default. */
export interface Choices {
  readonly variant: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
}

/** How many choices `product` gives; for a limit before any work is done. */
export function productSize(axes: readonly Axis[]): number {
  return axes.reduce((product, axis) => product * axis.values.length, 1);
}

/** Every combination, the last axis varying fastest; without axes the one empty choice. */
export function product(axes: readonly Axis[]): Choices[] {
  let choices: Choices[] = [{ variant: {}, params: {} }];
  for (const axis of axes) {
    choices = choices.flatMap(choice => axis.values.map(value => extend(choice, axis, value)));
  }
  return choices;
}

function extend(choice: Choices, axis: Axis, value: string | number): Choices {
  return axis.kind === 'variant'
    ? { ...choice, variant: { ...choice.variant, [axis.name]: String(value) } }
    : { ...choice, params: { ...choice.params, [axis.name]: Number(value) } };
}

/**
 * Checks one program after the other; stops after a run that was interrupted. Where a choice changes nothing in the
 * program, the complete result of the equal one is its result too, with the timing of the check that was made.
 */
export async function runAll(
  programs: readonly Program[],
  check: (program: Program) => Promise<RunResult>,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const program of programs) {
    const equal = results.find(one => one.complete && sameButForChoice(one.program, program));
    const result = equal === undefined ? await check(program) : { ...equal, program };
    results.push(result);
    if (result.limit === 'interrupt') break;
  }
  return results;
}
