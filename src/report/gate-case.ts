// A case of a gate in a few words. In: a case of a spec. Out: what it chooses, where it stands.

import { positionAt } from '../diagnostic/source.ts';
import type { CaseResult } from '../gate/run-gate.ts';

/** What a case chooses, as the spec writes it. */
export function choiceName({ expected }: Pick<CaseResult, 'expected'>): string {
  const { choices } = expected;
  return choices.length === 0
    ? 'defaults'
    : choices.map(({ name, value }) => `${name.text}=${value.text}`).join(' ');
}

/** `specs/a.spec:12` */
export function placeOfCase({ expected }: Pick<CaseResult, 'expected'>): string {
  const { file, start } = expected.span;
  return `${file.path}:${positionAt(file, start).line}`;
}
