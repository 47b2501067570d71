export interface SeedText {
  readonly path: string;
  readonly text: string;
}

export interface Case {
  readonly path: string;
  readonly text: string;
  readonly mutations: readonly string[];
}

export interface Prepared {
  readonly words: readonly string[];
}

export function prepare(corpus: readonly SeedText[]): Prepared;
export function caseOf(prepared: Prepared, seed: number, number: number): Case;
