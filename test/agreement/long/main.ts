// A process of the long run (`npm run agree`): cases of a seed, one after another. In: by message, which cases. Out:
// by message: the case it is at, differences with the program that shows them, at the end what was tried. Case I of
// seed S is always the same program with the same combinations.

import fc from 'fast-check';
import type { Host } from '../../../src/explore/host.ts';
import { nodeHost } from '../../../src/explore/node-host.ts';
import { compare } from '../agree.ts';
import { type Combination, someCombinations } from '../combination.ts';
import { orbitSum } from '../orbit-sum.ts';
import { anyCase, type Generated } from '../programs.ts';
import { countCompared, countOrbits, type Tally } from '../tally.ts';
import { pooledThreads } from './pool.ts';
import { programText } from './program-text.ts';

/** Cases `from` .. `to` - 1 of the portion with this number. */
export interface Portion {
  readonly seed: number;
  readonly portion: number;
  readonly size: number;
  readonly from: number;
  readonly to: number;
  /** Combinations per program. */
  readonly drawn: number;
}

export type Message =
  | { readonly kind: 'at'; readonly case: number }
  | { readonly kind: 'difference'; readonly case: number; readonly text: string }
  /** `cpu`: seconds. */
  | { readonly kind: 'end'; readonly tally: Tally; readonly cpu: number };

/** Other seeds do not begin with the same portions. */
const SEED_STEP = 1_000_003;
const SHRINK_MILLISECONDS = 60_000;

/** Nothing is limited or measured here, and asking the system often takes its time. */
const host: Host = {
  ...nodeHost,
  memory: () => 0,
  cpu: () => 0,
  startThread: pooledThreads(new URL('./thread.js', import.meta.url)),
};

process.on('message', (portion: Portion) => void runPortion(portion));
process.on('disconnect', () => process.exit());

async function runPortion({ seed, portion, size, from, to, drawn }: Portion): Promise<void> {
  const tally: Tally = {};
  const before = nodeHost.cpu();
  const parts = anyCase(someCombinations(drawn));
  const own = seed * SEED_STEP + portion;
  let next = portion * size;
  /** One after another: all at once they would be looked at by every garbage collection. */
  const cases = fc.asyncProperty(parts, async one => {
    const number = next++;
    if (number < from || number >= to) return;
    tell({ kind: 'at', case: number });
    const texts = await tried(one, tally);
    if (texts.length === 0) return;
    const small = await fc.check(
      fc.asyncProperty(parts, async again => (await tried(again, {})).length === 0),
      { seed: own, path: String(number % size), interruptAfterTimeLimit: SHRINK_MILLISECONDS },
    );
    const [smallest = one] = small.counterexample ?? [];
    const smaller = await tried(smallest, {});
    const text = [...texts, 'made smaller:', ...smaller, programText(smallest[0])].join('\n');
    tell({ kind: 'difference', case: number, text });
  });
  await fc.assert(cases, { seed: own, numRuns: to - portion * size });
  tell({ kind: 'end', tally, cpu: nodeHost.cpu() - before });
}

async function tried(
  [generated, combinations]: readonly [Generated, readonly Combination[]],
  tally: Tally,
): Promise<string[]> {
  try {
    const compared = await compare(generated, combinations, host);
    countCompared(tally, generated, compared);
    if (generated.family !== 'symmetric' || compared.reference === null)
      return [...compared.differences];
    const orbits = orbitSum(generated.program);
    countOrbits(tally, orbits);
    return [...compared.differences, ...(orbits?.differences ?? []).map(text => `orbits: ${text}`)];
  } catch (thrown) {
    return [thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)];
  }
}

/** Who started this has nobody to tell any more when it cannot be told. */
function tell(message: Message): void {
  process.send?.(message, undefined, undefined, error => {
    if (error !== null) process.exit(1);
  });
}
