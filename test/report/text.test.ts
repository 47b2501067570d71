import { describe, expect, it } from 'vitest';
import { story } from '../../src/explain/story.ts';
import { commandLines, shellWord } from '../../src/report/command.ts';
import type { ScreenContext } from '../../src/report/context.ts';
import { screen, verdictLine } from '../../src/report/text.ts';
import type { PropertyResult, RunResult } from '../../src/verdict/result.ts';
import { preemptRun } from '../explain/preempt-program.ts';

const CONTEXT: ScreenContext = {
  file: 'models/preempt.mig',
  sha256: 'ab'.repeat(32),
  choice: [{ name: 'fix', value: 'none' }],
  rerun: ['mcheck', 'models/preempt.mig', '--variant', 'fix=none'],
};

function deadlockScreen(context = CONTEXT): string {
  const { run, result, system } = preemptRun();
  return screen(run, { result, story: story(run, result, system) }, context);
}

function resultOf(part: Partial<PropertyResult>): PropertyResult {
  const { result } = preemptRun();
  return { ...result, cause: null, causes: [], trace: null, waits: [], ...part };
}

function runOf(part: Partial<RunResult>): RunResult {
  return { ...preemptRun().run, ...part };
}

describe('the screen of a deadlock', () => {
  it('tells the story', async () => {
    await expect(deadlockScreen()).toMatchFileSnapshot('deadlock.golden');
  });

  it('keeps to 72 columns of ASCII, with long names too', () => {
    const { run, result, system } = preemptRun();
    const long = (name: string) =>
      name.replace(/main_loop|migration|return_path/, part => `${part}_${'x'.repeat(30)}`);
    const program = {
      ...run.program,
      processes: run.program.processes.map(one => ({ ...one, name: long(one.name) })),
    };
    const context = { ...CONTEXT, file: `${'deep/'.repeat(20)}model.mig` };
    const told = story({ ...run, program }, result, system);
    const text = screen({ ...run, program }, { result, story: told }, context);
    for (const line of text.split('\n')) expect(line).toMatch(/^[ -~]{0,72}$/);
  });

  it('writes control characters of names as escapes', () => {
    const text = deadlockScreen({ ...CONTEXT, file: 'a\u001b[31m\u202e.mig' });
    expect(text).toContain('a\\u{1b}[31m\\u{202e}.mig');
    expect(text).not.toMatch(/[^\n -~]/);
  });

  it('puts style only around words, never into the layout', () => {
    const { run, result, system } = preemptRun();
    const told = { result, story: story(run, result, system) };
    const styled = screen(run, told, CONTEXT, (role, text) => `<${role}|${text}>`);
    expect(styled.replace(/<\w+\|([^>]*)>/g, '$1')).toBe(screen(run, told, CONTEXT));
  });

  it('lists the other properties in one line each', () => {
    const { run, result, system } = preemptRun();
    const other = resultOf({
      property: { kind: 'error', name: 'errors' },
      verdict: 'holds',
    });
    const text = screen(
      { ...run, properties: [result, other] },
      { result, story: story(run, result, system) },
      CONTEXT,
    );
    expect(text).toContain('\n  errors  holds\n');
  });
});

