// What the page's script is given of one trace. Types only: the script and what fills it in agree on them. Texts are
// numbers into `texts`, so that what comes again and again costs little.

import type { Timeline } from '../../explain/timeline.ts';
import type { ChartWords } from '../picture/chart.ts';

/** Index into the page's texts. */
export type Text = number;

export interface PageData {
  readonly texts: readonly string[];
  /** The files of the models whose traces are told, by path. */
  readonly films: readonly Film[];
}

export interface Film {
  /** `DEADLOCK [fix: none]` */
  readonly name: string;
  readonly timeline: Timeline;
  readonly words: ChartWords;
  /** The step below which the mark stands; null where none does. */
  readonly noReturn: number | null;
  readonly switches: readonly number[];
  readonly variables: readonly Variable[];
  /** The value of each variable at first. */
  readonly initial: readonly Text[];
  /** Per step: variable, new value, variable, new value ... */
  readonly changes: readonly (readonly number[])[];
  /** Lists of offers, each for one group; what comes again is there once. */
  readonly offers: readonly OfferList[];
  /** Names of the groups that offers belong to: tasks, and last the environment. */
  readonly groups: readonly Text[];
  /** Per state, the initial one first: group, list (or -1 for none), group, list ... where it differs from before. */
  readonly offered: readonly (readonly number[])[];
  /** Per step: index of the file in the page, first and last line. */
  readonly lines: readonly (readonly [file: number, from: number, to: number])[];
  /** What is wrong with the last step itself, which then leads to no state; null where nothing is. */
  readonly failure: Text | null;
  /** Per step: where it stands in the C source: `migration/ram.c ram_save`; or nothing. */
  readonly anchors: readonly (Text | null)[];
}

export type VariableKind =
  | 'location'
  | 'variable'
  | 'queue'
  | 'semaphore'
  | 'mutex'
  | 'event'
  | 'memory'
  | 'stream';

export interface Variable {
  readonly name: Text;
  readonly kind: VariableKind;
  /** Host, or nothing. */
  readonly host: Text | null;
  /** A queue's capacity, a semaphore's largest value; otherwise 0. */
  readonly most: number;
}

/** Text of the action, 1 if enabled, what is missing (or -1), its values (or -1). */
export type OfferEntry = readonly [
  text: Text,
  enabled: 0 | 1,
  missing: Text | -1,
  values: Text | -1,
];
export type OfferList = readonly OfferEntry[];
