// Where another thread takes over. In: a timeline. Out: the steps, ascending; steps of the network and of the
// environment are nobody's.

import type { Timeline } from '../../explain/timeline.ts';

export function switchSteps({ steps }: Pick<Timeline, 'steps'>): number[] {
  const found: number[] = [];
  let current: number | null = null;
  for (const { n, lane, partner, kind } of steps) {
    if (lane === null || kind === 'delivery' || kind === 'notice') continue;
    if (current !== null && (lane === current || partner === current)) continue;
    if (current !== null) found.push(n);
    current = lane;
  }
  return found;
}
