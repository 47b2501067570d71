import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fileLink, showsHyperlinks } from '../../src/cli/hyperlinks.ts';
import { mcheck, withFiles } from './fake-terminal.ts';
import { LOCKS } from './models.ts';

describe('showsHyperlinks', () => {
  it.each([
    [{}, false],
    [{ TERM: 'xterm-256color' }, false],
    [{ VTE_VERSION: '4800' }, false],
    [{ VTE_VERSION: '5000' }, false],
    [{ VTE_VERSION: '6003' }, true],
    [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.0.10' }, false],
    [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.1' }, true],
    [{ TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.90.0' }, true],
    [{ TERM_PROGRAM: 'Apple_Terminal', TERM_PROGRAM_VERSION: '455' }, false],
    [{ TERM_PROGRAM: 'constructor' }, false],
    [{ WT_SESSION: 'x' }, true],
    [{ KONSOLE_VERSION: '200400' }, false],
    [{ KONSOLE_VERSION: '220401' }, true],
    [{ TERM: 'xterm-kitty' }, true],
    [{ TERM: 'xterm-kitty', CI: 'true' }, false],
    [{ TERM: 'dumb', VTE_VERSION: '6003' }, false],
    [{ FORCE_HYPERLINK: '1', CI: 'true' }, true],
    [{ FORCE_HYPERLINK: '0', VTE_VERSION: '6003' }, false],
  ])('%j: %s', (env, shown) => {
    expect(showsHyperlinks(env)).toBe(shown);
  });
});

describe('fileLink', () => {
  it('links a place to its file and shows the place', () => {
    const link = fileLink('/models/a b.mig:12', 'box');
    expect(link).toBe(
      '\u001b]8;;file://box/models/a%20b.mig\u001b\\/models/a b.mig:12\u001b]8;;\u001b\\',
    );
  });

  it('leaves a name that had to be escaped', () => {
    expect(fileLink('a\\u{1b}.mig:1', 'box')).toBe('a\\u{1b}.mig:1');
  });
});

describe('a screen', () => {
  const screens = (words: string[], options: Parameters<typeof mcheck>[1]) =>
    withFiles({ 'locks.mig': `${LOCKS}invariant no: not (src.one at has_a)\n` }, async path => {
      const { out } = await mcheck([path('locks.mig'), '--property', 'no', ...words], options);
      return out;
    });
  const vte = { VTE_VERSION: '6003' };

  it('has links on a terminal that shows them, and only there', async () => {
    const linked = await screens([], { outIsTTY: true, env: vte });
    // The title and the place of the invariant.
    expect(linked.split('\u001b]8;;file:')).toHaveLength(3);
    expect(await screens([], { outIsTTY: true })).not.toContain('\u001b]8');
    expect(await screens([], { env: vte })).not.toContain('\u001b');
    expect(await screens(['--no-color'], { outIsTTY: true, env: vte })).not.toContain('\u001b');
  });

  it('shows the same text with and without them', async () => {
    const strip = (text: string) =>
      stripVTControlCharacters(text).replaceAll(/\/\S*locks/g, 'locks');
    const plain = strip(await screens([], {}));
    expect(strip(await screens([], { outIsTTY: true, env: vte }))).toBe(plain);
  });
});
