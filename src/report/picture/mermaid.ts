// A trace as a Mermaid sequence diagram, which code hosts draw in Markdown. In: a timeline, its words. Out: text.
// Syntax: https://mermaid.js.org/syntax/sequenceDiagram.html

import type { Timeline } from '../../explain/timeline.ts';
import type { ChartWords } from './chart.ts';
import { hostRuns } from './hosts.ts';
import { clip } from './markup.ts';
import { type ScriptEvent, scriptOf } from './script.ts';

const COLOURS = ['227,236,251', '228,243,234', '243,234,219'];

export function mermaidText(
  timeline: Timeline,
  words: ChartWords,
  noReturn: number | null,
): string {
  const { lanes } = timeline;
  const participants = hostRuns(lanes).flatMap(({ host, members }, i) => {
    const lines = members.map(
      lane => `  participant L${lane} as ${safe(clip(lanes[lane]?.name ?? '', 80))}`,
    );
    if (host === null) return lines;
    const colour = COLOURS[i % COLOURS.length] ?? '';
    return [
      `  box rgb(${colour}) ${safe(clip(host, 80))}`,
      ...lines.map(line => `  ${line}`),
      '  end',
    ];
  });
  const events = scriptOf(timeline, words, noReturn).map(
    event => `  ${lineOf(event, lanes.length)}`,
  );
  return `${['sequenceDiagram', ...participants, ...(lanes.length > 0 ? events : [])].join('\n')}\n`;
}

function lineOf(event: ScriptEvent, lanes: number): string {
  const text = safe(event.text);
  switch (event.kind) {
    case 'note':
      return `Note over L${event.lane}: ${text}`;
    case 'banner':
      return `Note over ${lanes > 1 ? `L0,L${lanes - 1}` : 'L0'}: ${text}`;
    case 'message':
      return `L${event.from}-)L${event.to}: ${text}`;
  }
}

/** Everything that could mean something to Mermaid or to HTML, as an entity in Mermaid's spelling. */
function safe(text: string): string {
  return text.replace(/[^A-Za-z0-9 _.,()/=-]/gu, char => `#${char.codePointAt(0)};`);
}
