export interface Outcome {
  readonly reached: 'parse' | 'check' | 'lower' | 'run';
  readonly problem: string | null;
}

/** `rooms`: the functions of src/ or of a build of it, by name. */
export function exercise(
  rooms: Readonly<Record<string, unknown>>,
  path: string,
  text: string,
): Outcome;