describe('the rows of a story', () => {
  /** Local steps of one thread but for the last one; `lanes` more threads than fit side by side or not. */
  function storyWith(step: number | null, lanes: number): string {
    const { run, result, system } = preemptRun();
    const told = story(run, result, system);
    const lane = told?.lanes[0];
    if (told === null || lane === undefined) throw new Error('a lane expected');
    const rows = ['one', 'two', 'three', 'four'].map((text, i) => ({
      n: i + 1,
      kind: 'step' as const,
      class: 'system' as const,
      local: text !== 'four',
      cells: [{ lane: 0, task: null, text }],
    }));
    const noReturn = step === null ? null : { step, instead: [], usedUp: [] };
    const many = Array.from({ length: lanes }, (_, i) => ({ ...lane, name: `src.t${i}` }));
    const shown = { ...told, lanes: many, rows, noReturn };
    return screen(run, { result, story: shown }, CONTEXT);
  }

  it('join local steps of one thread, under the number of the first', () => {
    expect(storyWith(null, 1)).toContain('\n  1  one; two; three\n  4  four\n');
    expect(storyWith(null, 5)).toContain('\n  1  src.t0  one; two; three\n  4          four\n');
  });

  it('say how often a step repeats itself', () => {
    const { run, result, system } = preemptRun();
    const told = story(run, result, system);
    const lane = told?.lanes[0];
    if (told === null || lane === undefined) throw new Error('a lane expected');
    const rows = (n: number, local: boolean) =>
      Array.from({ length: n }, (_, i) => ({
        n: i + 1,
        kind: 'step' as const,
        class: 'system' as const,
        local,
        cells: [{ lane: 0, task: null, text: 'again' }],
      }));
    const shown = (n: number, local: boolean) =>
      screen(run, { result, story: { ...told, lanes: [lane], rows: rows(n, local) } }, CONTEXT);
    expect(shown(12, true)).toContain('\n  1  again (12 times)\n     *** hang ***');
    expect(shown(160, false)).not.toContain('...');
    const long = shown(1000, false);
    expect(long).toContain(
      '\n 60  again\n     ... 840 steps; --format json has them ...\n901  again\n',
    );
    expect(long).toContain('\n1000 again\n     *** hang ***');
  });

  it('below each other name a thread where it takes over, and nobody for the network', () => {
    const { run, result, system } = preemptRun();
    const told = story(run, result, system);
    const lane = told?.lanes[0];
    if (told === null || lane === undefined) throw new Error('a lane expected');
    const lanes = Array.from({ length: 5 }, (_, i) => ({ ...lane, name: `src.t${i}` }));
    const kinds = ['step', 'step', 'notice', 'step', 'step'] as const;
    const rows = kinds.map((kind, i) => ({
      n: i + 1,
      kind,
      class: 'system' as const,
      local: false,
      cells: [{ lane: [0, 0, 3, 0, 1][i] ?? 0, task: null, text: `do ${i + 1}` }],
    }));
    const text = screen(run, { result, story: { ...told, lanes, rows } }, CONTEXT);
    expect(text).toContain(
      [
        '  1  src.t0  do 1',
        '  2          do 2',
        '  3          do 3',
        '  4          do 4',
        '  5  src.t1  do 5',
        '',
      ].join('\n'),
    );
  });

  it('end with the step after which there is no way back', () => {
    expect(storyWith(2, 1)).toMatch(/\n {2}1 {2}one; two +<-- no way back\n {2}3 {2}three\n/);
  });
});

