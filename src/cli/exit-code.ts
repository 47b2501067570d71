// The exit codes of the command line. Scripts rely on them: they may be added to, never changed.

export const EXIT = {
  /** Everything holds; a command without a verdict: done. */
  ok: 0,
  /** Something is violated. */
  violated: 1,
  /** The command line, a model or an input file is wrong: nothing was checked. */
  usage: 2,
  /** Undecided: a limit was reached and nothing was found violated. */
  undecided: 3,
  /** The check ran, but an output could not be written. */
  output: 4,
  /** An error of mcheck itself. */
  internal: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The code of several results together: violated before undecided before fine. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  for (const code of [EXIT.violated, EXIT.undecided]) if (codes.includes(code)) return code;
  return EXIT.ok;
}
