// docs/language.md is true: its models give what their comments say, its pieces parse, its commands print what
// is shown. `npm run docs` writes the models of docs/tutorial/ and the answers of commands into the page.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { checkModel } from '../../src/semantics/check-model.ts';
import { parse } from '../../src/syntax/parse.ts';
import { mcheck } from '../cli/fake-terminal.ts';
import { type Expectation, expectationsOf, runModel } from '../models/run-model.ts';
import { type Block, blocksOf, withBlocks } from './blocks.ts';

const PAGE = 'docs/language.md';
const page = readFileSync(PAGE, 'utf8');
const blocks = blocksOf(page);
const models = blocks.filter(({ info, text }) => info === 'mig' && text.startsWith('// run'));
const pieces = blocks.filter(
  ({ info, text }) => /^mig\b/.test(info) && !/^\/\/ (run|file)/.test(text),
);

const folder = mkdtempSync(join(tmpdir(), 'mcheck-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the models of the page', () => {
  it('are there', () => {
    expect(models.length).toBeGreaterThan(15);
    expect(pieces.length).toBeGreaterThan(2);
  });

  for (const block of models) {
    const expectations = expectationsOf(block.text.replaceAll(/^\/\/ run/gm, '// expect'));

    it(`line ${block.line}: is right without a warning`, () => {
      expect(diagnosticsOf(withProtocol(block.text))).toBe('');
    });

    it.each(expectations)(`line ${block.line}: $text`, async expectation => {
      const path = join(folder, `line-${block.line}.mig`);
      writeFileSync(path, withProtocol(block.text));
      expect(await observed(path, expectation)).toEqual(wanted(expectation));
    });
  }
});

describe('the pieces of the page', () => {
  it.each(pieces)('line $line: parses', ({ info, text }) => {
    const { tree, diagnostics } = parse(sourceFile('piece.mig', wrapped(info, text)));
    expect(renderDiagnostics(diagnostics)).toBe('');
    expect(tree).not.toBeNull();
  });
});

describe('the page', () => {
  it('shows what the commands print (npm run docs)', async () => {
    await expect(await withBlocks(page, filled)).toMatchFileSnapshot(join('../..', PAGE));
  });

  it('links to headings that exist', () => {
    const headings = new Set(
      [...page.matchAll(/^#+ (.*)$/gm)].map(match => anchor(match[1] ?? '')),
    );
    const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(match => match[1]);
    expect(links.filter(link => !headings.has(link ?? ''))).toEqual([]);
  });
});

function withProtocol(text: string): string {
  return `protocol example\n${text}\n`;
}

function diagnosticsOf(text: string): string {
  const parsed = parse(sourceFile('example.mig', text));
  if (parsed.tree === null) return renderDiagnostics(parsed.diagnostics);
  return renderDiagnostics([...parsed.diagnostics, ...checkModel([parsed.tree]).diagnostics]);
}

async function observed(path: string, { choices, counts }: Expectation) {
  const result = await runModel(path, choices);
  const violated = result.properties
    .filter(({ verdict }) => verdict === 'violated')
    .map(({ property }) => property.name);
  const named = Object.keys(counts) as (keyof typeof counts)[];
  const counted = Object.fromEntries(named.map(name => [name, result.stats[name]]));
  return { verdict: result.verdict, violated: violated.sort(), ...counted };
}

function wanted({ verdict, violated, counts }: Expectation) {
  return { verdict, violated, ...counts };
}

/** `mig thread` stands in a thread; `mig` alone is a file. */
function wrapped(info: string, text: string): string {
  if (info === 'mig thread') return `protocol p\nhost h {\nthread t {\n${text}\n}\n}\n`;
  return /^\s*protocol\b/m.test(text) ? text : withProtocol(text);
}

/** What belongs into a block: a file that it names, the answers to its commands, or what it holds. */
async function filled({ info, text }: Block): Promise<string> {
  const file = /^\/\/ file: (\S+)/.exec(text);
  if (file !== null) return `${file[0]}\n${readFileSync(file[1] as string, 'utf8').trimEnd()}`;
  if (info !== 'console') return text;
  const commands = text.split('\n').filter(line => line.startsWith('$ npx mcheck '));
  const answers = [];
  for (const command of commands) answers.push(command, await answerTo(command));
  return answers.join('\n');
}

async function answerTo(command: string): Promise<string> {
  const words = command.split(' ').slice(3);
  const { out, err } = await mcheck(words);
  return `${out}${err}`.trimEnd();
}

/** As GitHub makes them. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(/\s/g, '-');
}
