// Numbers are exact: what could leave the range in which the interpreter computes exactly is refused.

import { describe, expect, it } from 'vitest';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { lower } from '../../src/ir/lower.ts';
import { checkModel } from '../../src/semantics/check-model.ts';
import { parse } from '../../src/syntax/parse.ts';

/** Codes of the errors of a model whose invariant compares this number. */
function errorsWith(number: string): string[] {
  const text = `protocol p
host h {
  var x : 0..2000000000 = 0
  thread t { start a  rests b  go: a -> b do { x = 2000000000 } }
}
invariant same: ${number} != 1
`;
  const { tree } = parse(sourceFile('large.mig', text));
  if (tree === null) throw new Error('not parsed');
  const { model } = checkModel([tree]);
  if (model === null) throw new Error('not checked');
  const { diagnostics } = lower(model, { variant: {}, params: {} });
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

describe('a number', () => {
  it.each(['h.x * 4000000', 'h.x * h.x', '0 - h.x * h.x', 'h.x * 4000000 + h.x * 4000000'])(
    '%s',
    number => {
      const exact = number === 'h.x * 4000000';
      expect(errorsWith(number)).toEqual(exact ? [] : ['MC4014']);
    },
  );
});
