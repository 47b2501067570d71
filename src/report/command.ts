// A command line as text that a shell reads back. In: its words. Out: lines of at most 72 columns.

import { escapeText } from '../diagnostic/escape.ts';
import { WIDTH } from './layout.ts';

/** A command that can be copied: a line that goes on ends in a backslash. */
export function commandLines(lead: string, words: readonly string[]): string[] {
  const indent = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = lead;
  for (const word of words.map(shellWord)) {
    const started = line !== lead && line !== indent;
    if (started && line.length + 1 + word.length + 2 > WIDTH) {
      lines.push(`${line} \\`);
      line = indent;
    }
    line = line === lead || line === indent ? line + word : `${line} ${word}`;
    // Inside a word the next line must begin at its first column; inside quotes there is no such cut.
    while (line.length > WIDTH - 2 && !word.startsWith("'")) {
      lines.push(`${line.slice(0, WIDTH - 2)}\\`);
      line = line.slice(WIDTH - 2);
    }
  }
  return [...lines, line];
}

/** A word that a POSIX shell reads back as it is. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (/^[\x20-\x7e]*$/.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  return `'${escapeText(word).replaceAll("'", "'\\''")}'`;
}
