import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../../src/report/report.ts';
import { preemptRun } from '../../explain/preempt-program.ts';
import { rendered } from '../rendered.ts';
import { accepting, reportedRun, reportOf } from '../reported.ts';
import { hostileReport, UNSAFE } from './hostile.ts';

/** The schema of OASIS is of an older draft, whose keywords Ajv knows but for its name. */
function oasisSchema() {
  const url = new URL('../../schema/sarif-2.1.0.json', import.meta.url);
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(url, 'utf8'));
  return schema;
}

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(oasisSchema());

function deadlock(more: Parameters<typeof reportedRun>[2] = {}): RunReport {
  const { run, result, system } = preemptRun();
  const told = { ...result, noReturn: { step: 4, instead: [], usedUp: [] } };
  return reportOf(reportedRun({ ...run, properties: [told] }, system, more));
}

async function resultOf(report: RunReport) {
  const log = JSON.parse(await rendered(report, 'sarif'));
  validate(log);
  expect(validate.errors).toBeNull();
  expect(log.runs).toHaveLength(1);
  expect(log.runs[0].results).toHaveLength(1);
  return { run: log.runs[0], result: log.runs[0].results[0] };
}

interface Flow {
  readonly id: string;
  readonly locations: readonly { readonly executionOrder: number; readonly importance: string }[];
}

describe('sarif', () => {
  it('fits the schema of OASIS and says what is wrong where', async () => {
    const { run, result } = await resultOf(deadlock());
    expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual([
      'mcheck/deadlock',
    ]);
    expect(result).toMatchObject({ ruleId: 'mcheck/deadlock', kind: 'fail', level: 'error' });
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'models/preempt.mig', uriBaseId: '%SRCROOT%' },
      region: { startLine: 21 },
    });
    expect(result.message.text).toContain('waits for page ram\\[0\\]');
  });

  it('has a thread flow per thread, numbered in one order', async () => {
    const { result } = await resultOf(deadlock());
    const flows: readonly Flow[] = result.codeFlows[0].threadFlows;
    expect(flows.map(({ id }) => id)).toEqual([
      'src.migration',
      'network',
      'dst.main_loop',
      'src.return_path',
    ]);
    const order = flows.flatMap(({ locations }) => locations.map(one => one.executionOrder));
    expect([...order].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const essential = flows
      .flatMap(({ locations }) => locations)
      .filter(({ importance }) => importance === 'essential');
    expect(essential.map(one => one.executionOrder).sort()).toEqual([4, 7]);
  });

  it('has the graph of who waits for whom', async () => {
    const { result } = await resultOf(deadlock());
    const [graph] = result.graphs;
    expect(graph.edges).toEqual([
      {
        id: 'e1',
        label: { text: 'waits for page ram\\[0\\]' },
        sourceNodeId: 'dst.main_loop',
        targetNodeId: 'dst.postcopy_preempt',
      },
      {
        id: 'e2',
        label: { text: 'waits for semaphore postcopy_qemufile_dst_done' },
        sourceNodeId: 'dst.postcopy_preempt',
        targetNodeId: 'dst.main_loop',
      },
    ]);
  });

  it('suppresses what is accepted, with the reason', async () => {
    const { result } = await resultOf(accepting(deadlock(), 'deadlock', 'known'));
    expect(result.suppressions).toEqual([{ kind: 'external', justification: 'known' }]);
  });

  it('leaves out what holds, and is valid without results', async () => {
    const { run, result, system } = preemptRun();
    const holds = { ...result, verdict: 'holds' as const, trace: null, waits: [] };
    const fine = { ...run, verdict: 'holds' as const, properties: [holds] };
    const log = JSON.parse(await rendered(reportOf(reportedRun(fine, system)), 'sarif'));
    validate(log);
    expect(validate.errors).toBeNull();
    expect(log.runs[0].results).toEqual([]);
  });

  it('survives hostile strings', async () => {
    const text = await rendered(hostileReport(), 'sarif');
    expect(text).not.toMatch(UNSAFE);
    const { result } = await resultOf(hostileReport());
    // A message has no link and no placeholder of its own.
    expect(result.message.text).not.toMatch(/[^\\]\[a|[^{]\{0\}[^}]/);
  });
});
