// `--format aut`: the state graph in the Aldebaran format of CADP, mCRL2 and LTSmin. In: a report. Out: a header with exact
// counts and a line per transition. An action that goes wrong leads to one more state, the last.

import { escapeText } from '../../diagnostic/escape.ts';
import type { Action } from '../../ir/program.ts';
import type { Space } from '../../verdict/space.ts';
import { type Renderer, runsOf } from '../report.ts';

export const aut: Renderer = {
  check: async report => {
    const [first, ...others] = runsOf(report);
    if (first === undefined) return { nothing: 'there is no run' };
    if (others.length > 0) {
      return { nothing: 'format aut shows one program; choose one variant and one value each' };
    }
    const space = await first.one.space();
    return typeof space === 'string' ? { nothing: space } : autText(space);
  },
};

/** A text of JavaScript holds no more than half a gigabyte. */
const MOST_TRANSITIONS = 5_000_000;

function autText({ system, graph }: Space) {
  const { states, first, target, action, failing } = graph;
  const transitions = target.length + failing.length;
  if (transitions > MOST_TRANSITIONS) {
    return { nothing: `${transitions} transitions; format aut writes up to ${MOST_TRANSITIONS}` };
  }
  const labels = system.program.actions.map(labelOf);
  const count = states + (failing.length > 0 ? 1 : 0);
  const written = [`des (0,${transitions},${count})`];
  let failure = 0;
  for (let state = 0; state < states; state++) {
    const stop = first[state + 1] as number;
    for (let edge = first[state] as number; edge < stop; edge++) {
      written.push(`(${state},${labels[action[edge] as number]},${target[edge]})`);
    }
    // Sorted by state.
    for (let one = failing[failure]; one?.state === state; one = failing[++failure]) {
      written.push(`(${state},${labels[one.action]},${states})`);
    }
  }
  return { text: `${written.join('\n')}\n` };
}

/** `"src.main.take(c=1)"`; labels have no escapes, so quotes of a value become apostrophes. */
function labelOf({ path, bindings }: Action): string {
  const values = bindings.map(({ name, value }) => `${name}=${value}`).join(',');
  const label = values === '' ? path : `${path}(${values})`;
  return `"${escapeText(label).replaceAll('"', "'")}"`;
}
