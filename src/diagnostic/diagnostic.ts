// What is wrong with a model, as a value. In: nothing. Out: the shape every room reports errors in.

import type { Code } from './catalogue.ts';
import type { Span } from './source.ts';

/** A second place that belongs to the same error, such as the first of two declarations. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  readonly span: Span;
  /** What is wrong, in one line, without a final dot. */
  readonly message: string;
  /** Why it matters; where it is missing, the catalogue's text of the code serves. */
  readonly why?: string;
  /** What to write instead. */
  readonly help?: string;
  readonly related?: readonly Related[];
}
