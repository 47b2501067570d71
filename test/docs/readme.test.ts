// README.md says what the tool prints: the lines it shows appear in that order, and the files it links exist.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mcheck } from '../cli/fake-terminal.ts';

const README = readFileSync('README.md', 'utf8');

describe('README.md', () => {
  it('shows lines of the real answer, in order', async () => {
    const shown = /```text\n(mcheck: DEADLOCK[\s\S]*?)```/.exec(README)?.[1]?.split('\n') ?? [];
    const { code, out } = await mcheck(['models/postcopy-preempt.mig']);
    expect(code).toBe(1);
    const printed = out.split('\n');
    let at = 0;
    for (const line of shown.filter(one => one !== '' && one !== '...')) {
      const found = printed.indexOf(line, at);
      expect([line, found >= at]).toEqual([line, true]);
      at = found + 1;
    }
    expect(at).toBeGreaterThan(0);
  });

  it('links to files that exist', () => {
    const links = [...README.matchAll(/\]\(([^)#]+)\)/g)].map(match => match[1] ?? '');
    expect(links.filter(link => !existsSync(link))).toEqual([]);
  });
});
