// The syntax tree of a spec: what a checker must find in a model, case by case. Plain data with places.

import type { SourceFile, Span } from '../../diagnostic/source.ts';

/** A word or the content of a string, with its place. */
export interface SpecText {
  readonly text: string;
  readonly span: Span;
}

export interface SpecTree {
  readonly file: SourceFile;
  readonly title: SpecText;
  /** Path of the model, relative to the folder of the spec. */
  readonly model: SpecText;
  readonly limits: SpecLimits;
  readonly cases: readonly SpecCase[];
}

/** For each case by itself. */
export interface SpecLimits {
  readonly states?: number;
  readonly seconds?: number;
}

export interface SpecCase {
  /** From `case` to the end of its source. */
  readonly span: Span;
  /** Empty: the model as it stands. */
  readonly choices: readonly SpecChoice[];
  /** Run only where slow cases are asked for. */
  readonly slow: boolean;
  readonly verdict: 'holds' | 'violated' | 'unknown';
  /** All that must be violated. */
  readonly violated: readonly SpecProperty[];
  /** All that cannot be decided yet. */
  readonly unknown: readonly SpecText[];
  readonly counts: SpecCounts;
  readonly because: string;
  readonly source: string;
}

/** `fix=none`, `src.qemu=v9_2`, `PAGES=2` */
export interface SpecChoice {
  readonly name: SpecText;
  readonly value: SpecText;
}

export interface SpecProperty {
  readonly name: SpecText;
  /** All its causes, 12 hex digits each, sorted; null where any will do. */
  readonly causes: readonly string[] | null;
}

export const COUNTS = ['states', 'transitions', 'deadlocks', 'depth'] as const;

export type SpecCounts = { readonly [name in (typeof COUNTS)[number]]?: number };
