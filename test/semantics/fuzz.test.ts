// A right model with one word replaced by another: the check never throws, gives a model if and only if
// there is no error, and what it accepts can be lowered. Fixed seed; failures print the changed text.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderDiagnostics } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { lower } from '../../src/ir/lower.ts';
import { checkModel } from '../../src/semantics/check-model.ts';
import { parse } from '../../src/syntax/parse.ts';

const SEED = 20_261_120;
const ROUNDS = 150;

it('survives any word in any place', () => {
  const text = readFileSync(new URL('models/everything.mig', import.meta.url), 'utf8');
  const words = [...text.matchAll(/\b\w+\b/g)];
  const random = generator(SEED);
  let accepted = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const from = words[random(words.length)];
    const by = words[random(words.length)];
    if (from === undefined || by === undefined) continue;
    const changed = `${text.slice(0, from.index)}${by[0]}${text.slice(from.index + from[0].length)}`;
    const what = `line ${text.slice(0, from.index).split('\n').length}: ${from[0]} -> ${by[0]}`;
    accepted += tryOut(changed, what) ? 1 : 0;
  }
  expect(accepted).toBeGreaterThan(0);
});

function tryOut(text: string, what: string): boolean {
  const { tree } = parse(sourceFile('fuzz.mig', text));
  if (tree === null) return false;
  try {
    const { model, diagnostics } = checkModel([tree]);
    expect(model === null, what).toBe(diagnostics.some(one => one.severity === 'error'));
    renderDiagnostics(diagnostics);
    if (model === null) return false;
    lower(model, { variant: {}, params: {} });
    return true;
  } catch (error) {
    throw new Error(what, { cause: error });
  }
}

/** Numbers below `limit` (Numerical Recipes' linear congruential generator). */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return limit => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
