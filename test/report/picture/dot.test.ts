import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../../src/explore/node-host.ts';
import { dot } from '../../../src/report/format/dot.ts';
import type { ReportedRun, RunReport } from '../../../src/report/report.ts';
import { interpreter } from '../../../src/system/interpreter.ts';
import { check } from '../../../src/verdict/check.ts';
import { breadthFirst } from '../../../src/verdict/search.ts';
import { spaceOf } from '../../../src/verdict/space.ts';
import { mcheck, withFiles } from '../../cli/fake-terminal.ts';
import { COUNTER } from '../../cli/models.ts';
import { preemptProgram } from '../../explain/preempt-program.ts';
import { hostileReport } from '../hostile.ts';
import { reportedRun, reportOf } from '../reported.ts';

const hasDot = spawnSync('dot', ['-V']).error === undefined;
if (!hasDot) console.log('skipped: graphviz is not installed');

/** With the graph of its states. */
async function withSpace(report: RunReport): Promise<RunReport> {
  const one = report.models[0]?.runs[0] as ReportedRun;
  const system = one.system();
  const means = { compile: null, dependence: null, group: null };
  const { exploration } = await breadthFirst(system, [], means, { host: nodeHost });
  const space = await spaceOf(system, exploration, async () => false);
  return reportOf({ ...one, space: async () => space ?? 'none' });
}

async function preemptReport(): Promise<RunReport> {
  const program = preemptProgram();
  const run = await check(program, { host: nodeHost });
  return withSpace(reportOf(reportedRun(run, interpreter(program))));
}

async function textOf(report: RunReport): Promise<string> {
  const rendering = await dot.check?.(report, { style: (_role, text) => text });
  if (rendering === undefined || !('text' in rendering)) throw new Error('nothing to show');
  return rendering.text;
}

describe('the state graph as DOT', () => {
  it('has every state and transition of a small model, and the one that hangs', async () => {
    const report = await preemptReport();
    const { stats } = report.models[0]?.runs[0]?.run ?? {};
    const text = await textOf(report);
    expect(text.match(/^ {2}n\d+ \[/gm)).toHaveLength(stats?.states ?? 0);
    expect(text.match(/->/g)).toHaveLength(stats?.transitions ?? 0);
    expect(text.match(/doublecircle/g)).toHaveLength(1);
    // The trace of seven steps has eight states.
    expect(text.match(/^ {2}n\d+ .*penwidth=3/gm)).toHaveLength(8);
  });

  it.runIf(hasDot)('is read by Graphviz, hostile names too', async () => {
    for (const report of [await preemptReport(), await withSpace(hostileReport())]) {
      const drawn = spawnSync('dot', ['-Tsvg'], { input: await textOf(report), encoding: 'utf8' });
      expect([drawn.status, drawn.stderr]).toEqual([0, '']);
      expect(drawn.stdout).toContain('</svg>');
    }
  });

  it('says what is too large, and shows its frontier where something is lost', async () => {
    await withFiles({ 'm.mig': COUNTER }, async path => {
      const words = [path('m.mig'), '--format', 'dot'];
      const small = await mcheck(words);
      expect(small.out).toMatch(/^digraph/);
      const large = await mcheck([...words, '--param', 'N=400']);
      expect(large.out).toBe('');
      expect(large.err).toContain('402 states are too many to draw: format dot draws up to 300');
    });
    const { out } = await mcheck(['models/postcopy-preempt.mig', '--format', 'dot']);
    expect(out).toContain('steps after which there is no way back');
    expect(out).toContain('src.source_return_path_thread.urgent');
  });
});
