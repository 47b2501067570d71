// The compiled engine gives what the interpreter gives: counts, verdicts, causes, traces. On generated
// programs, and on every small model of the house in each of its variants.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileForManyRuns, compileProgram } from '../../src/codegen/compiled.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { type CheckOptions, check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';
import { programOf } from '../models/program-of.ts';
import { type Expectation, expectationsOf, isModel, modelFiles } from '../models/run-model.ts';
import { randomProgram } from '../system/random-program.ts';

const NO_CHOICE = { variant: {}, params: {} };
const RUNS = Number(process.env.MCHECK_RUNS ?? 300);
const SEED = Number(process.env.MCHECK_SEED ?? 1);

/** Everything that may not depend on the engine. */
function essence(result: RunResult): unknown {
  const { engine, ...stats } = result.stats;
  void engine;
  return {
    verdict: result.verdict,
    complete: result.complete,
    limit: result.limit,
    coverage: result.coverage,
    stats,
    properties: result.properties.map(p => ({
      name: p.property.name,
      verdict: p.verdict,
      value: p.value,
      cause: p.cause,
      causes: p.causes,
      causeDetails: p.causeDetails,
      noReturn: p.noReturn,
      order: p.order,
      failure: p.trace?.failure ?? null,
      steps: p.trace?.steps.map(step => [step.action, ...step.state]) ?? null,
    })),
  };
}

/** By the interpreter and by compiled code, of which there are two kinds: they give the same. */
async function both(
  model: Program,
  options: Partial<CheckOptions> = {},
): Promise<[RunResult, RunResult]> {
  const all = { host: nodeHost, ...options };
  const compiled = await check(model, { ...all, compile: compileProgram });
  const another = await check(model, { ...all, compile: compileForManyRuns });
  expect(another.stats.engine).toBe(compiled.stats.engine);
  expect(essence(another)).toEqual(essence(compiled));
  return [await check(model, all), compiled];
}

describe('the compiled engine agrees with the interpreter', () => {
  it(`on ${RUNS} generated programs (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async model => {
        const [interpreted, compiled] = await both(model);
        expect(compiled.stats.engine).toBe('compiled');
        expect(essence(compiled)).toEqual(essence(interpreted));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it(`on ${RUNS} generated programs stopped at the first violation (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async model => {
        const [interpreted, compiled] = await both(model, { first: true });
        expect(essence(compiled)).toEqual(essence(interpreted));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

describe('a program that is large', () => {
  /** A condition of `rows` times 4096 parts. */
  const wide = (rows: number) => `protocol wide
type I = 0..4095
type J = 0..${rows - 1}
host h {
  var x : 0..3 = 0
  var y : 0..1 = 0
  thread t { start a  rests a  go: a -> a when x < 3 do { x += 1  y = 1 - y } }
}
invariant far: all j in J: all i in I: h.x * 7 + h.y + i != j + 9999
invariant near: all i in I: h.x * 7 != i + 20
`;

  it.each([
    [1, 'compiled'],
    [4, 'compiled'],
    [14, 'interpreter'],
  ])('with a condition of %i times 4096 parts is run by the %s engine', async (rows, engine) => {
    const model = programOf('wide.mig', wide(rows), NO_CHOICE);
    const [interpreted, compiled] = await both(model);
    expect(compiled.stats.engine).toBe(engine);
    expect(essence(compiled)).toEqual(essence(interpreted));
    expect(compiled.properties.map(({ verdict }) => verdict)).toEqual([
      'holds',
      'violated',
      'holds',
    ]);
  });
});

const SMALL = 5_000;

function isSmall({ slow, counts }: Expectation): boolean {
  return !slow && counts.states !== undefined && counts.states <= SMALL;
}

/** Models small enough to be explored twice in every variant. */
const files = await modelFiles(['models', 'test/models']);

describe('the compiled engine agrees with the interpreter on', () => {
  it.each(files)('%s', async file => {
    const text = readFileSync(file, 'utf8');
    if (!isModel(text) || /^\s*import /m.test(text)) return;
    for (const expectation of expectationsOf(text).filter(isSmall)) {
      const entries = Object.entries(expectation.choices);
      const isNumber = (value: string) => /^-?\d+$/.test(value);
      const model = programOf(file, text, {
        variant: Object.fromEntries(entries.filter(([, value]) => !isNumber(value))),
        params: Object.fromEntries(
          entries.filter(([, value]) => isNumber(value)).map(([n, v]) => [n, Number(v)]),
        ),
      });
      const [interpreted, compiled] = await both(model);
      expect(essence(compiled)).toEqual(essence(interpreted));
    }
  });
});
