// A trace as a script for diagrams made of text: notes and messages in order. In: a timeline, its words. Out: events.
// How Mermaid or PlantUML write them down is theirs.

import type { Timeline } from '../../explain/timeline.ts';
import type { ChartWords } from './chart.ts';
import { clip } from './markup.ts';
import { foldedRows, IN_A_DIAGRAM } from './rows.ts';
import { switchSteps } from './switches.ts';

export type ScriptEvent =
  | { readonly kind: 'note'; readonly lane: number; readonly text: string }
  /** Across all lanes. */
  | { readonly kind: 'banner'; readonly text: string }
  | { readonly kind: 'message'; readonly from: number; readonly to: number; readonly text: string };

const LONGEST = 100;

export function scriptOf(
  timeline: Timeline,
  words: ChartWords,
  noReturn: number | null,
): ScriptEvent[] {
  const switches = switchSteps(timeline);
  const rows = foldedRows(timeline.steps.length, switches, noReturn, IN_A_DIAGRAM);
  const events = rows.flatMap((row): ScriptEvent[] => {
    switch (row.kind) {
      case 'step':
        return stepEvents(timeline, row.n);
      case 'fold':
        return [{ kind: 'banner', text: `steps ${row.from} to ${row.to} are left out` }];
      default:
        return [{ kind: 'banner', text: clip(words.mark, LONGEST) }];
    }
  });
  const waits = timeline.waits
    .filter(({ to }) => to >= timeline.steps.length)
    .map(({ lane, text }): ScriptEvent => ({ kind: 'note', lane, text: clip(text, LONGEST) }));
  const end: ScriptEvent[] =
    words.end === null ? [] : [{ kind: 'banner', text: clip(words.end, LONGEST) }];
  return [...events, ...waits, ...end];
}

/** What came in with the step, else the step; a message that is taken at once says it all. */
function stepEvents({ steps, arrows }: Timeline, n: number): ScriptEvent[] {
  const step = steps[n - 1];
  if (step === undefined) return [];
  const between = arrows.filter(({ from, to }) => to !== null && from.lane !== to.lane);
  const landing = between.filter(({ to }) => to?.step === n);
  const text = clip(`${n} ${step.text}`, LONGEST);
  if (landing.length > 0) {
    return landing.map(({ from, to }) => ({
      kind: 'message' as const,
      from: from.lane,
      to: to?.lane ?? from.lane,
      text: from.step < n ? clip(`${from.step}-${n} ${step.text}`, LONGEST) : text,
    }));
  }
  if (step.lane === null) return [{ kind: 'banner', text }];
  if (between.some(({ from, to }) => from.step === n && to?.step === n + 1)) return [];
  return [{ kind: 'note', lane: step.lane, text }];
}
