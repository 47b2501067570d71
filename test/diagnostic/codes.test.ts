// Every code of the catalogue has a model that shows it: `codes/MCxxxx.mig`, or a text made below where a
// file would be too large; codes of specs have a `codes/MCxxxx.spec`, those of baselines a `.baseline`. The golden beside it holds the source and the message as the user reads them.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, type Code } from '../../src/diagnostic/catalogue.ts';
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import { renderDiagnostics } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { type ModelShape, unknownNames } from '../../src/gate/model-shape.ts';
import { type ChoiceRequest, lower } from '../../src/ir/lower.ts';
import { checkModel } from '../../src/semantics/check-model.ts';
import { parseBaseline } from '../../src/syntax/baseline/parse.ts';
import { parse } from '../../src/syntax/parse.ts';
import { parseSpec } from '../../src/syntax/spec/parse.ts';

/** Texts too large for a file. */
const MADE: Partial<Record<Code, () => string>> = {
  MC1015: () => Array.from({ length: 25 }, (_, i) => `const ${i}\n`).join(''),
  MC4001: () => `// ${'x'.repeat(1_000_000)}\n`,
  MC4002: () => '\n'.repeat(20_001),
  MC4003: () => `protocol p\nconst N = ${'('.repeat(101)}1${')'.repeat(101)}\n`,
};

/** What is asked for on the command line. */
const REQUESTS: Partial<Record<Code, ChoiceRequest>> = {
  MC3101: { variant: { fix: 'mergd' }, params: {} },
  MC3102: { variant: {}, params: { PAGES: 9 } },
};

/** Shown by the tests of the room that reports them, because they need files. */
const ELSEWHERE: readonly Code[] = ['MC1207', 'MC4201', 'MC4202'];

/** The model of the specs. */
const SHAPE: ModelShape = {
  variants: [{ name: 'fix', values: ['none', 'merged'] }],
  params: ['PAGES'],
  properties: ['deadlock', 'errors', 'assertions'],
};

const codes = (Object.keys(CATALOGUE) as Code[]).filter(code => !ELSEWHERE.includes(code));

describe('diagnostic codes', () => {
  it.each(codes)('%s', async code => {
    const [name, source] = sourceOf(code);
    const found = diagnoseFile(name, source, REQUESTS[code]);
    expect(found.map(one => one.code)).toContain(code);
    for (const one of found) {
      expect(one.span.file.text).toBe(source);
      expect(one.span.start).toBeLessThanOrEqual(one.span.end);
      expect(one.message).not.toMatch(/undefined|\[object|\.$/);
    }
    if (MADE[code] !== undefined) return;
    const golden = `${source}\n${'-'.repeat(70)}\n${renderDiagnostics(found)}`;
    await expect(golden).toMatchFileSnapshot(`codes/${code}.golden`);
  });
});

function sourceOf(code: Code): [name: string, text: string] {
  const made = MADE[code];
  if (made !== undefined) return [`${code}.mig`, made()];
  const ending = code.startsWith('MC12') ? 'spec' : code.startsWith('MC13') ? 'baseline' : 'mig';
  const name = `${code}.${ending}`;
  const path = new URL(`codes/${name}`, import.meta.url);
  expect(existsSync(path), `${code} has no fixture test/diagnostic/codes/${name}`).toBe(true);
  return [name, readFileSync(path, 'utf8')];
}

function diagnoseFile(name: string, source: string, request?: ChoiceRequest) {
  if (name.endsWith('.spec')) return diagnoseSpec(name, source);
  if (name.endsWith('.baseline')) return parseBaseline(sourceFile(name, source)).diagnostics;
  return diagnose(name, source, request);
}

function diagnoseSpec(path: string, text: string): readonly Diagnostic[] {
  const { tree, diagnostics } = parseSpec(sourceFile(path, text));
  return tree === null ? diagnostics : unknownNames(tree, SHAPE);
}

/** The diagnostics of the first stage that has errors; warnings come along. */
function diagnose(
  path: string,
  text: string,
  request: ChoiceRequest = { variant: {}, params: {} },
): Diagnostic[] {
  const { tree, diagnostics } = parse(sourceFile(path, text));
  if (tree === null || hasError(diagnostics)) return [...diagnostics];
  const checked = checkModel([tree]);
  const all = [...diagnostics, ...checked.diagnostics];
  if (checked.model === null) return all;
  return [...all, ...lower(checked.model, request).diagnostics];
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(one => one.severity === 'error');
}
