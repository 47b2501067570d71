// A run as a report takes it, for the tests of the formats. In: a run and its interpreter. Out: plain reports.

import type { ReportedModel, ReportedRun, RunReport } from '../../src/report/report.ts';
import type { Interpreter } from '../../src/system/interpreter.ts';
import type { RunResult } from '../../src/verdict/result.ts';

export const IDENTITY = { name: 'preempt', file: 'models/preempt.mig', sha256: '0'.repeat(64) };

export function reportedRun(
  run: RunResult,
  system: Interpreter,
  more: Partial<ReportedRun> = {},
): ReportedRun {
  const choice = Object.entries(run.program.choice.variant).map(([name, value]) => ({
    name,
    value,
  }));
  return {
    run,
    system: () => system,
    context: { file: IDENTITY.file, sha256: IDENTITY.sha256, choice, rerun: ['mcheck', 'm.mig'] },
    changes: [],
    space: async () => 'no graph in this test',
    ...more,
  };
}

export function reportedModel(...runs: ReportedRun[]): ReportedModel {
  return { identity: IDENTITY, runs, asked: null };
}

export function reportOf(...runs: ReportedRun[]): RunReport {
  return { subject: 'check', models: [reportedModel(...runs)] };
}

/** The report with a property that a baseline accepts. */
export function accepting(report: RunReport, property: string, reason: string): RunReport {
  const accepted = new Map([[property, reason]]);
  const models = report.models.map(model => ({
    ...model,
    runs: model.runs.map(one => ({ ...one, context: { ...one.context, accepted } })),
  }));
  return { ...report, models };
}
