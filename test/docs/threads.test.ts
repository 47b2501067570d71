// docs/threads.md is true: every command is run, and every line that is shown is printed, in that order. Places
// in models move with every edit, so that their line numbers are not compared.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mcheck } from '../cli/fake-terminal.ts';
import { blocksOf } from './blocks.ts';

interface Shown {
  readonly words: readonly string[];
  readonly lines: readonly string[];
  readonly line: number;
}

const page = readFileSync('docs/threads.md', 'utf8');
const shown = blocksOf(page).flatMap(({ text, line }) => commandsOf(text, line));

describe('docs/threads.md', () => {
  it('shows commands', () => {
    expect(shown.length).toBeGreaterThan(20);
  });

  it('says of all five threads what waits for later', () => {
    expect(page.match(/^## /gm)?.length).toBeGreaterThan(5);
    expect(page).toMatch(/not yet/i);
  });

  // The gate has tests of its own.
  it.each(shown.filter(({ words }) => words[0] !== 'gate'))(
    'line $line: mcheck $words',
    async ({ words, lines }) => {
      const { out, err } = await mcheck(words);
      expect(err).not.toMatch(/error|Try/);
      expect(missing(lines, out.split('\n').map(unplaced))).toEqual([]);
    },
  );
});

function commandsOf(text: string, line: number): Shown[] {
  return text
    .split(/^\$ npx mcheck /m)
    .slice(1)
    .map(part => {
      const [command = '', ...lines] = part.trimEnd().split('\n');
      const answer = lines.filter(one => one !== '...' && one !== '').map(unplaced);
      return { words: command.split(' '), lines: answer, line };
    });
}

/** The shown lines that are not printed behind the one before. */
function missing(lines: readonly string[], printed: readonly string[]): string[] {
  let from = 0;
  return lines.filter(line => {
    const at = printed.indexOf(line, from);
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

/** A line of a story is broken anew where the number of a line gets longer; so far all have three digits. */
function unplaced(text: string): string {
  return text.replace(/\bline \d+/g, 'line N').replace(/^( +)\d+(\)[,.]?)/, '$1N$2');
}
