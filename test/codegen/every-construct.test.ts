// Every construct of the language is compiled: all models of the house and of the language reference run by the
// compiled engine. Their answers are compared with the interpreter's elsewhere.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import { check } from '../../src/verdict/check.ts';
import { blocksOf } from '../docs/blocks.ts';
import { programOf } from '../models/program-of.ts';
import { isModel, modelFiles } from '../models/run-model.ts';

const files = (await modelFiles(['models', 'test/models'])).map(file => ({
  name: file,
  text: readFileSync(file, 'utf8'),
}));
const blocks = blocksOf(readFileSync('docs/language.md', 'utf8'))
  .filter(({ info, text }) => info === 'mig' && text.startsWith('// run'))
  .map(({ line, text }) => ({
    name: `docs/language.md line ${line}`,
    text: `protocol example\n${text}\n`,
  }));
const models = [...files, ...blocks].filter(
  ({ text }) => isModel(text) && !/^\s*import /m.test(text),
);

it('there are models of every kind', () => {
  expect(blocks.length).toBeGreaterThan(15);
  expect(models.length).toBeGreaterThan(50);
});

it.each(models)('$name', async ({ name, text }) => {
  const limits = { maxStates: 500, brief: true };
  const result = await check(programOf(name, text), {
    host: nodeHost,
    compile: compileProgram,
    ...limits,
  });
  expect([result.stats.engine, result.takenOver]).toEqual(['compiled', false]);
});
