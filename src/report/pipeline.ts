// What the formats of pipelines have in common: results as tests that pass, fail or are skipped. In: a report of runs or
// of a gate. Out: one suite per run or spec, one test per property or case. JUnit and TAP write them down.

import { type Finding, findingsOf, findingText, runName } from './findings.ts';
import { expectedText, foundText } from './gate.ts';
import type { GateDocumentCase, GateDocumentSpec } from './gate-json.ts';
import { type GateReport, type RunReport, runsOf } from './report.ts';

export interface Suite {
  readonly name: string;
  /** Dotted, for tools that make a tree of it. */
  readonly group: string;
  readonly properties: readonly (readonly [name: string, value: string])[];
  /** null where it was not measured. */
  readonly seconds: number | null;
  readonly tests: readonly Test[];
}

export interface Test {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'accepted';
  /** The kind of what failed: `deadlock`, `contradicted`. */
  readonly kind: string;
  /** One line: why it failed, was skipped or is accepted. */
  readonly message: string;
  /** The whole report of a failure; empty otherwise. */
  readonly details: string;
  readonly file: string;
  readonly line: number;
}

export function suitesOf(report: RunReport): Suite[] {
  const findings = findingsOf(report);
  return runsOf(report).map(({ model, one }) => {
    const { variant, params, versions } = one.run.program.choice;
    return {
      name: runName(one),
      group: [model.identity.name, ...one.context.choice.map(({ value }) => value)].join('.'),
      properties: Object.entries({ ...variant, ...versions, ...params }).map(
        ([name, value]) => [name, String(value)] as const,
      ),
      seconds: one.run.timing.seconds,
      tests: findings.filter(finding => finding.one === one).map(testOf),
    };
  });
}

function testOf(finding: Finding): Test {
  const { result, message, accepted, place } = finding;
  const { name, kind } = result.property;
  const base = { name, kind, file: place.file, line: place.line };
  if (result.verdict === 'holds') return { ...base, outcome: 'passed', message, details: '' };
  if (result.verdict === 'unknown') return { ...base, outcome: 'skipped', message, details: '' };
  const details = findingText(finding);
  if (accepted === null) return { ...base, outcome: 'failed', message, details };
  return { ...base, outcome: 'accepted', message: `accepted: ${accepted}`, details };
}

export function gateSuites({ document }: GateReport): Suite[] {
  return document.specs.map(spec => ({
    name: spec.file,
    group: `gate.${spec.title}`,
    properties: [['model', spec.model.file] as const],
    seconds: null,
    tests: spec.cases.map(one => caseTest(spec, one)),
  }));
}

function caseTest(spec: GateDocumentSpec, one: GateDocumentCase): Test {
  const base = { name: one.name, kind: one.outcome, file: spec.file, line: one.line };
  if (one.outcome === 'met') return { ...base, outcome: 'passed', message: 'met', details: '' };
  if (one.outcome === 'skipped') {
    return { ...base, outcome: 'skipped', message: 'a slow case, not run', details: '' };
  }
  const message = one.differences.map(({ text }) => text).join('; ');
  if (one.outcome === 'undecided') return { ...base, outcome: 'skipped', message, details: '' };
  const lines = [
    `expected ${expectedText(one.expected)}`,
    `found ${foundText(one) ?? 'nothing'}`,
    ...one.differences.map(({ text }) => text),
    `because ${one.because}`,
    `source ${one.source}`,
  ];
  return { ...base, outcome: 'failed', message, details: `${lines.join('\n')}\n` };
}
