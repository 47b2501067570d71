// The first screen: what is violated, the story, why, and how to run it again. In: a run, its story, the
// model's identity. Out: text of at most 72 columns. It explains nothing itself and knows no terminal.

import { escapeText } from '../diagnostic/escape.ts';
import type { DatedValue, Ending, Maker, Place } from '../explain/ending.ts';
import type { NoReturnStory, Story } from '../explain/story.ts';
import type { Why } from '../explain/why.ts';
import type { PropertyResult, RunResult } from '../verdict/result.ts';
import { storyLines } from './columns.ts';
import { commandLines } from './command.ts';
import type { ScreenContext } from './context.ts';
import { coverageLines } from './coverage.ts';
import type { Style } from './layout.ts';
import { counted, hang, PLAIN, table, WIDTH, wrap } from './layout.ts';
import { choiceText, titleLines } from './title.ts';

/**
 * The screen of one run. `told` is the property whose trace is told: one that is violated, or a witness that
 * was asked for; null where there is nothing to tell.
 */
export function screen(
  run: RunResult,
  told: { readonly result: PropertyResult; readonly story: Story | null } | null,
  context: ScreenContext,
  style: Style = PLAIN,
): string {
  const lines = [
    ...titleLines(run, told?.result ?? null, context, style),
    ...factLines(factsOf(run, told?.story ?? null, context)),
    ...(told === null ? [] : acceptedLines(told.result, context)),
  ];
  if (told?.story) lines.push('', ...bodyLines(told.story, style));
  else if (told !== null) lines.push('', ...hang('', withoutTrace(told.result)));
  const rest = run.properties.filter(result => result !== told?.result);
  if (rest.length > 0) lines.push('', ...propertyLines(rest, context, style));
  if (run.coverage !== null) lines.push(...coverageLines(run.coverage));
  if (run.verdict !== 'holds' || told !== null) lines.push('', ...rerunLines(run, context));
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`;
}

/** One line per run: `violated  deadlock  models/x.mig  [fix: none]`. */
export function verdictLine(run: RunResult, context: ScreenContext): string {
  const violated = run.properties.filter(result => result.verdict === 'violated');
  const names = violated.map(({ property }) => property.name);
  const known = violated.length > 0 && violated.every(one => isAccepted(one, context));
  const what = run.verdict === 'unknown' ? ` (${limitText(run)})` : '';
  const verdict = known ? `${run.verdict} (accepted)` : `${run.verdict}${what}`;
  const parts = [verdict, names.join(','), context.file, choiceText(context)];
  return escapeText(parts.filter(part => part !== '').join('  '));
}

/** Facts side by side as long as they fit, so that none is torn apart. */
function factLines(facts: readonly string[]): string[] {
  const lines: string[] = [];
  let line = '';
  for (const fact of facts) {
    const longer = line === '' ? fact : `${line}; ${fact}`;
    if (line !== '' && longer.length >= WIDTH) {
      lines.push(`${line};`);
      line = fact;
    } else line = longer;
  }
  return [...lines, ...wrap(line, WIDTH)];
}

/** Steps, switches, no way back, states: what stands below the title. */
export function factsOf(run: RunResult, story: Story | null, context: ScreenContext): string[] {
  const facts: string[] = [];
  if (story !== null) {
    const length = story.shortest ? '' : ' (a shorter trace may exist)';
    facts.push(
      `${counted(story.steps, 'step')}, ${story.switches} switch${story.switches === 1 ? '' : 'es'}${length}`,
    );
    if (story.noReturn !== null) facts.push(noReturnFact(story.noReturn));
  }
  if (context.sampled !== undefined) return [...facts, context.sampled];
  const states = counted(run.stats.states, 'state');
  const complete = run.complete ? 'complete' : `not complete: ${limitText(run)}`;
  const { reductions } = run.stats;
  const reduced = reductions.length === 0 ? '' : `; reduced: ${reductions.join(', ')}`;
  facts.push(`${states} (${complete}${reduced})`);
  if (story === null) {
    facts.push(counted(run.stats.transitions, 'transition'), `depth ${run.stats.depth}`);
  }
  return [
    ...facts,
    ...(run.takenOver ? ['by the interpreter: this is more than can be compiled'] : []),
    ...run.refused.map(one => `not reduced (${one.name}): ${escapeText(one.reason)}`),
  ];
}

function noReturnFact({ step, usedUp }: NoReturnStory): string {
  if (usedUp.length > 0) return `bound reached: ${usedUp.join(', ')}`;
  return step === 0 ? 'no way back from the start' : `no way back after step ${step}`;
}

export function limitText(run: RunResult): string {
  switch (run.limit) {
    case 'first':
      return 'stopped at the first violation';
    case 'states':
      return 'limit of states reached';
    case 'memory':
      return 'limit of memory reached';
    case 'time':
      return 'limit of time reached';
    case 'interrupt':
      return 'interrupted';
    case null:
      return 'not decided';
  }
}

function bodyLines(story: Story, style: Style): string[] {
  const lines = [...storyLines(story), ...endingLines(story.ending, style)];
  if (story.why.length > 0) lines.push('', ...whyLines(story.why));
  if (story.whyOmitted > 0) lines.push(`  (and ${counted(story.whyOmitted, 'more thread')})`);
  return lines;
}

function endingLines(ending: Ending, style: Style): string[] {
  const mark = (text: string) => `     ${style('violated', `*** ${text} ***`)}`;
  switch (ending.kind) {
    case 'hang':
      return [mark('hang')];
    case 'failure':
      return [
        mark(ending.assertion ? 'assertion fails' : 'error'),
        '',
        ...hang('', `${escapeText(ending.message)}`),
        at(ending.place, style),
        ...valueLines(ending.values),
      ];
    case 'false':
      return [
        mark('false'),
        '',
        ...hang('', escapeText(ending.text)),
        at(ending.place, style),
        ...(ending.by === null ? [] : [madeFalse(ending.by)]),
        ...valueLines(ending.values),
      ];
    case 'reached':
      return [];
    case 'impossible':
      return [
        mark('out of reach'),
        '',
        ...hang('', escapeText(ending.text)),
        at(ending.place, style),
        ...valueLines(ending.values),
      ];
    case 'order':
      return [
        mark('wrong order'),
        '',
        ...hang('', escapeText(ending.text)),
        at(ending.place, style),
      ];
    case 'bound': {
      const { value, limit } = ending;
      if (value === null) return [];
      const exceeded = limit !== null && value > limit;
      return exceeded
        ? [mark(`${value}, the limit is ${limit}`)]
        : [`     largest value: ${value}`];
    }
  }
}

const MOST_VALUES = 10;

/** What the condition reads, and the step that made it so. */
function valueLines(values: readonly DatedValue[]): string[] {
  const shown = values.slice(0, MOST_VALUES);
  const more = values.length - shown.length;
  const rows = shown.map(({ name, value, since }) => [
    `  ${escapeText(name)}`,
    `= ${escapeText(value)}`,
    since === 0 ? 'from the start' : `since step ${since}`,
  ]);
  const lines = table(rows);
  const fit = lines.every(line => line.length <= WIDTH);
  const told = fit
    ? lines
    : rows.flatMap(([name = '', ...rest]) => hang(`${name} `, rest.join('  ')));
  return [...told, ...(more > 0 ? [`  (and ${more} more)`] : [])];
}

function madeFalse({ action, thread, line }: Maker): string {
  const where = thread === null ? action : `${action} in ${thread}`;
  return `  made false by ${escapeText(where)}, line ${line}`;
}

function at({ file, line }: Place, style: Style): string {
  return `  at ${style('place', `${escapeText(file)}:${line}`)}`;
}

/** Longer names stand on a line of their own. */
const WIDEST_NAME = 22;

/** The knot, and after it those that wait behind it. */
function whyLines(why: readonly Why[]): string[] {
  const width = Math.max(...why.map(one => escapeText(one.thread).length));
  const knot = why.filter(one => one.knot);
  const others = why.filter(one => !one.knot);
  const lines = (some: readonly Why[]) => some.flatMap(one => sentenceLines(one, width));
  if (knot.length === 0) return ['Why:', ...lines(others)];
  return [
    'Why:',
    ...lines(knot),
    ...(others.length === 0 ? [] : ['Also blocked:', ...lines(others)]),
  ];
}

function sentenceLines(one: Why, width: number): string[] {
  const beside = width <= WIDEST_NAME;
  const name = escapeText(one.thread);
  const indent = ' '.repeat(beside ? width + 4 : 6);
  return [
    ...(beside ? [] : [`  ${name}`]),
    ...hang(beside ? `  ${name.padEnd(width)}  ` : indent, escapeText(one.text)),
    ...one.notes.flatMap(note => hang(indent, `(${escapeText(note)})`)),
  ];
}

function withoutTrace(result: PropertyResult): string {
  const idle = result.property.kind === 'vacuity';
  if (idle) return 'Some of what the model declares is never exercised.';
  if (result.order !== null) return 'One of the two actions never fires, or never after the other.';
  return result.property.kind === 'reachable'
    ? `No reachable state satisfies ${escapeText(result.property.name)}.`
    : 'There is no trace to show.';
}

function propertyLines(
  results: readonly PropertyResult[],
  context: ScreenContext,
  style: Style,
): string[] {
  const rows = results.map(result => [
    `  ${escapeText(result.property.name)}`,
    result.verdict,
    [remarkOn(result), isAccepted(result, context) ? 'accepted' : '']
      .filter(part => part !== '')
      .join(', '),
  ]);
  return table(rows).map((line, i) => {
    const verdict = results[i]?.verdict ?? 'unknown';
    const name = rows[i]?.[0] ?? '';
    return name + line.slice(name.length).replace(verdict, style(verdict, verdict));
  });
}

function isAccepted({ property, verdict }: PropertyResult, { accepted }: ScreenContext): boolean {
  return verdict === 'violated' && accepted?.has(property.name) === true;
}

/** Why what is told is accepted. */
function acceptedLines(result: PropertyResult, context: ScreenContext): string[] {
  if (!isAccepted(result, context)) return [];
  return hang('accepted: ', escapeText(context.accepted?.get(result.property.name) ?? ''));
}

/** `after 12 steps`, `largest 3`; nothing where there is nothing to add. */
export function remarkOn(result: PropertyResult): string {
  const steps = result.trace === null ? null : counted(result.trace.steps.length, 'step');
  if (result.order !== null) return result.order.word;
  if (result.verdict === 'violated') return steps === null ? '' : `after ${steps}`;
  if (result.property.kind === 'bound' && result.value !== null) {
    return `${result.verdict === 'holds' ? 'largest' : 'seen'} ${result.value}`;
  }
  if (result.property.kind === 'reachable' && steps !== null) return `after ${steps}`;
  return '';
}

function rerunLines(run: RunResult, context: ScreenContext): string[] {
  const { variant } = run.program.choice;
  const label = 'fix' in variant ? 'Fixes:  ' : 'Matrix: ';
  const compares = run.verdict === 'violated' && Object.keys(variant).length > 0;
  return [
    ...commandLines('Re-run: ', context.rerun),
    // What to change: the variants are the changes that were proposed.
    ...(compares ? commandLines(label, ['mcheck', 'matrix', context.file]) : []),
    `Model:  sha256 ${context.sha256.slice(0, 12)}`,
  ];
}
