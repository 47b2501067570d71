// Text of a model as text of XML or HTML. In: any string. Out: the same, safe between tags and inside quoted
// attributes, control characters and direction marks written as escapes.

import { escapeText } from '../../diagnostic/escape.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function markup(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, char => ENTITIES[char] ?? char);
}

/** At most `most` characters, the last one an ellipsis where something is left out. */
export function clip(text: string, most: number): string {
  const shown = escapeText(text);
  const characters = [...shown];
  return characters.length <= most
    ? shown
    : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
}

/** What a reader is told who points at the element it stands in. */
export function tooltip(text: string): string {
  return `<title>${markup(clip(text, 300))}</title>`;
}
