import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { jsonDocument, jsonText } from '../../src/report/json.ts';
import type { ReportedModel } from '../../src/report/report.ts';
import { preemptRun } from '../explain/preempt-program.ts';
import { reportedModel, reportedRun } from './reported.ts';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../schema/mcheck-1.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(SCHEMA);

function document() {
  const { run, system } = preemptRun();
  return written(reportedModel(reportedRun(run, system)));
}

function written(model: ReportedModel) {
  return JSON.parse(jsonText([jsonDocument(model, 'check')]));
}

describe('the JSON document', () => {
  it('fits its schema', () => {
    validate(document());
    expect(validate.errors).toBeNull();
  });

  it('has the keys of the contract in their order', () => {
    const found = document();
    expect(Object.keys(found)).toEqual(['schema', 'model', 'runs', 'command', 'sources']);
    expect(Object.keys(found.runs[0])).toEqual([
      'variant',
      'params',
      'versions',
      'verdict',
      'complete',
      'limit',
      'properties',
      'coverage',
      'refused',
      'stats',
      'timing',
      'choice',
      'rerun',
    ]);
  });

  it('gives each step its thread, task, place and changes', () => {
    const { steps } = document().runs[0].properties[0].trace;
    expect(steps).toHaveLength(7);
    expect(steps[3]).toMatchObject({
      n: 4,
      host: 'dst',
      thread: 'dst.main_loop',
      task: 'process_incoming',
      action: 'read_package',
      partner: null,
      source: { file: 'models/preempt.mig', line: 20 },
      changes: {
        'dst.main_loop.process_incoming.at': ['loading', 'devices'],
        'main.packaged': [1, 0],
      },
      path: 'dst.main_loop.process_incoming.read_package',
      label: 'recv main PACKAGED',
    });
  });

  it('names no thread for a step of the network', () => {
    const step = document().runs[0].properties[0].trace.steps[1];
    expect([step.host, step.thread, step.task]).toEqual([null, null, null]);
  });

  it('says who waits for what, and for whom', () => {
    expect(document().runs[0].properties[0].waits[0]).toMatchObject({
      thread: 'dst.main_loop',
      task: 'process_incoming',
      kind: 'page',
      on: 'ram[0]',
      wakers: ['dst.postcopy_preempt.place_page'],
      knot: true,
    });
  });
});

describe('what the graph knows', () => {
  it('fits the schema as well', () => {
    const { run, result, system } = preemptRun();
    const { span } = run.program.actions[0]?.provenance ?? {};
    const trace = result.trace;
    const told = {
      ...result,
      noReturn: { step: 3, instead: [0], usedUp: [] },
      causeDetails: [{ cause: 'c1f0a2b3c4d5', states: 1, depth: 7 }],
      order: {
        word: 'EITHER' as const,
        pairs: [{ value: null, word: 'EITHER' as const }],
        after: trace,
        before: null,
      },
    };
    const coverage = {
      actions: [
        { name: 'a', span: span as never, never: { role: 'guard' as const, span: span as never } },
      ],
      locations: [{ name: 'l', span: span as never }],
      properties: [{ name: 'p', span: span as never, reason: 'constant' as const }],
    };
    const changes = [
      {
        property: result.property.name,
        word: 'narrows' as const,
        causes: [{ cause: 'c1f0a2b3c4d5', word: 'narrows' as const }],
        steps: 7,
        states: 1,
      },
    ];
    const reported = reportedRun({ ...run, properties: [told], coverage }, system, { changes });
    const document = written(reportedModel(reported));
    validate(document);
    expect(validate.errors).toBeNull();
    expect(document.runs[0].properties[0]).toMatchObject({
      noReturn: { step: 3, instead: [run.program.actions[0]?.path] },
      change: { word: 'narrows' },
      order: { word: 'EITHER' },
    });
    expect(document.runs[0].coverage.locations[0].name).toBe('l');
  });
});

describe('the schema', () => {
  it.each([
    ['an unknown verdict', (d: Mutable) => (d.runs[0].verdict = 'proved')],
    ['a limit beside a complete run', (d: Mutable) => (d.runs[0].limit = 'states')],
    ['a cause of another length', (d: Mutable) => (d.runs[0].properties[0].cause = 'c1f0')],
    [
      'a step without a place',
      (d: Mutable) => delete d.runs[0].properties[0].trace.steps[0].source,
    ],
    ['a wait of an unknown kind', (d: Mutable) => (d.runs[0].properties[0].waits[0].kind = 'nap')],
  ])('refuses %s', (_what, spoil) => {
    const spoilt = document();
    spoil(spoilt);
    expect(validate(spoilt)).toBe(false);
  });

  it('refuses `holds` for a run that was cut short', () => {
    const spoilt = document();
    Object.assign(spoilt.runs[0], { verdict: 'holds', complete: false, limit: 'time' });
    expect(validate(spoilt)).toBe(false);
  });
});

// A parsed document, to be spoilt on purpose.
type Mutable = ReturnType<typeof document>;
