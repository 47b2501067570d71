// Diagnostics as text for people. In: diagnostics, and how to colour a part (by default not at all). Out:
// lines: what is wrong, the place with its source line marked, then why and what to do. Prints nothing.

import type { Diagnostic } from './diagnostic.ts';
import { escapeText } from './escape.ts';
import { lineText, positionAt, type Span } from './source.ts';

/** The parts a terminal may colour. */
export type Part = 'error' | 'warning' | 'message' | 'place' | 'marker' | 'label';

export type Style = (part: Part, text: string) => string;

const plainStyle: Style = (_part, text) => text;

/** Longer source lines are cut around the marked place. */
const WIDTH = 120;

/** All of them, in the order given, with an empty line between two; ends with a newline unless empty. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  style: Style = plainStyle,
): string {
  return diagnostics.map(diagnostic => renderDiagnostic(diagnostic, style)).join('\n');
}

/** One diagnostic, ending with a newline. */
export function renderDiagnostic(diagnostic: Diagnostic, style: Style = plainStyle): string {
  const { severity, code, message, span, related = [], why, help } = diagnostic;
  const lines = [
    `${style(severity, `${severity}[${code}]`)}${style('message', `: ${escapeText(message)}`)}`,
    ...frame(span, '-->', style),
    ...related.flatMap(one => [
      `  ${style('label', 'see:')} ${escapeText(one.message)}`,
      ...frame(one.span, '-->', style),
    ]),
  ];
  if (why !== undefined) lines.push(`  ${style('label', 'why:')} ${escapeText(why)}`);
  if (help !== undefined) lines.push(`  ${style('label', 'help:')} ${escapeText(help)}`);
  return `${lines.join('\n')}\n`;
}

/** `path:line:column` of the start of a span. */
export function placeOf(span: Span): string {
  const { line, column } = positionAt(span.file, span.start);
  return `${escapeText(span.file.path)}:${line}:${column}`;
}

function frame(span: Span, arrow: string, style: Style): string[] {
  const { line, column } = positionAt(span.file, span.start);
  const text = lineText(span.file, line);
  const from = Math.min(column - 1, text.length);
  const length = Math.max(1, Math.min(span.end - span.start, text.length - from));
  const cut = window(text, from, length);
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  const before = escapeText(text.slice(cut.start, from));
  const marked = escapeText(text.slice(from, Math.min(from + length, cut.end)));
  const after = escapeText(text.slice(Math.min(from + length, cut.end), cut.end));
  const lead = cut.start > 0 ? '...' : '';
  const tail = cut.end < text.length ? '...' : '';
  const indent = ' '.repeat(width(lead) + width(before));
  return [
    `${gutter} ${style('place', `${arrow} ${placeOf(span)}`)}`,
    `${number} | ${lead}${before}${marked}${after}${tail}`.trimEnd(),
    `${gutter} | ${indent}${style('marker', '^'.repeat(Math.max(1, width(marked))))}`,
  ];
}

/** The part of a line that is shown. */
function window(text: string, from: number, length: number): { start: number; end: number } {
  if (text.length <= WIDTH) return { start: 0, end: text.length };
  const start = Math.max(0, Math.min(from - 40, text.length - WIDTH));
  return {
    start,
    end: Math.min(text.length, Math.max(start + WIDTH, Math.min(from + length, start + 2 * WIDTH))),
  };
}

/** Columns on a terminal, near enough: East Asian wide characters take two, combining ones none. */
function width(text: string): number {
  let columns = 0;
  for (const char of text) {
    if (/\p{M}/u.test(char)) continue;
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return columns;
}
