// What a report is told about a run besides its result. Plain data.

/** What the screen says about the model and how it was asked. */
export interface ScreenContext {
  /** As given on the command line. */
  readonly file: string;
  readonly sha256: string;
  /** The choices worth naming. */
  readonly choice: readonly NamedChoice[];
  /** Violated properties that are accepted as they are: why. */
  readonly accepted?: ReadonlyMap<string, string>;
  /** Instead of the number of states: how far a sampled run went. */
  readonly sampled?: string;
  /** The words of the command line that repeat this run. */
  readonly rerun: readonly string[];
}

/** `fix: none` */
export interface NamedChoice {
  readonly name: string;
  readonly value: string;
}
