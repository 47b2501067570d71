import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Parser } from 'tap-parser';
import { describe, expect, it } from 'vitest';
import { runGate } from '../../../src/gate/run-gate.ts';
import { gateDocument } from '../../../src/report/gate-json.ts';
import type { GateReport, RunReport } from '../../../src/report/report.ts';
import type { PropertyResult } from '../../../src/verdict/result.ts';
import { preemptRun } from '../../explain/preempt-program.ts';
import { gateSpec, seen, specOf } from '../../gate/support.ts';
import { rendered, rendering } from '../rendered.ts';
import { accepting, reportedRun, reportOf } from '../reported.ts';
import { HOSTILE, hostileReport, UNSAFE } from './hostile.ts';

const named = (result: PropertyResult, name: string, verdict: PropertyResult['verdict']) => ({
  ...result,
  property: { kind: 'error', name } as never,
  verdict,
  trace: null,
  waits: [],
});

/** A deadlock, one that is accepted, one that holds, one that is not decided. */
function fourVerdicts(): RunReport {
  const { run, result, system } = preemptRun();
  const second = { ...result, property: { ...result.property, name: 'known' } as never };
  const properties = [
    result,
    second,
    named(result, 'fine', 'holds'),
    named(result, 'open', 'unknown'),
  ];
  const cut = { ...run, properties, complete: false, limit: 'states' as const };
  return accepting(reportOf(reportedRun(cut, system)), 'known', 'fixed in 9.0');
}

async function gateReport(): Promise<GateReport> {
  const spec = gateSpec(specOf(['fix=none: violated deadlock', 'fix=merged: holds']));
  const results = await runGate([spec], async () => seen({ deadlock: ['a1a331173677'] }), {
    slow: false,
  });
  return { subject: 'gate', document: gateDocument(results) };
}

function parseXml(text: string) {
  expect(XMLValidator.validate(text)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: name => ['testsuite', 'testcase', 'property'].includes(name),
    trimValues: false,
  });
  return parser.parse(text).testsuites;
}

function parseTap(text: string) {
  const results: { ok: boolean; name: string; skip: unknown; todo: unknown; diag: unknown }[] = [];
  const extra: string[] = [];
  const parser = new Parser({ strict: true });
  parser.on('assert', one => results.push(one));
  parser.on('extra', line => extra.push(line));
  parser.end(text);
  const summary = parser.results;
  return { results, extra, summary };
}

describe('junit', () => {
  it('has a case per property: violated fails, undecided and accepted are skipped', async () => {
    const suites = parseXml(await rendered(fourVerdicts(), 'junit'));
    const [suite] = suites.testsuite;
    expect([suites.tests, suites.failures, suites.skipped]).toEqual(['4', '1', '2']);
    expect(suite.properties.property[0]).toEqual({ name: 'fix', value: 'none' });
    const [deadlock, known, fine, open] = suite.testcase;
    expect(deadlock).toMatchObject({ name: 'deadlock', file: 'models/preempt.mig', line: '21' });
    expect(deadlock.failure.type).toBe('deadlock');
    expect(deadlock.failure.message).toMatch(/^DEADLOCK after 7 steps: dst\.main_loop waits for /);
    expect(deadlock.failure['#text']).toContain('*** hang ***');
    expect(known.failure).toBeUndefined();
    expect(known.skipped.message).toBe('accepted: fixed in 9.0');
    expect(fine).not.toHaveProperty('skipped');
    expect(open.skipped.message).toBe('open is not decided: limit of states reached');
  });

  it('has a case per case of a gate', async () => {
    const suites = parseXml(await rendered(await gateReport(), 'junit'));
    const [met, wrong] = suites.testsuite[0].testcase;
    expect([suites.tests, suites.failures]).toEqual(['2', '1']);
    expect(met).toEqual(expect.objectContaining({ name: 'fix=none', file: 'specs/m.spec' }));
    expect(wrong.failure.message).toContain('deadlock');
    expect(wrong.failure['#text']).toContain('expected holds');
  });

  it('survives hostile strings', async () => {
    const text = await rendered(hostileReport(), 'junit');
    expect(text).not.toMatch(UNSAFE);
    const { testsuite } = parseXml(text);
    expect(testsuite).toHaveLength(1);
    expect(testsuite[0].testcase).toHaveLength(1);
    expect(testsuite[0].testcase[0].name).toContain('"><script>alert(1)</script>');
  });
});

