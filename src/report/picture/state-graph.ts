// A state graph as Graphviz DOT. In: a space, the result it is about. Out: DOT, or why there is none. A circle is a
// state, an arrow an action; red states violate, orange ones leave no way to a goal, thick ones lie on the trace.

import {
  MOST_NODES,
  type StateNode,
  type StatePicture,
  statePicture,
} from '../../explain/state-picture.ts';
import type { PropertyResult } from '../../verdict/result.ts';
import type { Space } from '../../verdict/space.ts';
import type { Rendering } from '../report.ts';
import { clip } from './markup.ts';

const LONGEST = 60;
const LONGEST_TIP = 2000;

export function stateGraphDot(space: Space, result: PropertyResult | null): Rendering {
  const found = statePicture(space, result);
  if ('nodes' in found) return { text: dotText(space.system.program.name, found) };
  const { states } = space.graph;
  const rest =
    found.steps === 0
      ? 'and none of its states is lost'
      : 'and the steps into states without a way back are too many as well';
  return {
    nothing: `${states} states are too many to draw: format dot draws up to ${MOST_NODES}, ${rest}; choose smaller parameters`,
  };
}

function dotText(name: string, picture: StatePicture): string {
  const title = picture.whole ? name : `${name}: steps after which there is no way back`;
  return [
    'digraph states {',
    `  graph [rankdir=TB, label=${quoted(clip(title, LONGEST))}, labelloc=t, fontname="sans-serif"];`,
    '  node [shape=circle, style=filled, fillcolor="#ffffff", fontname="sans-serif", fontsize=10];',
    '  edge [fontname="sans-serif", fontsize=9, color="#5d6878"];',
    ...picture.nodes.map((node, n) => `  n${n} [${attributes(node, n).join(', ')}];`),
    ...picture.edges.map(({ from, to, action, loses }) => {
      const colour = loses ? ', color="#b3541e", penwidth=2' : '';
      return `  n${from} -> n${to} [label=${quoted(clip(action, LONGEST))}${colour}];`;
    }),
    '}',
    '',
  ].join('\n');
}

function attributes({ kind, onTrace, differs, depth }: StateNode, n: number): string[] {
  const tip = differs.length === 0 ? 'initial state' : differs.join('; ');
  return [
    `label="${n}"`,
    `tooltip=${quoted(clip(tip, LONGEST_TIP))}`,
    ...(depth === 0 ? ['shape=doubleoctagon'] : []),
    ...(kind === 'violating' ? ['shape=doublecircle', 'fillcolor="#f5b7b1"'] : []),
    ...(kind === 'doomed' ? ['fillcolor="#fbe0c4"'] : []),
    ...(onTrace ? ['penwidth=3'] : []),
  ];
}

/** In a quoted string of DOT only the quote and the backslash mean something, in one that is drawn HTML does not. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
