// A snapshot of a search as a file. In: what the run is, and snapshots to keep; or a path to read. Out: a file
// that is always whole, whenever the process is killed; or a snapshot; or what is wrong. Knows no search.
//
// The file: a line with the format, a line of JSON (what the run is, the snapshot's data, how many bytes follow),
// the bytes, and the SHA-256 of all that in 32 bytes.

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Snapshot } from '../explore/snapshot.ts';
import { isReplaceable, reasonOf } from './files.ts';

/** Another number when a snapshot of before means something else. */
const FORMAT = 'mcheck checkpoint 3';
const HASH_BYTES = 32;
const PIECE = 1 << 24;
/** No line of data is longer. */
const LONGEST_LINE = 1 << 29;

/** What must be the same for a run to go on from a snapshot; in the order in which it is compared. */
export type RunIdentity = Readonly<Record<string, string>>;

/** null when written; else why not. A reader finds the old file or the new one, never half of one. */
export async function writeCheckpoint(
  path: string,
  identity: RunIdentity,
  snapshot: Snapshot,
): Promise<string | null> {
  const replaceable = await isReplaceable(path);
  const target = replaceable ? `${path}.tmp` : path;
  try {
    const file = await open(target, 'w');
    try {
      await writeAll(file, identity, snapshot);
      if (replaceable) await file.sync();
    } finally {
      await file.close();
    }
    if (replaceable) {
      await rename(target, path);
      await syncFolder(dirname(path));
    }
    return null;
  } catch (error) {
    if (replaceable) await rm(target, { force: true }).catch(() => {});
    return reasonOf(target, error);
  }
}

async function writeAll(
  file: FileHandle,
  identity: RunIdentity,
  { data, bytes, pieces }: Snapshot,
): Promise<void> {
  const hash = createHash('sha256');
  const write = async (piece: Uint8Array) => {
    hash.update(piece);
    await writePiece(file, piece);
  };
  await write(Buffer.from(`${FORMAT}\n${JSON.stringify({ identity, bytes, data })}\n`));
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += PIECE) await write(piece.subarray(at, at + PIECE));
  }
  await writePiece(file, hash.digest());
}

async function writePiece(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    const { bytesWritten } = await file.write(piece, at);
    at += bytesWritten;
  }
}

/** So that the new name is there after a power failure, too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The snapshot in a file, which is read twice: whether it is whole, then piece by piece; or what is wrong. */
export async function readCheckpoint(
  path: string,
  identity: RunIdentity,
): Promise<Snapshot | { readonly message: string }> {
  try {
    const header = await readHeader(path);
    if (header === null) return { message: `${path} is not a checkpoint of mcheck` };
    const { start, bytes, data } = header;
    if (!header.whole) {
      return { message: `${path} is cut short or damaged: its checksum does not fit; start anew` };
    }
    const difference = differenceOf(header.identity, identity);
    if (difference !== null) return { message: `${path} ${difference}` };
    return { data, bytes, pieces: piecesOf(path, start, bytes) };
  } catch (error) {
    return { message: reasonOf(path, error) };
  }
}

interface Header {
  readonly identity: RunIdentity;
  readonly data: unknown;
  readonly bytes: number;
  /** Where the bytes begin. */
  readonly start: number;
  readonly whole: boolean;
}

async function readHeader(path: string): Promise<Header | null> {
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const reader = new LineReader(file, hash);
    const stat = await file.stat();
    if (!stat.isFile()) return null;
    if ((await reader.line(FORMAT.length + 1)) !== FORMAT) return null;
    const text = await reader.line(LONGEST_LINE);
    const start = reader.position;
    const { size } = stat;
    const bytes = size - start - HASH_BYTES;
    await reader.skip(bytes);
    const wanted = Buffer.alloc(HASH_BYTES);
    await file.read(wanted, 0, HASH_BYTES, Math.max(0, size - HASH_BYTES));
    const whole = bytes >= 0 && text !== null && hash.digest().equals(wanted);
    // The checksum vouches for the shape of what mcheck wrote itself.
    const { identity, data } = whole ? JSON.parse(text) : { identity: {}, data: null };
    return { identity, data, bytes, start, whole };
  } finally {
    await file.close();
  }
}

/** Reads a file from its start, and hashes what it has read. */
class LineReader {
  position = 0;
  private readonly file: FileHandle;
  private readonly hash: Hash;
  private readonly piece = Buffer.alloc(1 << 16);

  constructor(file: FileHandle, hash: Hash) {
    this.file = file;
    this.hash = hash;
  }

  /** Up to the next line feed, without it; null where there is none within `longest` bytes. */
  async line(longest: number): Promise<string | null> {
    const pieces: Buffer[] = [];
    for (let length = 0; length < longest; ) {
      const wanted = Math.min(this.piece.length, longest - length);
      const { bytesRead } = await this.file.read(this.piece, 0, wanted, this.position);
      if (bytesRead === 0) return null;
      const end = this.piece.subarray(0, bytesRead).indexOf('\n');
      const taken = Buffer.from(this.piece.subarray(0, end < 0 ? bytesRead : end + 1));
      this.hash.update(taken);
      this.position += taken.length;
      length += taken.length;
      pieces.push(taken);
      if (end >= 0) return Buffer.concat(pieces).toString('utf8').slice(0, -1);
    }
    return null;
  }

  async skip(bytes: number): Promise<void> {
    for await (const piece of readPieces(this.file, this.position, bytes)) this.hash.update(piece);
  }
}

async function* piecesOf(path: string, start: number, bytes: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    yield* readPieces(file, start, bytes);
  } finally {
    await file.close();
  }
}

/** Each piece is valid until the next one. */
async function* readPieces(
  file: FileHandle,
  start: number,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(Math.max(0, Math.min(PIECE, bytes)));
  for (let at = 0; at < bytes; ) {
    const wanted = Math.min(buffer.length, bytes - at);
    const { bytesRead } = await file.read(buffer, 0, wanted, start + at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** The first thing that is not the same, in words; null if there is none. */
function differenceOf(saved: RunIdentity, wanted: RunIdentity): string | null {
  for (const [name, value] of Object.entries(wanted)) {
    const other = saved[name] ?? 'none';
    if (other !== value) {
      return `belongs to another run: its ${name} is ${other}, here it is ${value}; start anew`;
    }
  }
  return null;
}
