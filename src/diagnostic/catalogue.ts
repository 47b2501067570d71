// Every diagnostic code with its explanation. In: the tables of the rooms. Out: the one table, the closed
// type `Code`.

import { BASELINE } from './catalogue-baseline.ts';
import { FILES } from './catalogue-files.ts';
import { LOWERING } from './catalogue-lowering.ts';
import { MODEL } from './catalogue-model.ts';
import { NAMES } from './catalogue-names.ts';
import { SPECS } from './catalogue-specs.ts';
import { SYNTAX } from './catalogue-syntax.ts';

export interface CatalogueEntry {
  readonly title: string;
  /** Why the error matters. */
  readonly why: string;
  /** A short piece of a model with this error. */
  readonly example: string;
  readonly fix: string;
}

/**
 * MC1xxx syntax (MC12xx specs), MC2xxx names and types, MC3xxx how a model is put together, MC4xxx limits,
 * MC5xxx properties. A code keeps its meaning for good.
 */
export const CATALOGUE = {
  ...SYNTAX,
  ...NAMES,
  ...MODEL,
  ...LOWERING,
  ...FILES,
  ...SPECS,
  ...BASELINE,
} satisfies Record<string, CatalogueEntry>;

export type Code = keyof typeof CATALOGUE;
