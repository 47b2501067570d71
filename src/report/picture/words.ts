// What pictures say in words: title, end, no way back. In: a story, the run's context. Out: single lines.

import type { Ending } from '../../explain/ending.ts';
import type { Story } from '../../explain/story.ts';
import { alternatives } from '../../explain/wording.ts';
import type { ChartWords } from './chart.ts';

export function chartWords(story: Story): ChartWords {
  return { mark: markText(story), end: endText(story.ending), well: endsWell(story.ending) };
}

/** The step below which the mark stands; null where none does. */
export function markStep({ noReturn }: Story): number | null {
  return noReturn === null || noReturn.usedUp.length > 0 || noReturn.step === 0
    ? null
    : noReturn.step;
}

function markText({ noReturn }: Story): string {
  const instead = noReturn?.instead ?? [];
  const could =
    instead.length === 0
      ? ''
      : `; could have run ${alternatives(instead, 3, 'other actions')} instead`;
  return `no way back${could}`;
}

function endsWell(ending: Ending): boolean {
  if (ending.kind !== 'bound') return ending.kind === 'reached';
  return ending.limit === null || (ending.value ?? 0) <= ending.limit;
}

export function endText(ending: Ending): string | null {
  switch (ending.kind) {
    case 'hang':
      return 'hang';
    case 'failure':
      return `${ending.assertion ? 'assertion fails' : 'error'}: ${ending.message}`;
    case 'false':
      return `false: ${ending.text}`;
    case 'impossible':
      return `out of reach: ${ending.text}`;
    case 'order':
      return `wrong order: ${ending.text}`;
    case 'reached':
      return null;
    case 'bound': {
      const { value, limit } = ending;
      if (value === null) return null;
      return limit !== null && value > limit
        ? `${value}, the limit is ${limit}`
        : `largest value: ${value}`;
    }
  }
}
