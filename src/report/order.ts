// The answer to `order A B`: the word, and a shortest run each way. In: the answer, stories of its witnesses. Out:
// text of at most 72 columns.

import { escapeText } from '../diagnostic/escape.ts';
import type { Story } from '../explain/story.ts';
import type { OrderAnswer, OrderWord, RunResult } from '../verdict/result.ts';
import { storyLines } from './columns.ts';
import type { ScreenContext } from './context.ts';
import type { Style } from './layout.ts';
import { counted, hang, PLAIN } from './layout.ts';
import { choiceText } from './title.ts';

export interface AskedOrder {
  readonly run: RunResult;
  readonly first: string;
  readonly second: string;
  /** null where the space could not be explored. */
  readonly answer: OrderAnswer | null;
  readonly after: Story | null;
  readonly before: Story | null;
}

const MEANINGS: Readonly<Record<OrderWord, (first: string, second: string) => string>> = {
  ALWAYS: (first, second) => `${second} never comes before the first ${first}.`,
  NEVER: (first, second) => `${second} never comes after ${first}.`,
  EITHER: (first, second) => `${second} comes after ${first} in some runs, before it in others.`,
  UNREACHABLE: (first, second) => `${first} or ${second} never happens.`,
};

export function orderText(asked: AskedOrder, context: ScreenContext, style: Style = PLAIN): string {
  const { run, answer, after, before } = asked;
  const [first, second] = [escapeText(asked.first), escapeText(asked.second)];
  const title = hang('mcheck: ', orderLine(answer, context));
  const states = counted(run.stats.states, 'state');
  const lines = [
    ...title.map((line, i) =>
      i === 0 && answer ? line.replace(answer.word, style('strong', answer.word)) : line,
    ),
    `${states} (${run.complete ? 'complete' : 'not complete'})`,
    ...(answer === null ? [] : hang('', MEANINGS[answer.word](first, second))),
    ...witness(`${first}, then ${second}:`, after),
    ...witness(`${second}, and no ${first} before it:`, before),
  ];
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`;
}

/** `ALWAYS  models/x.mig  [fix: none]` */
export function orderLine(answer: OrderAnswer | null, context: ScreenContext): string {
  const parts = [answer?.word ?? 'unknown', context.file, choiceText(context)];
  return escapeText(parts.filter(part => part !== '').join('  '));
}

function witness(title: string, story: Story | null): string[] {
  return story === null ? [] : ['', ...hang('', title), ...storyLines(story)];
}
