import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readCheckpoint, writeCheckpoint } from '../../src/cli/checkpoint-file.ts';
import type { Snapshot } from '../../src/explore/snapshot.ts';
import { withFiles } from './fake-terminal.ts';

const IDENTITY = { version: '1.0.0', model: 'abc', variant: 'fix=none' };
/** More than one piece of a write. */
const MEMORY = Uint8Array.from({ length: 40_000_003 }, (_, i) => (i * 7) ^ (i >> 9));
const SNAPSHOT: Snapshot = {
  data: { levels: [0, 1, 5], depth: 2, text: 'line\nfeed' },
  bytes: MEMORY.length,
  pieces: [MEMORY.subarray(0, 30_000_000), MEMORY.subarray(30_000_000)],
};
const SMALL: Snapshot = { data: [1], bytes: 3, pieces: [Uint8Array.of(1, 2, 3)] };

async function messageOf(path: string, identity = IDENTITY): Promise<string> {
  const outcome = await readCheckpoint(path, identity);
  return 'message' in outcome ? outcome.message : 'read';
}

describe('a checkpoint', () => {
  it('comes back as it was, and nothing is left beside it', () =>
    withFiles({}, async path => {
      expect(await writeCheckpoint(path('run'), IDENTITY, SMALL)).toBeNull();
      expect(await writeCheckpoint(path('run'), IDENTITY, SNAPSHOT)).toBeNull();
      expect(await readdir(path('.'))).toEqual(['run']);
      const outcome = await readCheckpoint(path('run'), IDENTITY);
      if ('message' in outcome) throw new Error(outcome.message);
      expect(outcome.data).toEqual(SNAPSHOT.data);
      expect(outcome.bytes).toBe(MEMORY.length);
      const pieces: Uint8Array[] = [];
      for await (const piece of outcome.pieces) pieces.push(piece.slice());
      expect(Buffer.concat(pieces).equals(MEMORY)).toBe(true);
    }));

  it('is refused wherever it is cut short', () =>
    withFiles({}, async path => {
      await writeCheckpoint(path('run'), IDENTITY, SMALL);
      const { length } = await readFile(path('run'));
      for (let size = length - 1; size >= 0; size--) {
        await truncate(path('run'), size);
        expect(await messageOf(path('run')), `${size} bytes`).toMatch(
          /is cut short or damaged|is not a checkpoint/,
        );
      }
    }));

  it('is refused whichever byte is changed', () =>
    withFiles({}, async path => {
      await writeCheckpoint(path('run'), IDENTITY, SMALL);
      const bytes = await readFile(path('run'));
      for (let at = 0; at < bytes.length; at++) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] as number) ^ 1;
        await writeFile(path('damaged'), damaged);
        expect(await messageOf(path('damaged')), `byte ${at}`).toMatch(
          /is cut short or damaged|is not a checkpoint/,
        );
      }
    }));

  it('of another run is refused, and the difference is named', () =>
    withFiles({}, async path => {
      await writeCheckpoint(path('run'), IDENTITY, SMALL);
      expect(await messageOf(path('run'), { ...IDENTITY, variant: 'fix=merged' })).toBe(
        `${path('run')} belongs to another run: its variant is fix=none, here it is fix=merged; start anew`,
      );
      expect(await messageOf(path('run'), { ...IDENTITY, version: '2.0.0' })).toContain(
        'its version is 1.0.0, here it is 2.0.0',
      );
    }));

  it('that is none is refused without being read', () =>
    withFiles({ 'model.mig': 'protocol p\n' }, async path => {
      expect(await messageOf(path('model.mig'))).toContain('is not a checkpoint of mcheck');
      expect(await messageOf(path('missing'))).toBe(`${path('missing')}: no such file`);
      await mkdir(path('folder'));
      expect(await messageOf(path('folder'))).toContain('is not a checkpoint of mcheck');
      expect(await messageOf('/dev/zero')).toContain('is not a checkpoint of mcheck');
    }));

  it('that cannot be written leaves the old one', () =>
    withFiles({}, async path => {
      expect(await writeCheckpoint(path('no/folder/run'), IDENTITY, SMALL)).toContain(
        'no such file',
      );
      await writeCheckpoint(path('run'), IDENTITY, SMALL);
      await mkdir(path('run.tmp'));
      expect(await writeCheckpoint(path('run'), IDENTITY, SNAPSHOT)).toBe(
        `${path('run.tmp')} is a directory`,
      );
      expect(await messageOf(path('run'))).toBe('read');
    }));

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full', async () => {
    expect(await writeCheckpoint('/dev/full', IDENTITY, SMALL)).toBe(
      '/dev/full: no space left on device',
    );
  });
});
