// `--format github`: annotations of a GitHub action, and Markdown for the summary of its step. In: a report. Out: workflow
// commands, one per finding; GitHub shows the first ten of a kind, so no more are written.

import { escapeText } from '../../diagnostic/escape.ts';
import { markdownBlock, markdownText } from '../escape.ts';
import { type Finding, findingsOf, findingText } from '../findings.ts';
import { gateLines, gateText, wrongCases } from '../gate.ts';
import { counted } from '../layout.ts';
import type { GateReport, Renderer, Rendering, RunReport } from '../report.ts';

export const github: Renderer = {
  check: runs,
  matrix: runs,
  gate,
};

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly message: string;
}

const LEVELS: readonly Level[] = ['error', 'warning', 'notice'];
const MOST_OF_A_LEVEL = 10;
/** GitHub cuts a summary at 1 MiB. */
const MOST_OF_A_SUMMARY = 1_000_000;

function runs(report: RunReport): Rendering {
  const findings = findingsOf(report);
  const annotations = findings.flatMap(annotationOf);
  return { text: commands(annotations), summary: summaryOf(findings) };
}

function annotationOf(finding: Finding): Annotation[] {
  const { result, accepted, place, message, run } = finding;
  if (result.verdict === 'holds') return [];
  const title = `mcheck: ${finding.title}  ${run}`;
  if (result.verdict === 'unknown') return [{ level: 'warning', ...place, title, message }];
  if (accepted !== null) {
    return [{ level: 'notice', ...place, title, message: `${message} (accepted: ${accepted})` }];
  }
  return [{ level: 'error', ...place, title, message: `${message}\n\n${findingText(finding)}` }];
}

function gate({ document }: GateReport): Rendering {
  const annotations = wrongCases(document).map(({ spec, one }): Annotation => {
    const message = one.differences.map(({ text }) => text).join('\n');
    return {
      level: one.outcome === 'contradicted' ? 'error' : 'warning',
      file: spec.file,
      line: one.line,
      title: `mcheck: gate ${one.outcome}  ${one.name}`,
      message,
    };
  });
  const summary = `### ${markdownText(gateLines(document).at(-1) ?? '')}\n\n`;
  return { text: commands(annotations), summary: summary + capped(gateText(document)) };
}

function commands(annotations: readonly Annotation[]): string {
  const written = LEVELS.flatMap(level => {
    const some = annotations.filter(one => one.level === level);
    const shown = some.slice(0, MOST_OF_A_LEVEL);
    const more = some.length - shown.length;
    const last = shown.pop();
    if (last === undefined) return [];
    const note = more === 0 ? '' : `\n\n(and ${counted(more, 'more finding')}; see the summary)`;
    return [...shown, { ...last, message: last.message + note }].map(command);
  });
  return written.map(line => `${line}\n`).join('');
}

/** GitHub's own escapes: `%`, line ends, and in properties `:` and `,`. */
function command({ level, file, line, title, message }: Annotation): string {
  const where = `file=${property(file)},line=${line},title=${property(title)}`;
  const text = message.trimEnd().split('\n').map(escapeText).join('\n');
  return `::${level} ${where}::${data(text)}`;
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(escapeText(text)).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

function summaryOf(findings: readonly Finding[]): string {
  const violated = findings.filter(({ result }) => result.verdict === 'violated');
  const open = violated.filter(({ accepted }) => accepted === null);
  const unknown = findings.filter(({ result }) => result.verdict === 'unknown');
  const counts = [
    counted(findings.length, 'property').replace('propertys', 'properties'),
    `${open.length} violated`,
    ...(violated.length > open.length ? [`${violated.length - open.length} accepted`] : []),
    `${unknown.length} unknown`,
  ];
  const rows = findings.map(
    one =>
      `| ${[one.run, one.result.property.name, verdictOf(one)].map(markdownText).join(' | ')} |`,
  );
  const table = ['| run | property | verdict |', '| --- | --- | --- |', ...rows].join('\n');
  const [first] = open;
  const story = first === undefined ? '' : `\n${capped(findingText(first))}`;
  return `### mcheck: ${counts.join(', ')}\n\n${capped(table, '')}\n${story}`;
}

function verdictOf({ result, accepted }: Finding): string {
  if (accepted !== null) return `violated, accepted: ${accepted}`;
  const steps = result.trace === null ? '' : ` after ${counted(result.trace.steps.length, 'step')}`;
  return result.verdict === 'violated' ? `violated${steps}` : result.verdict;
}

/** Half of what a summary may have: a table and a story fit side by side. */
function capped(text: string, fence: string | null = null): string {
  const most = MOST_OF_A_SUMMARY / 4;
  const cut = text.length <= most ? text : text.slice(0, text.lastIndexOf('\n', most));
  const note = cut === text ? '' : '\n(cut here)\n';
  return fence === null ? markdownBlock(cut, 'text') + note : cut + note;
}
