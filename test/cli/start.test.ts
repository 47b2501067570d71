import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));

/** What is loaded with a file: static imports that are not only types, transitively. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, words = '', target = ''] of text.matchAll(
    /^(?:import|export) ([^;]*?) ?from '([^']+)';/gms,
  )) {
    if (words.startsWith('type ')) continue;
    if (target.startsWith('.')) loadedWith(join(dirname(file), target), seen);
    else seen.add(target);
  }
  return seen;
}

describe('a start that checks nothing', () => {
  const loaded = loadedWith(join(SOURCE, 'cli/main.ts'));

  it('loads yargs', () => {
    expect([...loaded]).toContain('yargs');
  });

  it('loads no parser, no search and no colours', () => {
    const rooms = [...loaded]
      .filter(file => file.startsWith(SOURCE))
      .map(file => file.slice(SOURCE.length).split('/')[0]);
    expect([...new Set(rooms)].sort()).toEqual(['cli', 'diagnostic']);
    expect([...loaded]).not.toContain('ohm-js');
    expect([...loaded]).not.toContain('chalk');
  });
});
