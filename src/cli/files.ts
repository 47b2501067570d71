// Reading and writing files. In: paths as the user gave them. Out: text or a message; nothing is thrown for
// what a user can cause.

import { createHash } from 'node:crypto';
import { appendFile, lstat, open, rename, rm, writeFile } from 'node:fs/promises';
import { isCode } from './terminal.ts';

export type ReadOutcome = { readonly text: string } | { readonly message: string };

/** The text of a file of at most `most` bytes. Reads no further, so that a device does no harm. */
export async function readText(path: string, most: number): Promise<ReadOutcome> {
  try {
    const bytes = await readBytes(path, most + 1);
    if (bytes.length > most) return { message: `${path} is larger than ${most} bytes` };
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    return { message: reasonOf(path, error) };
  }
}

async function readBytes(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    while (size < most) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(65536), 0, 65536);
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

/** null when written; else why not. Of a plain file a reader never sees half. */
export async function writeText(path: string, text: string): Promise<string | null> {
  if (await isReplaceable(path)) {
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      await writeFile(temporary, text);
      await rename(temporary, path);
      return null;
    } catch {
      // A folder may forbid new files but not this one.
      await rm(temporary, { force: true }).catch(() => {});
    }
  }
  try {
    await writeFile(path, text);
    return null;
  } catch (error) {
    return reasonOf(path, error);
  }
}

/** A plain file, or nothing yet: renaming onto a device, a pipe or a link would put a file in its place. */
export async function isReplaceable(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    return isCode(error, 'ENOENT');
  }
}

/** null when added at the end; else why not. */
export async function appendText(path: string, text: string): Promise<string | null> {
  try {
    await appendFile(path, text);
    return null;
  } catch (error) {
    return reasonOf(path, error);
  }
}

export function sha256(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}

/** Why something failed, in words of the user. */
export function reasonOf(path: string, error: unknown): string {
  if (isCode(error, 'ENOENT')) return `${path}: no such file`;
  if (isCode(error, 'EISDIR')) return `${path} is a directory`;
  if (isCode(error, 'EACCES')) return `${path}: permission denied`;
  if (isCode(error, 'ENOSPC')) return `${path}: no space left on device`;
  if (isCode(error, 'ERR_ENCODING_INVALID_ENCODED_DATA')) return `${path} is not UTF-8 text`;
  const message = error instanceof Error ? error.message : String(error);
  return `${path}: ${message}`;
}
