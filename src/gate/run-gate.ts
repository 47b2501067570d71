// The gate: every case of every spec, checked and compared. In: specs with what their models declare, and a function that
// checks one case. Out: results in the order of the specs. How many checks run at once is the function's business.

import type { SpecCase, SpecTree } from '../syntax/spec/tree.ts';
import { type Judgement, judge } from './judge.ts';
import { type CaseChoice, choiceOf, type ModelShape, notCovered } from './model-shape.ts';
import type { Observation } from './observation.ts';

/** A spec and the model it speaks of. */
export interface GateSpec {
  readonly tree: SpecTree;
  /** As it can be given on the command line. */
  readonly model: { readonly file: string; readonly sha256: string };
  readonly shape: ModelShape;
}

/** One case to check. */
export interface GateCase {
  readonly spec: GateSpec;
  readonly expected: SpecCase;
  readonly choice: CaseChoice;
}

export interface CaseResult extends GateCase {
  readonly outcome: Judgement['outcome'] | 'skipped';
  readonly differences: Judgement['differences'];
  /** Null where it was not run: slow, or interrupted before its turn. */
  readonly found: Observation | null;
}

export interface SpecResult {
  readonly spec: GateSpec;
  readonly cases: readonly CaseResult[];
  /** `fix=merged`: values of variants that no case is about. */
  readonly notCovered: readonly string[];
}

export type CheckCase = (one: GateCase) => Promise<Observation | null>;

export function casesOf(spec: GateSpec): GateCase[] {
  return spec.tree.cases.map(expected => ({
    spec,
    expected,
    choice: choiceOf(expected, spec.shape),
  }));
}

/** Hands every case to `check` at once; `check` answers null where it was interrupted before the case's turn. */
export function runGate(
  specs: readonly GateSpec[],
  check: CheckCase,
  options: { readonly slow: boolean },
): Promise<SpecResult[]> {
  const runs = specs.map(async spec => ({
    spec,
    cases: await Promise.all(casesOf(spec).map(one => runCase(one, check, options.slow))),
    notCovered: notCovered(spec.tree, spec.shape),
  }));
  return Promise.all(runs);
}

async function runCase(one: GateCase, check: CheckCase, slow: boolean): Promise<CaseResult> {
  if (one.expected.slow && !slow) {
    return { ...one, outcome: 'skipped', differences: [], found: null };
  }
  const found = await check(one);
  if (found !== null) return { ...one, ...judge(one.expected, found), found };
  const difference = { outcome: 'undecided', property: null, text: 'interrupted' } as const;
  return { ...one, outcome: 'undecided', differences: [difference], found: null };
}

export interface GateSummary {
  readonly outcome: Judgement['outcome'];
  /** Cases that were to run. */
  readonly cases: number;
  readonly met: number;
  readonly contradicted: number;
  readonly undecided: number;
  readonly skipped: number;
}

/** Contradicted before undecided before met. */
export function summarise(results: readonly SpecResult[]): GateSummary {
  const all = results.flatMap(({ cases }) => cases.map(one => one.outcome));
  const count = (outcome: CaseResult['outcome']) => all.filter(one => one === outcome).length;
  const [contradicted, undecided, skipped] = [
    count('contradicted'),
    count('undecided'),
    count('skipped'),
  ];
  const outcome = contradicted > 0 ? 'contradicted' : undecided > 0 ? 'undecided' : 'met';
  return {
    outcome,
    cases: all.length - skipped,
    met: count('met'),
    contradicted,
    undecided,
    skipped,
  };
}