describe('no way back', () => {
  /** Step 5 is the page fault, which could have waited for the accept. */
  function screenWith(noReturn: PropertyResult['noReturn']): string {
    const { run, result, system } = preemptRun();
    const told = { ...result, noReturn };
    return screen(run, { result: told, story: story(run, told, system) }, CONTEXT);
  }

  const accept = preemptRun().run.program.actions.findIndex(({ name }) => name === 'accept');

  it('is in the headline, at its step, with what could have run', () => {
    const text = screenWith({ step: 5, instead: [accept], usedUp: [] });
    expect(text).toContain('7 steps, 2 switches; no way back after step 5; 22 states (complete)');
    expect(text).toMatch(/\n {2}5 +fault ram\[0\] +<-- no way back\n/);
    expect(text).toContain('(could have run accept in dst.main_loop instead)');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('from the start has no step to mark', () => {
    const text = screenWith({ step: 0, instead: [], usedUp: [] });
    expect(text).toContain('no way back from the start');
    expect(text).not.toContain('<--');
  });

  it('is not said where only a bound of the user bars the way', () => {
    const text = screenWith({ step: 5, instead: [], usedUp: [accept] });
    expect(text).toContain('bound reached: accept in dst.main_loop');
    expect(text).not.toContain('no way back');
  });
});

describe('what is never exercised', () => {
  const { span } = preemptRun().run.program.actions[0]?.provenance ?? {};
  const idle = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ name: `a.b${i}`, span: span as never, never: null }));

  it('has a section only where there is something', () => {
    const none = runOf({ coverage: { actions: [], locations: [], properties: [] } });
    expect(screen(none, null, CONTEXT)).not.toContain('Never exercised');
    const some = runOf({
      coverage: {
        actions: idle(1),
        locations: [{ name: 'src.t.end', span: span as never }],
        properties: [{ name: 'i', span: span as never, reason: 'antecedent' }],
      },
    });
    expect(screen(some, null, CONTEXT).replace(/line \d+/, 'line N')).toContain(
      [
        'Never exercised:',
        '  action a.b0 (line N) is never started from',
        '  location src.t.end is not reached',
        '  invariant i: what it supposes never holds',
      ].join('\n'),
    );
  });

  it('is short', () => {
    const many = runOf({ coverage: { actions: idle(20), locations: [], properties: [] } });
    const text = screen(many, null, CONTEXT);
    expect(text).toContain('(and 15 more; --format json lists them)');
  });
});

describe('the screen of a run without violation', () => {
  const holding = resultOf({ verdict: 'holds' });

  it('says that it holds, over how many states', () => {
    const text = screen(runOf({ verdict: 'holds', properties: [holding] }), null, CONTEXT);
    expect(text).toBe(
      [
        'mcheck: HOLDS  models/preempt.mig  [fix: none]',
        '22 states (complete); 31 transitions; depth 8',
        '',
        '  deadlock  holds',
        '',
      ].join('\n'),
    );
  });

  it('names the limit of an unknown verdict and repeats the command', () => {
    const unknown = resultOf({ verdict: 'unknown' });
    const run = runOf({
      verdict: 'unknown',
      complete: false,
      limit: 'states',
      properties: [unknown],
    });
    const text = screen(run, null, CONTEXT);
    expect(text).toMatch(/^mcheck: UNKNOWN /);
    expect(text).toContain('22 states (not complete: limit of states reached)');
    expect(text).toContain('Re-run: mcheck models/preempt.mig --variant fix=none\n');
    expect(text).not.toContain('holds');
  });
});

describe('a property that no state satisfies', () => {
  it('has no trace and says so', () => {
    const property = {
      kind: 'reachable' as const,
      name: 'guest_runs',
      condition: { kind: 'const' as const, value: 0 },
      span: preemptRun().run.program.processes[0]?.span as never,
    };
    const result = resultOf({ property, verdict: 'violated' });
    const text = screen(runOf({ properties: [result] }), { result, story: null }, CONTEXT);
    expect(text).toContain('NOT REACHABLE guest_runs');
    expect(text).toContain('No reachable state satisfies guest_runs.');
  });
});

describe('verdictLine', () => {
  it('is one line with the verdict first', () => {
    expect(verdictLine(preemptRun().run, CONTEXT)).toBe(
      'violated  deadlock  models/preempt.mig  [fix: none]',
    );
  });
});

describe('shellWord', () => {
  it('quotes what a shell would read otherwise', () => {
    expect(shellWord('fix=none')).toBe('fix=none');
    expect(shellWord("it's $HOME")).toBe("'it'\\''s $HOME'");
    expect(shellWord('')).toBe("''");
  });
});

describe('commandLines', () => {
  it('can be copied into a shell, long words and all', () => {
    const words = [
      'mcheck',
      `${'deep/'.repeat(40)}m.mig`,
      ...Array.from({ length: 9 }, (_, i) => `--option-${i}`),
    ];
    const lines = commandLines('Re-run: ', words);
    const joined = lines.join('\n').replace(/\\\n/g, '');
    expect(joined.slice('Re-run: '.length).split(/ +/)).toEqual(words);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(72);
  });
});
