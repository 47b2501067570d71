import { describe, expect, it } from 'vitest';
import { weighFields } from '../../../src/ir/value-type.ts';
import { itfValue } from '../../../src/report/itf/values.ts';
import type { RunReport } from '../../../src/report/report.ts';
import { mcheck, withFiles } from '../../cli/fake-terminal.ts';
import { COUNTER, LOCKS } from '../../cli/models.ts';
import { preemptRun } from '../../explain/preempt-program.ts';
import { rendered, rendering } from '../rendered.ts';
import { reportedRun, reportOf } from '../reported.ts';
import { hostileReport, UNSAFE } from './hostile.ts';

/** Checks the shape of Apalache's ADR 015: no JSON numbers but in `#meta`, every variable in every state. */
function itfOf(text: string) {
  const trace = JSON.parse(text);
  expect(trace['#meta']).toMatchObject({ format: 'ITF' });
  expect(new Set(trace.vars).size).toBe(trace.vars.length);
  for (const [index, state] of trace.states.entries()) {
    const { '#meta': meta, ...values } = state;
    expect(meta.index).toBe(index);
    expect(Object.keys(values)).toEqual(trace.vars);
    for (const value of Object.values(values)) expectItfValue(value);
  }
  return trace;
}

function expectItfValue(value: unknown): void {
  if (typeof value === 'boolean' || typeof value === 'string') return;
  if (Array.isArray(value)) {
    value.forEach(expectItfValue);
    return;
  }
  expect(value).toBeTypeOf('object');
  const entries = Object.entries(value as object);
  for (const [key, inner] of entries) {
    if (key === '#bigint') expect(inner).toMatch(/^-?\d+$/);
    else expectItfValue(inner);
  }
  const special = entries.filter(([key]) => key.startsWith('#'));
  expect(special.length === 0 || entries.length === 1).toBe(true);
}

describe('itf', () => {
  it('has the state after each step and the action that led there', async () => {
    const { run, system } = preemptRun();
    const trace = itfOf(await rendered(reportOf(reportedRun(run, system)), 'itf'));
    expect(trace['#meta'].status).toBe('violation');
    expect(trace.states).toHaveLength(8);
    const taken = trace.states.map((one: Record<string, string>) => one['mbt::actionTaken']);
    expect(taken.slice(0, 4)).toEqual([
      'init',
      'src.migration.connect',
      expect.stringContaining('deliver'),
      'src.migration.package',
    ]);
    expect(trace.states[0]['main.packaged']).toEqual({ '#bigint': '0' });
    expect(trace.states[3]['main.packaged']).toEqual({ '#bigint': '1' });
    expect(trace.states[7]['#meta'].thread).toBe('src.return_path');
  });

  it('has nothing to show where no trace is', async () => {
    const { run, result, system } = preemptRun();
    const holds = { ...run, properties: [{ ...result, verdict: 'holds' as const, trace: null }] };
    const found = await rendering(reportOf(reportedRun(holds, system)), 'itf');
    expect(found).toEqual({ nothing: expect.stringContaining('no trace to show') });
  });

  it('survives hostile strings', async () => {
    const text = await rendered(hostileReport(), 'itf');
    expect(text).not.toMatch(UNSAFE);
    expect(itfOf(text).states).toHaveLength(8);
  });

  it('writes every type of the language', () => {
    const page = { kind: 'range', lo: 2, hi: 5, name: null } as const;
    const fields = weighFields([
      { name: 'p', type: page },
      { name: 'b', type: { kind: 'bool' } },
    ]);
    expect(itfValue({ kind: 'set', of: page }, 0b1010)).toEqual({
      '#set': [{ '#bigint': '3' }, { '#bigint': '5' }],
    });
    expect(itfValue({ kind: 'record', fields }, 3)).toEqual({ p: { '#bigint': '3' }, b: true });
    expect(itfValue({ kind: 'nullable', of: page }, 0)).toEqual({
      tag: 'None',
      value: { '#tup': [] },
    });
    expect(itfValue({ kind: 'nullable', of: page }, 1)).toEqual({
      tag: 'Some',
      value: { '#bigint': '2' },
    });
    const members = [
      { name: 'PONG', fields: [], base: 0 },
      { name: 'REQ', fields: weighFields([{ name: 'p', type: page }]), base: 1 },
    ];
    expect(itfValue({ kind: 'message', name: 'M', members }, 0)).toEqual({
      tag: 'PONG',
      value: { '#tup': [] },
    });
    expect(itfValue({ kind: 'message', name: 'M', members }, 3)).toEqual({
      tag: 'REQ',
      value: { p: { '#bigint': '4' } },
    });
  });
});

/** Header and transitions, with everything the format promises. */
function autOf(text: string) {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const [, transitions, states] = /^des \(0,(\d+),(\d+)\)$/.exec(header) ?? [];
  const edges = lines.map(line => /^\((\d+),"([^"]*)",(\d+)\)$/.exec(line));
  expect(edges).not.toContain(null);
  expect(edges).toHaveLength(Number(transitions));
  const ids = new Set(edges.flatMap(edge => [edge?.[1], edge?.[3]]).map(Number));
  expect(Math.max(...ids)).toBe(Number(states) - 1);
  return {
    states: Number(states),
    transitions: Number(transitions),
    labels: edges.map(e => e?.[2]),
  };
}

describe('aut', () => {
  it('has the counts of the check', () =>
    withFiles({ 'locks.mig': LOCKS }, async path => {
      const { code, out } = await mcheck([path('locks.mig'), '--format', 'aut']);
      const json = await mcheck([path('locks.mig'), '--format', 'json']);
      const { stats } = JSON.parse(json.out).runs[0];
      const graph = autOf(out);
      expect(code).toBe(1);
      expect(graph).toMatchObject({ states: stats.states, transitions: stats.transitions });
      expect(new Set(graph.labels)).toContain('src.one.take_a');
    }));

  it('is the same with either engine', () =>
    withFiles({ 'locks.mig': LOCKS }, async path => {
      const one = await mcheck([path('locks.mig'), '--format', 'aut']);
      const other = await mcheck([path('locks.mig'), '--format', 'aut', '--engine', 'interpreter']);
      expect(autOf(other.out).labels.sort()).toEqual(autOf(one.out).labels.sort());
    }));

  it('leads to one more state where something goes wrong', () =>
    withFiles(
      {
        'm.mig':
          'protocol p\nhost h {\n  var n : 0..1\n  thread t {\n    up: a -> a do { n += 1 }\n  }\n}\n',
      },
      async path => {
        const { out } = await mcheck([path('m.mig'), '--format', 'aut']);
        expect(out).toBe('des (0,2,3)\n(0,"h.t.up",1)\n(1,"h.t.up",2)\n');
      },
    ));

  it('says why there is none', () =>
    withFiles({ 'c.mig': COUNTER }, async path => {
      const cut = await mcheck([path('c.mig'), '--format', 'aut', '--max-states', '2']);
      expect(cut).toMatchObject({ code: 3, out: '' });
      expect(cut.err).toContain('the state graph is not complete');
      const several = await mcheck([path('c.mig'), '--format', 'aut', '--param', 'N=1..2']);
      expect(several.err).toContain('choose one variant and one value each');
    }));
});

describe('hostile labels in aut', () => {
  it('stay inside of their quotes', async () => {
    const { graphOfHostile } = await import('./hostile-graph.ts');
    const report: RunReport = await graphOfHostile();
    const text = await rendered(report, 'aut');
    expect(text).not.toMatch(UNSAFE);
    expect(autOf(text).states).toBeGreaterThan(5);
  });
});
