// Strings of a model inside of other formats. In: any string. Out: text that these formats read back as it was shown on
// the screen; what could steer a terminal or turn the direction of text is written as an escape first.

import { escapeText } from '../diagnostic/escape.ts';

const XML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For the text and the attributes of XML, in one line. */
export function xmlText(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, char => XML[char] ?? char);
}

/** For Markdown: nothing in it is markup, and no line is begun. */
export function markdownText(text: string): string {
  return escapeText(text).replace(/[\\`*_{}[\]<>()#+\-.!|~$&:@]/g, char =>
    char === '<' ? '&lt;' : char === '&' ? '&amp;' : char === '@' ? '&#64;' : `\\${char}`,
  );
}

/** A fenced block; the fence is longer than any run of backticks in it. */
export function markdownBlock(text: string, language: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map(run => run.length + 1)));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}\n`;
}

/** The lines of a text that ends in a newline. */
export function lines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** JSON with a final newline; what could steer a terminal is written as JSON's own escapes and reads back the same. */
export function jsonLines(value: unknown, indent: number): string {
  const text = JSON.stringify(value, null, indent);
  return `${text.replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, unicodeEscape)}\n`;
}

function unicodeEscape(char: string): string {
  const units = Array.from({ length: char.length }, (_, i) => char.charCodeAt(i));
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