describe('tap', () => {
  it('has a point per property: undecided is skipped, accepted is a TODO', async () => {
    const { results, extra, summary } = parseTap(await rendered(fourVerdicts(), 'tap'));
    expect(extra).toEqual([]);
    expect(summary).toMatchObject({ count: 4, pass: 2, fail: 2, failures: [{ id: 1 }] });
    expect(results.map(({ ok }) => ok)).toEqual([false, false, true, true]);
    expect(results[0]?.name).toBe('models/preempt.mig [fix: none]: deadlock');
    expect(results[0]?.diag).toMatchObject({ kind: 'deadlock', line: 21 });
    expect(results[0]?.diag).toHaveProperty('report', expect.stringContaining('  *** hang ***\n'));
    expect(results[1]?.todo).toBe('accepted: fixed in 9.0');
    expect(results[3]?.skip).toBe('open is not decided: limit of states reached');
  });

  it('has a point per case of a gate', async () => {
    const { summary } = parseTap(await rendered(await gateReport(), 'tap'));
    expect(summary).toMatchObject({ count: 2, pass: 1, fail: 1 });
  });

  it('survives hostile strings', async () => {
    const text = await rendered(hostileReport(), 'tap');
    expect(text).not.toMatch(UNSAFE);
    const { results, extra, summary } = parseTap(text);
    expect(extra).toEqual([]);
    expect(summary).toMatchObject({ count: 1, fail: 1, todo: 0, skip: 0 });
    expect(results[0]?.name).toContain('# SKIP # TODO');
  });
});

describe('codequality', () => {
  it('lists what is violated or undecided and not accepted', async () => {
    const issues = JSON.parse(await rendered(fourVerdicts(), 'codequality'));
    expect(issues).toHaveLength(2);
    expect(issues[0]).toEqual({
      description: expect.stringMatching(/^DEADLOCK after 7 steps: .* \(models\/preempt\.mig \[/),
      check_name: 'mcheck/deadlock',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: 'critical',
      location: { path: 'models/preempt.mig', lines: { begin: 21 } },
    });
    expect(issues[1].severity).toBe('info');
  });

  it('keeps a fingerprint while lines, steps and states change, and changes it with the cause', async () => {
    const { run, result, system } = preemptRun();
    const of = async (part: Partial<PropertyResult>, states: number) => {
      const changed = { ...run, properties: [{ ...result, ...part }] };
      const counted = { ...changed, stats: { ...run.stats, states } };
      const issues = JSON.parse(
        await rendered(reportOf(reportedRun(counted, system)), 'codequality'),
      );
      return issues[0].fingerprint;
    };
    const before = await of({}, 22);
    expect(await of({ waits: [], trace: null }, 44)).toBe(before);
    expect(await of({ cause: '000000000000' }, 22)).not.toBe(before);
  });

  it('survives hostile strings', async () => {
    const text = await rendered(hostileReport(), 'codequality');
    expect(text).not.toMatch(UNSAFE);
    expect(JSON.parse(text)).toHaveLength(1);
  });
});

describe('github', () => {
  it('annotates what is violated, undecided and accepted', async () => {
    const text = await rendered(fourVerdicts(), 'github');
    expect(
      text.split('\n').map(line => /^::(\w+) file=([^,]*),line=(\d+),/.exec(line)?.[1]),
    ).toEqual(['error', 'warning', 'notice', undefined]);
    expect(text).toMatch(
      /^::error file=models\/preempt\.mig,line=21,title=mcheck%3A DEADLOCK {2}models/,
    );
    expect(text).toContain('%0A     *** hang ***%0A');
  });

  it('sums up the step in Markdown', async () => {
    const found = await rendering(fourVerdicts(), 'github');
    const summary = 'summary' in found ? found.summary : '';
    expect(summary).toMatch(/^### mcheck: 4 properties, 1 violated, 1 accepted, 1 unknown\n/);
    expect(summary).toContain('| violated after 7 steps |');
    expect(summary).toContain('```text\nmcheck: DEADLOCK');
  });

  it('shows no more than ten of a kind, and says so', async () => {
    const { run, result, system } = preemptRun();
    const many = Array.from({ length: 12 }, (_, i) => named(result, `p${i}`, 'violated'));
    const text = await rendered(
      reportOf(reportedRun({ ...run, properties: many }, system)),
      'github',
    );
    expect(text.match(/^::error /gm)).toHaveLength(10);
    expect(text).toContain('(and 2 more findings; see the summary)');
  });

  it('survives hostile strings', async () => {
    const found = await rendering(hostileReport(), 'github');
    if (!('text' in found)) throw new Error(found.nothing);
    expect(found.text).not.toMatch(UNSAFE);
    expect(found.text.match(/^::/gm)).toHaveLength(1);
    expect(found.text.trimEnd().split('\n')).toHaveLength(1);
    const summary = found.summary ?? '';
    expect(summary).not.toMatch(UNSAFE);
    const [before = '', fence] = summary.split('```text\n');
    expect(fence).toBeDefined();
    expect(before).not.toMatch(/<script>|[^\\]\[a\]/);
    expect(before.match(/^\|/gm)).toHaveLength(3);
    expect(HOSTILE).toContain('<script>');
  });
});
