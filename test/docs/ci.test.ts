// docs/ci.md and action.yml: what they show can be read by its reader, and names options and formats that exist.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { formatOfFile, formatSpec, isFormat } from '../../src/report/formats.ts';
import { parseBaseline } from '../../src/syntax/baseline/parse.ts';
import { withFiles } from '../cli/fake-terminal.ts';
import { LOCKS } from '../cli/models.ts';
import { blocksOf } from './blocks.ts';

const page = readFileSync('docs/ci.md', 'utf8');
const blocks = blocksOf(page);
const textOf = (language: string, n = 0) =>
  blocks.filter(block => block.info === language)[n]?.text ?? '';

/** The words after `mcheck.js` as mcheck reads them; wrong words fail. */
function expectReadable(words: readonly string[]): void {
  const parsed = parseArguments(words);
  expect(parsed, words.join(' ')).toMatchObject({ kind: 'run' });
  if (parsed.kind !== 'run') return;
  const format = parsed.args.values.get('format')?.[0];
  if (format !== undefined) expect(isFormat(format)).toBe(true);
  const output = parsed.args.values.get('output')?.[0];
  if (output !== undefined && format === undefined) expect(formatOfFile(output)).not.toBeNull();
}

describe('docs/ci.md', () => {
  it('lists formats that exist, with their endings', () => {
    const rows = page.matchAll(/^\| `(\w+)` \| (?:`([^`]+)`)? ?\|/gm);
    const listed = [...rows].map(([, format = '', ending]) => {
      expect(isFormat(format)).toBe(true);
      if (ending !== undefined) expect(formatOfFile(`result${ending}`)).toBe(format);
      return format;
    });
    expect(listed).toEqual(['junit', 'tap', 'codequality', 'sarif', 'github', 'html', 'json']);
  });

  it('names the formats of the gate', () => {
    const [, named = ''] = /`mcheck gate` knows ([^.]*) itself/s.exec(page) ?? [];
    const formats = [...named.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    expect(formats.length).toBeGreaterThan(4);
    for (const name of formats) {
      if (!isFormat(name)) throw new Error(name);
      expect(formatSpec(name).shows).toContain('gate');
    }
  });

  it('has a GitLab job that runs', () => {
    const [job] = Object.values<{ script: string[]; artifacts: { reports: object } }>(
      parse(textOf('yaml')),
    );
    const lines = job?.script.filter(line => line.includes('mcheck.js')) ?? [];
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const [, words = ''] = /mcheck\.js ([^|]*)/.exec(line) ?? [];
      expectReadable(words.trim().split(/\s+/));
    }
    expect(Object.keys(job?.artifacts.reports ?? {})).toEqual(['junit', 'codequality']);
  });

  it('has a line for meson that mcheck reads', () => {
    const meson = textOf('meson');
    expect(meson).toContain("protocol: 'tap'");
    const [, args = ''] = /args: \[(.*)\]/.exec(meson) ?? [];
    expectReadable(args.split(',').map(word => /'([^']*)'/.exec(word)?.[1] ?? ''));
  });

  it('has a workflow that uses the inputs of the action', () => {
    const workflow = parse(textOf('yaml', 1));
    const step = workflow.jobs.mcheck.steps.find((one: Step) => one.uses === './mcheck');
    const { inputs } = parse(readFileSync('action.yml', 'utf8'));
    for (const name of Object.keys(step.with)) expect(Object.keys(inputs)).toContain(name);
    expectReadable(step.with.command.split(' '));
  });

  it('has a baseline that can be read', () => {
    const { entries, diagnostics } = parseBaseline(
      sourceFile('example.baseline', textOf('baseline')),
    );
    expect(diagnostics).toEqual([]);
    expect(entries).toHaveLength(3);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly id?: string;
}

describe('action.yml', () => {
  const action = parse(readFileSync('action.yml', 'utf8'));
  const steps: readonly Step[] = action.runs.steps;

  it('is a composite action whose outputs come from a step', () => {
    expect(action.runs.using).toBe('composite');
    expect(action.outputs['exit-code'].value).toContain('steps.mcheck.outputs.exit-code');
    expect(steps.map(({ id }) => id)).toContain('mcheck');
    for (const { run, shell } of steps) if (run !== undefined) expect(shell).toBe('bash');
    expect(existsSync('bin/mcheck.js')).toBe(true);
  });

  it('puts no input into the text of a script', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  it('runs scripts that bash can read, with words that mcheck can', () => {
    for (const { run } of steps) {
      if (run === undefined) continue;
      execFileSync('bash', ['-n', '-c', run]);
      for (const [, words = ''] of run.matchAll(/node "\$MCHECK" ([^|\n]*)/g)) {
        expectReadable(
          words
            .replaceAll(/"\$\{words\[@\]\}"/g, 'a.mig')
            .replaceAll('"', '')
            .trim()
            .split(/\s+/),
        );
      }
    }
  });

  it('annotates, sums up, saves SARIF, and ends with the code of mcheck', () =>
    withFiles({ 'locks.mig': LOCKS, output: '', summary: '' }, async path => {
      const { run = '' } = steps.find(({ id }) => id === 'mcheck') ?? {};
      const done = spawnSync('bash', ['-e', '-c', run], {
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          MCHECK: 'bin/mcheck.js',
          MCHECK_COMMAND: `${path('locks.mig')} --variant fix=none`,
          MCHECK_SARIF: path('mcheck.sarif'),
          RUNNER_TEMP: path('.'),
          GITHUB_OUTPUT: path('output'),
          GITHUB_STEP_SUMMARY: path('summary'),
        },
      });
      expect(done.status).toBe(1);
      expect(done.stdout).toMatch(/^::error file=\S*locks\.mig,line=\d+,title=mcheck%3A DEADLOCK/);
      expect(readFileSync(path('output'), 'utf8')).toBe('exit-code=1\n');
      expect(readFileSync(path('summary'), 'utf8')).toMatch(
        /^### mcheck: \d properties, 1 violated/,
      );
      expect(JSON.parse(readFileSync(path('mcheck.sarif'), 'utf8')).runs[0].results).toHaveLength(
        1,
      );
    }));
});
