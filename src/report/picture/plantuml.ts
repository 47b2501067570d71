// A trace as a PlantUML sequence diagram. In: a timeline, its words. Out: text. Syntax:
// https://plantuml.com/sequence-diagram

import type { Timeline } from '../../explain/timeline.ts';
import type { ChartWords } from './chart.ts';
import { hostRuns } from './hosts.ts';
import { clip } from './markup.ts';
import { type ScriptEvent, scriptOf } from './script.ts';

const COLOURS = ['#E3ECFB', '#E4F3EA', '#F3EADB'];

export function plantumlText(
  timeline: Timeline,
  words: ChartWords,
  noReturn: number | null,
): string {
  const { lanes } = timeline;
  const participants = hostRuns(lanes).flatMap(({ host, members }, i) => {
    const lines = members.map(
      lane => `participant "${safe(clip(lanes[lane]?.name ?? '', 80))}" as L${lane}`,
    );
    if (host === null) return lines;
    return [`box "${safe(clip(host, 80))}" ${COLOURS[i % COLOURS.length]}`, ...lines, 'end box'];
  });
  const events = scriptOf(timeline, words, noReturn).map(lineOf);
  return `${['@startuml', 'hide footbox', ...participants, ...events, '@enduml'].join('\n')}\n`;
}

function lineOf(event: ScriptEvent): string {
  const text = safe(event.text);
  switch (event.kind) {
    case 'note':
      return `rnote over L${event.lane} : ${text}`;
    case 'banner':
      return `hnote across : ${text}`;
    case 'message':
      return `L${event.from} ->> L${event.to} : ${text}`;
  }
}

/** Everything that could be markup, as a code point in PlantUML's spelling. */
function safe(text: string): string {
  return text.replace(
    /[^A-Za-z0-9 .,()=]/gu,
    char => `<U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}
