// What --reduction and --no-reduction ask for. In: arguments. Out: names of reductions, or what is wrong with the
// words given.

import { REDUCTIONS, type ReductionName } from '../reduction/plan.ts';
import type { Arguments } from './arguments.ts';
import { didYouMean } from './suggest.ts';
import { textOf } from './values.ts';

const NONE = 'none';

/** In the order of REDUCTIONS, whatever the order given. */
export function reductionsOf(args: Arguments, problems: string[]): ReductionName[] {
  const given = textOf(args, 'reduction');
  if (given !== undefined && args.switches.has('no-reduction')) {
    problems.push('--no-reduction and --reduction exclude each other');
  }
  const words = given?.split(',').map(word => word.trim()) ?? [];
  const names: readonly string[] = [NONE, ...REDUCTIONS];
  for (const word of words) {
    if (!names.includes(word)) {
      problems.push(`unknown reduction '${word}'${didYouMean(word, names)}`);
    }
  }
  if (words.includes(NONE) && words.length > 1) {
    problems.push(`--reduction ${NONE} stands alone, not beside other reductions`);
  }
  // Deletion is what is done to stubborn sets.
  return REDUCTIONS.filter(
    name => words.includes(name) || (name === 'stubborn' && words.includes('deletion')),
  );
}
