// `--format sarif`: SARIF 2.1.0 for code scanning. In: a report. Out: one run with a rule per kind of property and a
// result per finding that does not hold; its code flow has one thread flow per thread of the model, in one order over
// all, and its graph is who waits for whom. Variants go into one run, because GitHub takes no more than twenty.

import { escapeText } from '../../diagnostic/escape.ts';
import { placeOf } from '../../explain/ending.ts';
import { jsonLines } from '../escape.ts';
import { type Finding, findingsOf } from '../findings.ts';
import type { Renderer, RunReport } from '../report.ts';
import { flowOf } from '../sarif/flow.ts';
import { waitGraph } from '../sarif/graph.ts';
import { locationOf, message } from '../sarif/location.ts';
import { RULES } from '../sarif/rules.ts';

export const sarif: Renderer = {
  check: report => ({ text: sarifText(report) }),
  matrix: report => ({ text: sarifText(report) }),
};

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

function sarifText(report: RunReport): string {
  const findings = findingsOf(report).filter(({ result }) => result.verdict !== 'holds');
  const kinds = [...new Set(findings.map(({ result }) => result.property.kind))].sort();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mcheck', rules: kinds.map(kind => RULES[kind]) } },
        automationDetails: { id: 'mcheck/' },
        columnKind: 'utf16CodeUnits',
        results: findings.map(one => resultOf(one, kinds.indexOf(one.result.property.kind))),
      },
    ],
  };
  return jsonLines(log, 2);
}

function resultOf(finding: Finding, ruleIndex: number) {
  const { result, one, accepted } = finding;
  const violated = result.verdict === 'violated';
  const graph = waitGraph(one.run.program, result);
  return {
    ruleId: RULES[result.property.kind].id,
    ruleIndex,
    kind: violated ? 'fail' : 'open',
    // Only what fails has a level.
    level: violated ? 'error' : 'none',
    message: message(`${finding.message} (${finding.run})`),
    locations: [
      {
        ...locationOf(finding.place),
        logicalLocations: [{ fullyQualifiedName: escapeText(result.property.name) }],
      },
    ],
    ...related(finding),
    partialFingerprints: { 'mcheckCause/v1': finding.fingerprint },
    ...(result.trace === null || !violated
      ? {}
      : { codeFlows: [flowOf(one, result, result.trace)] }),
    ...(graph === null ? {} : { graphs: [graph] }),
    ...(accepted === null
      ? {}
      : { suppressions: [{ kind: 'external', justification: escapeText(accepted) }] }),
    properties: { choice: one.run.program.choice, causes: result.causes },
  };
}

/** Where each blocked thread waits; the first is the location itself. */
function related({ one, result }: Finding) {
  const { program } = one.run;
  const places = result.waits.flatMap(blocked =>
    blocked.waits.flatMap(wait => {
      const action = program.actions[wait.action];
      if (action === undefined) return [];
      const span = action.guard[wait.conjunct]?.span ?? action.provenance.span;
      const thread = program.processes[blocked.process]?.name ?? '';
      return [{ place: placeOf(span), text: `${thread} waits here for ${wait.kind} ${wait.on}` }];
    }),
  );
  if (places.length === 0) return {};
  const relatedLocations = places.map(({ place, text }, id) => ({
    id,
    ...locationOf(place),
    message: message(text),
  }));
  return { relatedLocations };
}
