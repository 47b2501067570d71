import { describe, expect, it } from 'vitest';
import { type Timeline, timeline } from '../../../src/explain/timeline.ts';
import { mermaid } from '../../../src/report/format/mermaid.ts';
import { perfetto } from '../../../src/report/format/perfetto.ts';
import { plantuml } from '../../../src/report/format/plantuml.ts';
import { svg } from '../../../src/report/format/svg.ts';
import { foldedRows, foldedSteps } from '../../../src/report/picture/rows.ts';
import { sequenceSvg } from '../../../src/report/picture/svg.ts';
import { switchSteps } from '../../../src/report/picture/switches.ts';
import type { Renderer, RunReport } from '../../../src/report/report.ts';
import { preemptRun } from '../../explain/preempt-program.ts';
import { hostileReport } from '../hostile.ts';
import { reportedRun, reportOf } from '../reported.ts';

function report(): RunReport {
  const { run, result, system } = preemptRun();
  const told = { ...result, noReturn: { step: 5, instead: [3], usedUp: [] } };
  return reportOf(reportedRun({ ...run, properties: [told] }, system));
}

async function textOf(renderer: Renderer, one: RunReport = report()): Promise<string> {
  const rendering = await renderer.check?.(one, { style: (_role, text) => text });
  if (rendering === undefined || !('text' in rendering)) throw new Error('nothing to show');
  return rendering.text;
}

describe.each([
  ['svg', svg],
  ['mermaid', mermaid],
  ['plantuml', plantuml],
  ['perfetto', perfetto],
] as const)('%s', (_name, renderer) => {
  it('is the same twice', async () => {
    expect(await textOf(renderer)).toBe(await textOf(renderer));
  });

  it('stays small and whole whatever the names are', async () => {
    const text = await textOf(renderer, hostileReport());
    expect(text.length).toBeLessThan(60_000);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });

  it('says so where there is no trace', () => {
    const { run, system } = preemptRun();
    const rendering = renderer.check?.(
      reportOf(reportedRun({ ...run, verdict: 'holds', properties: [] }, system)),
      { style: (_role, text) => text },
    );
    expect(rendering).toHaveProperty('nothing');
  });
});

describe('the SVG', () => {
  it('shows each step, the waits, what is under way, and where there is no way back', async () => {
    const text = await textOf(svg);
    expect(text.match(/class="step /g)).toHaveLength(7);
    expect(text).toContain('waits for page ram[0]');
    expect(text).toContain('no way back; could have run accept in dst.main_loop instead');
    expect(text.indexOf('class="mark"')).toBeGreaterThan(text.indexOf('data-n="5"'));
    expect(text.indexOf('class="mark"')).toBeLessThan(text.indexOf('data-n="6"'));
    expect(text).toContain('>hang<');
  });

  it('loads nothing and holds no script and no style attribute', async () => {
    const text = await textOf(svg, hostileReport());
    expect(text).not.toMatch(/<(script|image|foreignObject|use)\b/i);
    expect(text.replace(/xmlns="[^"]*"/, '')).not.toMatch(/\b(href|src|style|on\w+)="/i);
  });

  it('draws a loop as a bracket', () => {
    const { result, system } = preemptRun();
    if (result.trace === null) throw new Error('no trace');
    const looping: Timeline = { ...timeline(system, result, result.trace), loop: 3 };
    const text = sequenceSvg(looping, { mark: '', end: null, well: true }, null, 't');
    expect(text).toContain('steps 3 to 7 repeat for ever');
  });
});

describe('Perfetto events', () => {
  it('have hosts as processes, waits as slices and flows that begin before they end', async () => {
    const { traceEvents } = JSON.parse(await textOf(perfetto));
    const named = (name: string) =>
      traceEvents.filter((one: { name: string }) => one.name === name);
    const processes = named('process_name').map((one: { args: { name: string } }) => one.args.name);
    expect(processes).toEqual(['environment', 'src', 'dst']);
    const wait = named('waits for page ram[0]')[0];
    expect(wait).toMatchObject({ ph: 'X', cat: 'wait', args: { knot: true } });
    // Blocked after step 5, for good: two more steps and the end.
    expect([wait.ts, wait.dur]).toEqual([6000, 3000]);
    expect(named('no way back')).toHaveLength(1);
    for (const start of traceEvents.filter((one: { ph: string }) => one.ph === 's')) {
      const end = traceEvents.find(
        (one: { ph: string; id: number }) => one.ph === 'f' && one.id === start.id,
      );
      expect(end.ts).toBeGreaterThan(start.ts);
    }
  });

  it('never overlap on a track', async () => {
    const { traceEvents } = JSON.parse(await textOf(perfetto));
    const slices = traceEvents.filter((one: { ph: string }) => one.ph === 'X');
    for (const a of slices) {
      for (const b of slices) {
        if (a === b || a.pid !== b.pid || a.tid !== b.tid) continue;
        expect(a.ts + a.dur <= b.ts || b.ts + b.dur <= a.ts).toBe(true);
      }
    }
  });
});

// PlantUML is not at hand in the tests: only its line grammar is looked at.
describe('PlantUML', () => {
  it('has lines of a known shape only', async () => {
    const shape =
      /^(@startuml|@enduml|hide footbox|box "[^"]*" #[0-9A-F]{6}|end box|participant "[^"]*" as L\d+|[rh]note (over L\d+|across) : .*|L\d+ ->> L\d+ : .*)$/;
    for (const one of [report(), hostileReport()]) {
      const lines = (await textOf(plantuml, one)).trimEnd().split('\n');
      for (const line of lines) expect(line).toMatch(shape);
      expect([lines[0], lines.at(-1)]).toEqual(['@startuml', '@enduml']);
    }
  });
});

describe('rows', () => {
  it('fold only long traces, and keep the first, the last, the switches and the mark', () => {
    expect(foldedSteps(foldedRows(500, [], null))).toBe(0);
    const rows = foldedRows(10_000, [150, 5000], 7000);
    const steps = rows.flatMap(row => (row.kind === 'step' ? [row.n] : []));
    expect(steps).toHaveLength(100 + 200 + 3);
    expect(steps).toEqual(expect.arrayContaining([1, 100, 150, 5000, 7000, 9801, 10_000]));
    expect(foldedSteps(rows)).toBe(10_000 - 303);
    const mark = rows.findIndex(row => row.kind === 'mark');
    expect(rows[mark - 1]).toEqual({ kind: 'step', n: 7000 });
  });
});

describe('switches', () => {
  it('are where another thread takes over', () => {
    const { result, system } = preemptRun();
    if (result.trace === null) throw new Error('no trace');
    expect(switchSteps(timeline(system, result, result.trace))).toEqual([4, 6]);
  });
});
