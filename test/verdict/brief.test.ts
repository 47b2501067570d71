import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import { check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';
import { randomProgram } from '../system/random-program.ts';

const SEED = Number(process.env.MCHECK_SEED ?? 1);

function facts(result: RunResult): unknown {
  return {
    verdict: result.verdict,
    stats: result.stats,
    properties: result.properties.map(({ noReturn, trace, ...rest }) => {
      void noReturn;
      return { ...rest, steps: trace?.steps.length, last: trace?.steps.at(-1)?.state };
    }),
  };
}

describe('a brief check', () => {
  it(`says the same but for ways back, coverage and the order of steps that commute (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async program => {
        const whole = await check(program, { host: nodeHost });
        const brief = await check(program, { host: nodeHost, brief: true });
        expect(facts(brief)).toEqual(facts(whole));
        expect(whole.coverage).not.toBeNull();
        expect(brief.coverage).toBeNull();
        expect(brief.properties.every(({ noReturn }) => noReturn === null)).toBe(true);
      }),
      { numRuns: 40, seed: SEED },
    );
  });

  it('looks at coverage where that is asked for', async () => {
    const [program] = fc.sample(randomProgram, { numRuns: 1, seed: SEED });
    if (program === undefined) throw new Error('no sample');
    const result = await check(program, { host: nodeHost, brief: true, strict: true });
    expect(result.coverage).not.toBeNull();
    expect(result.properties.at(-1)?.property.kind).toBe('vacuity');
  });
});
