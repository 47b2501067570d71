// A terminal that keeps what is printed, and a run of the command line on it. In: words. Out: exit code and
// both streams. Nothing reaches the real terminal.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import type { Terminal, WriteOutcome } from '../../src/cli/terminal.ts';

export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface FakeOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly outIsTTY?: boolean;
  readonly errIsTTY?: boolean;
  readonly interrupt?: AbortSignal;
  /** What a write to standard output comes to. */
  readonly outcome?: WriteOutcome;
}

export async function mcheck(
  words: readonly string[],
  options: FakeOptions = {},
): Promise<Printed> {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal: Terminal = {
    env: options.env ?? {},
    outIsTTY: options.outIsTTY ?? false,
    errIsTTY: options.errIsTTY ?? false,
    interrupt: options.interrupt ?? new AbortController().signal,
    out: async text => {
      if (typeof options.outcome !== 'object') out.push(text);
      return options.outcome ?? 'written';
    },
    err: async text => {
      err.push(text);
      return 'written';
    },
  };
  const code = await main(words, terminal);
  return { code, out: out.join(''), err: err.join('') };
}

/** Runs `use` in a fresh folder with these files in it. */
export async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  use: (path: (name: string) => string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'mcheck-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await use(name => join(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
