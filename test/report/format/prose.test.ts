import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../../src/report/report.ts';
import { preemptRun } from '../../explain/preempt-program.ts';
import { rendered } from '../rendered.ts';
import { reportedModel, reportedRun, reportOf } from '../reported.ts';
import { hostileReport } from './hostile.ts';

function deadlock(): RunReport {
  const { run, system } = preemptRun();
  return reportOf(reportedRun(run, system));
}

/** One variant that deadlocks, one that does not. */
function variants(subject: 'check' | 'matrix'): RunReport {
  const { run, result, system } = preemptRun();
  const holds = { ...result, verdict: 'holds' as const, trace: null, waits: [], causes: [] };
  const fine = { ...run, verdict: 'holds' as const, properties: [holds] };
  const named = (one: typeof run, value: string) => {
    const reported = reportedRun(one, system);
    return { ...reported, context: { ...reported.context, choice: [{ name: 'fix', value }] } };
  };
  return { subject, models: [reportedModel(named(fine, 'merged'), named(run, 'none'))] };
}

const ASCII_72 = /^[ -~]{0,72}$/;

describe('mail', () => {
  it('has a subject, the story and how to repeat it', async () => {
    const text = await rendered(deadlock(), 'mail');
    expect(text).toMatch(
      /^Subject: mcheck: DEADLOCK models\/preempt\.mig \[fix: none\]\n\nmcheck: DEADLOCK /,
    );
    expect(text).toContain('     *** hang ***\n\nWhy:\n');
    expect(text).toContain(
      '\nRe-run: mcheck m.mig\nFixes:  mcheck matrix models/preempt.mig\nModel:  sha256 000000000000\n',
    );
    for (const line of text.split('\n')) expect(line).toMatch(ASCII_72);
  });

  it.each(['check', 'matrix'] as const)(
    'of a %s of variants has the story and the table',
    async subject => {
      const text = await rendered(variants(subject), 'mail');
      expect(text).toMatch(/^Subject: mcheck: DEADLOCK models\/preempt\.mig \[fix: none\]\n/);
      expect(text).toMatch(/\nmerged +holds +22\n/);
      expect(text).toMatch(/\nnone +violated 7 +22\n/);
      for (const line of text.split('\n')) expect(line).toMatch(ASCII_72);
    },
  );
});

describe('commit', () => {
  it('is a body that git leaves as it is', async () => {
    const text = await rendered(deadlock(), 'commit');
    expect(text).toMatch(/^mcheck: DEADLOCK /);
    expect(text).toContain('*** hang ***');
    // A comment, or what git am takes for the end of the message.
    for (const line of text.split('\n')) {
      expect(line).toMatch(ASCII_72);
      expect(line).not.toMatch(/^(#|---|diff |Index: |From |>8)/);
    }
  });

  it('says of a fix that it holds', async () => {
    const { run, result, system } = preemptRun();
    const holds = { ...result, verdict: 'holds' as const, trace: null, waits: [] };
    const fine = { ...run, verdict: 'holds' as const, properties: [holds] };
    const text = await rendered(reportOf(reportedRun(fine, system)), 'commit');
    expect(text).toMatch(
      /^mcheck: HOLDS {2}models\/preempt\.mig {2}\[fix: none\]\n22 states \(complete\)/,
    );
  });
});

describe('rst', () => {
  it('is a section whose title is underlined and whose text is literal', async () => {
    const text = await rendered(deadlock(), 'rst');
    const [title = '', rule = '', blank, directive] = text.split('\n');
    expect(title).toBe('mcheck\\: DEADLOCK models/preempt.mig \\[fix\\: none\\]');
    expect(rule).toBe('='.repeat(title.length));
    expect([blank, directive]).toEqual(['', '.. code-block:: text']);
    expect(text).toContain('\n        *** hang ***\n');
  });
});

describe.each(['mail', 'commit', 'rst', 'text'] as const)('%s', format => {
  it('survives hostile strings', async () => {
    const text = await rendered(hostileReport(), format);
    expect(text).not.toMatch(/[^\n -~]/);
    if (format !== 'rst') {
      for (const line of text.split('\n')) {
        if (!/^(Re-run: |Subject: )/.test(line)) expect(line).not.toMatch(/^(#|---|::|\.\. )/);
      }
      return;
    }
    const [, , , directive, ...rest] = text.split('\n');
    expect(directive).toBe('.. code-block:: text');
    for (const line of rest) expect(line === '' || line.startsWith('   ')).toBe(true);
  });
});
