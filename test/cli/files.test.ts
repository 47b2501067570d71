import { spawnSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { writeText } from '../../src/cli/files.ts';
import { withFiles } from './fake-terminal.ts';

describe('writing a text', () => {
  it('replaces a file and leaves nothing else behind', () =>
    withFiles({ 'out.txt': 'old' }, async path => {
      expect(await writeText(path('out.txt'), 'new')).toBeNull();
      expect(await readFile(path('out.txt'), 'utf8')).toBe('new');
      expect(await readdir(path('.'))).toEqual(['out.txt']);
    }));

  it('goes through a pipe, which stays a pipe', () =>
    withFiles({}, async path => {
      expect(spawnSync('mkfifo', [path('pipe')]).status).toBe(0);
      const [problem, received] = await Promise.all([
        writeText(path('pipe'), 'through'),
        readFile(path('pipe'), 'utf8'),
      ]);
      expect([problem, received]).toEqual([null, 'through']);
      expect((await lstat(path('pipe'))).isFIFO()).toBe(true);
    }));

  it('goes where a link leads, and the link stays', () =>
    withFiles({ 'target.txt': 'old' }, async path => {
      await symlink(path('target.txt'), path('link'));
      expect(await writeText(path('link'), 'new')).toBeNull();
      expect(await readFile(path('target.txt'), 'utf8')).toBe('new');
      expect((await lstat(path('link'))).isSymbolicLink()).toBe(true);
    }));

  it('says why it cannot', () =>
    withFiles({}, async path => {
      await mkdir(path('folder'));
      expect(await writeText(path('folder'), 'text')).toBe(`${path('folder')} is a directory`);
      await writeFile(path('file'), '');
      expect(await writeText(path('file/below'), 'text')).toMatch(/ENOTDIR|not a directory/);
    }));
});
