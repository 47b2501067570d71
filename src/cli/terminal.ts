// The rim: what a command may do to the outside besides reading files. In: text to write. Out: whether it was
// written. Commands get a Terminal handed in, so that tests can look at what they print.

import type { Writable } from 'node:stream';

export type WriteOutcome =
  | 'written'
  /** The reader has gone (EPIPE): nobody wants the rest. */
  | 'closed'
  /** It could not be written: `message` says why. */
  | { readonly message: string };

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outIsTTY: boolean;
  readonly errIsTTY: boolean;
  out(text: string): Promise<WriteOutcome>;
  err(text: string): Promise<WriteOutcome>;
  /** Aborted when the user interrupts. */
  readonly interrupt: AbortSignal;
}

/** The terminal of this process. The first Ctrl-C asks the command to stop, the second one kills. */
export function processTerminal(): Terminal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // Without a listener a failing write would end the process before the verdict is out.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    env: process.env,
    outIsTTY: process.stdout.isTTY === true,
    errIsTTY: process.stderr.isTTY === true,
    out: text => write(process.stdout, text),
    err: text => write(process.stderr, text),
    interrupt: controller.signal,
  };
}

function write(stream: Writable, text: string): Promise<WriteOutcome> {
  return new Promise(resolve => {
    stream.write(text, error => {
      if (error === undefined || error === null) resolve('written');
      else if (isCode(error, 'EPIPE') || isCode(error, 'ERR_STREAM_DESTROYED')) resolve('closed');
      else resolve({ message: error.message });
    });
  });
}

/** Whether `error` is a system error with this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
