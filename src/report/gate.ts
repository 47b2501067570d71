// The result of a gate as text. In: its document. Out: a row per case, what differs below it, warnings, and a
// summary as the last line. No row is wider than 100 columns where its words allow it.

import { escapeText } from '../diagnostic/escape.ts';
import type { ObservedProperty } from '../gate/observation.ts';
import { COUNTS } from '../syntax/spec/tree.ts';
import { commandLines } from './command.ts';
import type { GateDocument, GateDocumentCase, GateDocumentSpec } from './gate-json.ts';
import type { Role, Style } from './layout.ts';
import { counted, hang, PLAIN } from './layout.ts';

const WIDEST = 100;

const WORDS: Readonly<Record<GateDocumentCase['outcome'], readonly [word: string, role: Role]>> = {
  met: ['met', 'holds'],
  contradicted: ['CONTRADICTED', 'violated'],
  undecided: ['UNDECIDED', 'unknown'],
  skipped: ['skipped', 'dim'],
};
const WORD_WIDTH = 12;

export function gateText(gate: GateDocument, style: Style = PLAIN): string {
  const lines = gate.specs.flatMap(spec => [...specLines(spec, style), '']);
  const [wrong] = wrongCases(gate);
  if (wrong !== undefined) {
    const command = ['mcheck', 'gate', wrong.spec.file, '--explain', wrong.one.name];
    lines.push(...commandLines('Why:  ', command));
  }
  lines.push(summaryLine(gate, style));
  return `${lines.join('\n')}\n`;
}

/** Where each case that is not met stands, and the summary: one line each. */
export function gateLines(gate: GateDocument): string[] {
  const wrong = wrongCases(gate).map(({ spec, one }) => escapeText(wrongLine(spec, one)));
  return [...wrong, summaryLine(gate, PLAIN)];
}

/** The cases that are contradicted or undecided, with their specs. */
export function wrongCases(
  gate: GateDocument,
): { readonly spec: GateDocumentSpec; readonly one: GateDocumentCase }[] {
  return gate.specs.flatMap(spec => spec.cases.filter(isWrong).map(one => ({ spec, one })));
}

/** `violated deadlock cause a1a331173677  accepted_before_load`, as a spec writes it. */
export function expectedText(expected: GateDocumentCase['expected']): string {
  const names = expected.violated.map(({ name, causes }) => named(name, causes ?? []));
  return outcomeText(
    expected.verdict,
    names.join('  '),
    expected.unknown,
    countsText(expected.counts),
  );
}

/** The same of what was found, causes included; null where nothing was run. */
export function foundText({ found, expected }: GateDocumentCase): string | null {
  if (found === null) return null;
  const withVerdict = (verdict: ObservedProperty['verdict']) =>
    found.properties.filter(one => one.verdict === verdict);
  const names = withVerdict('violated').map(({ name, causes }) => named(name, causes));
  const unknown = withVerdict('unknown').map(({ name }) => name);
  const asked = COUNTS.filter(name => expected.counts[name] !== undefined);
  const counts = Object.fromEntries(asked.map(name => [name, found.counts[name]]));
  return outcomeText(found.verdict, names.join('  '), unknown, countsText(counts));
}

function specLines(spec: GateDocumentSpec, style: Style): string[] {
  const { cases, notCovered } = spec;
  const shown = cases.filter(one => one.outcome !== 'skipped');
  const width = Math.max(0, ...shown.map(one => escapeText(one.name).length));
  return [
    style('strong', escapeText(spec.title)),
    ...hang('', escapeText(`${spec.file}  ${spec.model.file}`), WIDEST),
    ...shown.flatMap(one => caseLines(one, width, style)),
    ...notCovered.map(value => `  warning: not covered by any case: ${escapeText(value)}`),
  ];
}

function caseLines(one: GateDocumentCase, width: number, style: Style): string[] {
  const [word, role] = WORDS[one.outcome];
  const lead = `  ${escapeText(one.name).padEnd(width)}  `;
  const marked = lead + style(role, word);
  const room = WIDEST - lead.length - WORD_WIDTH - 2;
  if (!isWrong(one)) {
    const gap = ' '.repeat(WORD_WIDTH - word.length + 2);
    return [`${marked}${gap}${fitted(one.expected, room)}`];
  }
  const found = foundText(one);
  const below = (text: string) =>
    hang('      ', escapeText(text), WIDEST).map(line => line.trimEnd());
  return [
    marked,
    ...below(`expected ${expectedText(one.expected)}`),
    ...(found === null ? [] : below(`found ${found}`)),
    ...one.differences.flatMap(({ text }) => below(text)),
  ];
}

/** A case that is as it should be gets one row: as many names as fit, no causes and no counts. */
function fitted(expected: GateDocumentCase['expected'], room: number): string {
  const { verdict, violated, unknown } = expected;
  const names = violated.map(({ name }) => name);
  const whole = escapeText(outcomeText(verdict, names.join(', '), unknown, ''));
  if (whole.length <= room) return whole;
  const all = names.length + unknown.length;
  for (let shown = names.length; shown > 0; shown--) {
    const text = `${verdict} ${names.slice(0, shown).join(', ')} and ${all - shown} more`;
    if (shown < all && escapeText(text).length <= room) return escapeText(text);
  }
  return `${verdict} (${all})`;
}

function isWrong(one: GateDocumentCase): boolean {
  return one.outcome === 'contradicted' || one.outcome === 'undecided';
}

function wrongLine(spec: GateDocumentSpec, one: GateDocumentCase): string {
  const [word] = WORDS[one.outcome];
  const why = one.differences.map(({ text }) => text).join('; ');
  return `${spec.file}:${one.line}: ${word} ${one.name}: ${why}`;
}

function named(name: string, causes: readonly string[]): string {
  return causes.length === 0 ? name : `${name} cause ${causes.join(', ')}`;
}

function countsText(counts: GateDocumentCase['expected']['counts']): string {
  return COUNTS.flatMap(name =>
    counts[name] === undefined ? [] : [`${name} ${counts[name]}`],
  ).join(' ');
}

function outcomeText(
  verdict: GateDocumentCase['expected']['verdict'],
  violated: string,
  unknown: readonly string[],
  counts: string,
): string {
  const parts = [
    verdict === 'unknown' ? '' : verdict,
    violated,
    unknown.length === 0 ? '' : `unknown ${unknown.join('  ')}`,
    counts,
  ];
  return parts.filter(part => part !== '').join(' ');
}

function summaryLine({ outcome, counts: found }: GateDocument, style: Style): string {
  const { cases, met, contradicted, undecided, skipped } = found;
  const [word, role] = WORDS[outcome];
  const slow = skipped > 0 ? `; ${skipped} slow not run (--slow)` : '';
  const counts = `${counted(cases, 'case')}, ${met} met, ${contradicted} contradicted, ${undecided} undecided`;
  return `mcheck: gate ${style(role, word.toUpperCase())}  ${counts}${slow}`;
}
