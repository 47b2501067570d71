import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import { escapeText } from '../../src/diagnostic/escape.ts';
import { renderDiagnostic, renderDiagnostics } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';

function at(text: string, part: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const file = sourceFile('models/a.mig', text);
  const start = text.indexOf(part);
  return {
    code: 'MC2001',
    severity: 'error',
    span: { file, start, end: start + part.length },
    message: `unknown name '${part}'`,
    ...more,
  };
}

test('head, place, source line with a marker, then why and help', () => {
  const text = 'protocol p\nhost h {\n  a: x -> y  wait mian\n}\n';
  expect(renderDiagnostic(at(text, 'mian', { why: 'names are declared', help: 'main?' }))).toBe(
    `error[MC2001]: unknown name 'mian'
  --> models/a.mig:3:19
3 |   a: x -> y  wait mian
  |                   ^^^^
  why: names are declared
  help: main?
`,
  );
});

test('the gutter is as wide as the number of the line', () => {
  const text = `${'\n'.repeat(119)}here`;
  expect(renderDiagnostic(at(text, 'here')).split('\n').slice(1, 4)).toEqual([
    '    --> models/a.mig:120:1',
    '120 | here',
    '    | ^^^^',
  ]);
});

test('related places have a frame of their own', () => {
  const text = 'mutex m\nevent m';
  const first = { file: sourceFile('b.mig', text), start: 6, end: 7 };
  const related = [{ span: first, message: 'first declared here' }];
  expect(renderDiagnostic(at(text, 'event', { related }))).toContain(
    '  see: first declared here\n  --> b.mig:1:7\n1 | mutex m\n  |       ^\n',
  );
});

test('two diagnostics are divided by an empty line', () => {
  const one = at('abc', 'b');
  expect(renderDiagnostics([one, one])).toBe(`${renderDiagnostic(one)}\n${renderDiagnostic(one)}`);
  expect(renderDiagnostics([])).toBe('');
});

describe('what could steer a terminal is escaped', () => {
  test.each([
    ['a\tb', 'a\\tb'],
    ['\u001b[31m', '\\u{1b}[31m'],
    ['\0\u007f\u009b', '\\u{0}\\u{7f}\\u{9b}'],
    ['\u202eabc\u2028', '\\u{202e}abc\\u{2028}'],
    ['\ud800', '\\u{d800}'],
    ['größe \u{1f600}', 'größe \u{1f600}'],
  ])('%j', (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  test('the marker stands under the escaped text', () => {
    const [, , line, marker] = renderDiagnostic(at('\tx = \u0007y', 'y')).split('\n');
    expect(line).toBe('1 | \\tx = \\u{7}y');
    expect(marker?.indexOf('^')).toBe(line?.indexOf('y'));
  });

  test('also in paths and messages', () => {
    const file = sourceFile('a\u001b.mig', 'x');
    const text = renderDiagnostic({
      ...at('x', 'x'),
      span: { file, start: 0, end: 1 },
      message: 'bad \u0007',
    });
    expect(text).toContain('a\\u{1b}.mig:1:1');
    expect(text).toContain('bad \\u{7}');
  });
});

test('a place at the end of the text or of a line has a marker', () => {
  const file = sourceFile('a', 'ab\n');
  const show = (start: number) =>
    renderDiagnostic({ ...at('ab', 'a'), span: { file, start, end: start } });
  expect(show(2)).toContain('1 | ab\n  |   ^\n');
  expect(show(3)).toContain('2 |\n  | ^\n');
});

test('a span over several lines is marked on its first', () => {
  const file = sourceFile('a', 'abc\ndef');
  const text = renderDiagnostic({ ...at('abc', 'a'), span: { file, start: 1, end: 6 } });
  expect(text).toContain('1 | abc\n  |  ^^\n');
});

test('of a very long line only the surroundings are shown', () => {
  const text = `${'a'.repeat(5000)} here ${'b'.repeat(5000)}`;
  const lines = renderDiagnostic(at(text, 'here')).split('\n');
  expect(Math.max(...lines.map(line => line.length))).toBeLessThan(200);
  expect(lines[3]?.indexOf('^')).toBe(lines[2]?.indexOf('here'));
});

test('colours are left to the caller', () => {
  const text = renderDiagnostic(
    at('abc', 'b', { help: 'x' }),
    (part, inner) => `<${part} ${inner}>`,
  );
  expect(text).toContain('<error error[MC2001]><message : unknown name');
  expect(text).toContain('<marker ^>');
  expect(text).toContain('<label help:>');
});
