// The result of a gate as the JSON document `mcheck-gate/1`. In: results of specs. Out: a plain object; its shape is
// described in schema/mcheck-gate-1.schema.json. Nothing in it differs between two runs.

import { positionAt } from '../diagnostic/source.ts';
import { type CaseResult, type SpecResult, summarise } from '../gate/run-gate.ts';
import { choiceName } from './gate-case.ts';

export function gateDocument(results: readonly SpecResult[]) {
  const { outcome, ...counts } = summarise(results);
  return {
    schema: 'mcheck-gate/1',
    outcome,
    counts,
    specs: results.map(({ spec, cases, notCovered }) => ({
      title: spec.tree.title.text,
      file: spec.tree.file.path,
      model: { file: spec.model.file, sha256: spec.model.sha256 },
      cases: cases.map(caseObject),
      notCovered,
    })),
  };
}

export type GateDocument = ReturnType<typeof gateDocument>;
export type GateDocumentSpec = GateDocument['specs'][number];
export type GateDocumentCase = GateDocumentSpec['cases'][number];

/** One case: what it expects and what was found. */
export function caseObject(one: CaseResult) {
  const { expected, choice, found } = one;
  return {
    line: positionAt(expected.span.file, expected.span.start).line,
    name: choiceName(one),
    variant: choice.variant,
    params: choice.params,
    slow: expected.slow,
    outcome: one.outcome,
    differences: one.differences,
    expected: {
      verdict: expected.verdict,
      violated: expected.violated.map(({ name, causes }) => ({ name: name.text, causes })),
      unknown: expected.unknown.map(({ text }) => text),
      counts: expected.counts,
    },
    found,
    because: expected.because,
    source: expected.source,
  };
}
