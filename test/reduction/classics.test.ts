// How far stubborn sets reduce models whose reduced state counts are published: those of the guard-based sets of
// LTSmin (Laarman, Pater, van de Pol, Weber: "Guard-based partial-order reduction", 2016) on models of the BEEM
// benchmark. Only deadlocks are looked for. The full counts are in the models' own expectations.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { check } from '../../src/verdict/check.ts';
import { programOf } from '../models/program-of.ts';
import { span } from '../system/build-program.ts';

interface Classic {
  readonly model: string;
  readonly variant?: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
  readonly published: number;
  /** Of all runs. */
  readonly deadlocks: number;
  readonly slow?: boolean;
}

const CLASSICS: readonly Classic[] = [
  { model: 'phils', params: { N: 12 }, published: 398, deadlocks: 1 },
  { model: 'phils', params: { N: 15 }, published: 632, deadlocks: 1 },
  {
    model: 'protocols',
    variant: { strategy: 'brp' },
    params: { LOSSES: 20, RETRIES: 30 },
    published: 24_661,
    deadlocks: 168,
  },
  { model: 'leader_election', params: { N: 7 }, published: 21_161, deadlocks: 1 },
  { model: 'iprotocol', params: { WINDOW: 2, SEQ: 4 }, published: 4692, deadlocks: 0 },
  { model: 'iprotocol', params: { WINDOW: 4, SEQ: 8 }, published: 541_446, deadlocks: 0 },
  {
    model: 'szymanski',
    variant: { defect: 'both_flags' },
    params: { N: 4 },
    published: 1_276_472,
    deadlocks: 0,
    slow: true,
  },
  { model: 'peterson', params: { N: 4 }, published: 725_700, deadlocks: 0 },
];

const tried = CLASSICS.filter(({ slow }) => !slow || process.env.MCHECK_SLOW !== undefined);
const reduced = new Map<Classic, number>();

it.each(tried)('$model $params: at most 2 % above $published states', async classic => {
  const { model, params, variant = {}, published, deadlocks } = classic;
  const text = readFileSync(`models/classics/${model}.mig`, 'utf8');
  const program = programOf(model, text, { variant, params });
  const { stats, complete } = await check(withDeadlock(program), {
    host: nodeHost,
    compile: compileProgram,
    properties: ['deadlock'],
    reductions: ['stubborn'],
  });
  expect({ complete, deadlocks: stats.deadlocks }).toEqual({ complete: true, deadlocks });
  expect(stats.states).toBeLessThanOrEqual(1.02 * published);
  reduced.set(classic, stats.states);
});

it('half of them are below', () => {
  const below = tried.filter(one => (reduced.get(one) as number) < one.published);
  expect(below.length).toBeGreaterThanOrEqual(tried.length / 2);
});

/** Not every model asks for deadlocks. */
function withDeadlock(program: Program): Program {
  if (program.properties.some(({ kind }) => kind === 'deadlock')) return program;
  return {
    ...program,
    properties: [...program.properties, { kind: 'deadlock', name: 'deadlock', span }],
  };
}
