// What has been read of a spec so far.

import type { Span } from '../../diagnostic/source.ts';
import type { SpecCase, SpecLimits, SpecText } from './tree.ts';

export interface Draft {
  title: SpecText | null;
  model: SpecText | null;
  limits: { readonly span: Span; readonly values: SpecLimits } | null;
  /** By name: the hash, and where the name was declared. */
  readonly causes: Map<string, SpecText>;
  readonly cases: SpecCase[];
}

export function newDraft(): Draft {
  return { title: null, model: null, limits: null, causes: new Map(), cases: [] };
}
