// The specs of the project, without running them: every name exists, every variant has a case, and each model's own
// expectations are among the cases. `mcheck gate` runs them.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadSpecs } from '../../src/cli/gate/load-specs.ts';
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import { notCovered } from '../../src/gate/model-shape.ts';
import { choiceKey } from '../../src/syntax/spec/case.ts';
import type { SpecCase } from '../../src/syntax/spec/tree.ts';
import { type Expectation, expectationsOf } from '../models/run-model.ts';

const problems: string[] = [];
const diagnostics: Diagnostic[] = [];
const specs = await loadSpecs([], problems, diagnostics);

describe('specs/', () => {
  it('can be read, and names nothing that does not exist', () => {
    expect([...problems, ...diagnostics.map(({ code, message }) => `${code} ${message}`)]).toEqual(
      [],
    );
  });

  it('has a spec for every protocol', () => {
    const models = readdirSync('models').filter(name => name.endsWith('.mig'));
    expect(specs.map(({ gate }) => gate.model.file).sort()).toEqual(
      models.map(name => `models/${name}`).sort(),
    );
  });

  for (const { gate } of specs) {
    const text = readFileSync(gate.model.file, 'utf8');
    const cases = new Map(gate.tree.cases.map(one => [choiceKey(one.choices), one]));

    it(`${gate.tree.file.path} has a case for every variant`, () => {
      expect(notCovered(gate.tree, gate.shape)).toEqual([]);
    });

    it(`${gate.tree.file.path} says what the model says of itself`, () => {
      const differ = expectationsOf(text).filter(one => {
        const found = cases.get(keyOf(one));
        return found === undefined || outcomeOf(found) !== `${one.verdict} ${one.violated}`;
      });
      expect(differ.map(one => one.text)).toEqual([]);
    });
  }
});

function keyOf({ choices }: Expectation): string {
  return Object.entries(choices)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
}

function outcomeOf({ verdict, violated }: SpecCase): string {
  return `${verdict} ${violated.map(({ name }) => name.text).sort()}`;
}
