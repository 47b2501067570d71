// What writing Promela needs to know everywhere: cells, queues, where they are kept, and what has turned out
// not to be expressible. Text goes into comments only through `remark`.

import { escapeText } from '../../diagnostic/escape.ts';
import { positionAt, type Span } from '../../diagnostic/source.ts';
import type { Program } from '../../ir/program.ts';
import type { Names } from './names.ts';
import type { Storage } from './storage.ts';

export interface Context {
  readonly program: Program;
  readonly storage: Storage;
  readonly names: Names;
  /** What is being written, for problems: `src.migration.connect`. */
  readonly subject: string;
  /** Reasons why the program cannot be exported; sentences for the user. */
  readonly problems: Set<string>;
}

export function remark(text: string): string {
  return `/* ${inComment(text)} */`;
}

/** Text of a model that cannot end the comment it stands in. */
export function inComment(text: string): string {
  return escapeText(text).replaceAll('*/', '* /').replaceAll('/*', '/ *');
}

/** `models/locks.mig:31` */
export function placeOf({ file, start }: Span): string {
  return `${file.path}:${positionAt(file, start).line}`;
}
