// `--format codequality`: what GitLab compares between branches. In: a report. Out: a JSON list of what is violated or
// undecided; accepted findings are left out. Fingerprints stay the same when lines move.

import { createHash } from 'node:crypto';
import { escapeText } from '../../diagnostic/escape.ts';
import { jsonLines } from '../escape.ts';
import { type Finding, findingsOf } from '../findings.ts';
import { wrongCases } from '../gate.ts';
import type { GateReport, Renderer, RunReport } from '../report.ts';

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

export const codequality: Renderer = {
  check: report => ({ text: written(issuesOf(report)) }),
  matrix: report => ({ text: written(issuesOf(report)) }),
  gate: report => ({ text: written(gateIssues(report)) }),
};

function issuesOf(report: RunReport): Issue[] {
  return findingsOf(report)
    .filter(({ result, accepted }) => result.verdict !== 'holds' && accepted === null)
    .map(finding => ({
      description: escapeText(`${finding.message} (${finding.run})`),
      check_name: `mcheck/${finding.result.property.kind}`,
      fingerprint: finding.fingerprint,
      severity: severityOf(finding),
      location: locationOf(finding.place.file, finding.place.line),
    }));
}

const CRITICAL = new Set(['deadlock', 'partial-deadlock', 'error', 'assertion']);

function severityOf({ result }: Finding): Issue['severity'] {
  if (result.verdict === 'unknown') return 'info';
  return CRITICAL.has(result.property.kind) ? 'critical' : 'major';
}

function gateIssues({ document }: GateReport): Issue[] {
  return wrongCases(document).map(({ spec, one }) => {
    const why = one.differences.map(({ text }) => text).join('; ');
    const identity = JSON.stringify([spec.file, one.name, why]);
    return {
      description: escapeText(`${spec.title}, ${one.name}: ${why}`),
      check_name: `mcheck/gate-${one.outcome}`,
      fingerprint: createHash('sha256').update(identity).digest('hex'),
      severity: one.outcome === 'contradicted' ? 'critical' : 'info',
      location: locationOf(spec.file, one.line),
    };
  });
}

/** GitLab wants a path below the repository, without `./`. */
function locationOf(file: string, line: number): Issue['location'] {
  return { path: escapeText(file.replace(/^(\.\/)+/, '')), lines: { begin: line } };
}

function written(issues: readonly Issue[]): string {
  return jsonLines(issues, 2);
}
