// The result of a gate as text. In: results of specs. Out: a row per case, what differs below it, warnings, and a
// summary as the last line. No row is wider than 100 columns where its words allow it.

import { escapeText } from '../diagnostic/escape.ts';
import { positionAt } from '../diagnostic/source.ts';
import type { ObservedProperty } from '../gate/observation.ts';
import { type CaseResult, type GateSummary, type SpecResult, summarise } from '../gate/run-gate.ts';
import { COUNTS, type SpecCase } from '../syntax/spec/tree.ts';
import { commandLines } from './command.ts';
import type { Role, Style } from './layout.ts';
import { counted, hang, PLAIN } from './layout.ts';

const WIDEST = 100;

const WORDS: Readonly<Record<CaseResult['outcome'], readonly [word: string, role: Role]>> = {
  met: ['met', 'holds'],
  contradicted: ['CONTRADICTED', 'violated'],
  undecided: ['UNDECIDED', 'unknown'],
  skipped: ['skipped', 'dim'],
};
const WORD_WIDTH = 12;

export function gateText(results: readonly SpecResult[], style: Style = PLAIN): string {
  const summary = summarise(results);
  const lines = results.flatMap(result => [...specLines(result, style), '']);
  const wrong = results.flatMap(({ cases }) => cases).find(one => isWrong(one));
  if (wrong !== undefined) {
    const command = ['mcheck', 'gate', wrong.spec.tree.file.path, '--explain', choiceName(wrong)];
    lines.push(...commandLines('Why:  ', command));
  }
  lines.push(summaryLine(summary, style));
  return `${lines.join('\n')}\n`;
}

/** Where each case that is not met stands, and the summary: one line each. */
export function gateLines(results: readonly SpecResult[]): string[] {
  const wrong = results.flatMap(({ cases }) => cases).filter(isWrong);
  return [...wrong.map(one => escapeText(wrongLine(one))), summaryLine(summarise(results), PLAIN)];
}

/** What a case chooses, as the spec writes it. */
export function choiceName({ expected }: Pick<CaseResult, 'expected'>): string {
  const { choices } = expected;
  return choices.length === 0
    ? 'defaults'
    : choices.map(({ name, value }) => `${name.text}=${value.text}`).join(' ');
}

/** `violated deadlock cause a1a331173677  accepted_before_load`, as a spec writes it. */
export function expectedText(expected: SpecCase): string {
  const names = expected.violated.map(({ name, causes }) => named(name.text, causes ?? []));
  const unknown = expected.unknown.map(({ text }) => text);
  return outcomeText(expected.verdict, names.join('  '), unknown, countsText(expected.counts));
}

/** The same of what was found, causes included; null where nothing was run. */
export function foundText({ found, expected }: CaseResult): string | null {
  if (found === null) return null;
  const withVerdict = (verdict: ObservedProperty['verdict']) =>
    found.properties.filter(one => one.verdict === verdict);
  const names = withVerdict('violated').map(({ name, causes }) => named(name, causes));
  const unknown = withVerdict('unknown').map(({ name }) => name);
  const asked = COUNTS.filter(name => expected.counts[name] !== undefined);
  const counts = Object.fromEntries(asked.map(name => [name, found.counts[name]]));
  return outcomeText(found.verdict, names.join('  '), unknown, countsText(counts));
}

/** `specs/a.spec:12` */
export function placeOfCase({ expected }: Pick<CaseResult, 'expected'>): string {
  const { file, start } = expected.span;
  return `${file.path}:${positionAt(file, start).line}`;
}

function specLines({ spec, cases, notCovered }: SpecResult, style: Style): string[] {
  const { file, title } = spec.tree;
  const shown = cases.filter(one => one.outcome !== 'skipped');
  const width = Math.max(0, ...shown.map(one => escapeText(choiceName(one)).length));
  return [
    style('strong', escapeText(`${title.text}`)),
    ...hang('', escapeText(`${file.path}  ${spec.model.file}`), WIDEST),
    ...shown.flatMap(one => caseLines(one, width, style)),
    ...notCovered.map(value => `  warning: not covered by any case: ${escapeText(value)}`),
  ];
}

function caseLines(one: CaseResult, width: number, style: Style): string[] {
  const [word, role] = WORDS[one.outcome];
  const lead = `  ${escapeText(choiceName(one)).padEnd(width)}  `;
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
function fitted({ verdict, violated, unknown }: SpecCase, room: number): string {
  const names = violated.map(({ name }) => name.text);
  const rest = unknown.map(({ text }) => text);
  const whole = escapeText(outcomeText(verdict, names.join(', '), rest, ''));
  if (whole.length <= room) return whole;
  const all = names.length + rest.length;
  for (let shown = names.length; shown > 0; shown--) {
    const text = `${verdict} ${names.slice(0, shown).join(', ')} and ${all - shown} more`;
    if (shown < all && escapeText(text).length <= room) return escapeText(text);
  }
  return `${verdict} (${all})`;
}

function isWrong(one: CaseResult): boolean {
  return one.outcome === 'contradicted' || one.outcome === 'undecided';
}

function wrongLine(one: CaseResult): string {
  const [word] = WORDS[one.outcome];
  const why = one.differences.map(({ text }) => text).join('; ');
  return `${placeOfCase(one)}: ${word} ${choiceName(one)}: ${why}`;
}

function named(name: string, causes: readonly string[]): string {
  return causes.length === 0 ? name : `${name} cause ${causes.join(', ')}`;
}

function countsText(counts: SpecCase['counts']): string {
  return COUNTS.flatMap(name =>
    counts[name] === undefined ? [] : [`${name} ${counts[name]}`],
  ).join(' ');
}

function outcomeText(
  verdict: SpecCase['verdict'],
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

function summaryLine(summary: GateSummary, style: Style): string {
  const { cases, met, contradicted, undecided, skipped, outcome } = summary;
  const [word, role] = WORDS[outcome];
  const slow = skipped > 0 ? `; ${skipped} slow not run (--slow)` : '';
  const counts = `${counted(cases, 'case')}, ${met} met, ${contradicted} contradicted, ${undecided} undecided`;
  return `mcheck: gate ${style(role, word.toUpperCase())}  ${counts}${slow}`;
}
