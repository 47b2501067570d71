// Runs models for tests. In: the path of a model and a choice, or a text. Out: its expectations, read from
// comment lines, and the result of a run on the compiled engine. Judges nothing.
//
//   // expect [NAME=VALUE ...]: VERDICT [PROPERTY ...] [states N] [transitions N] [deadlocks N] [depth N]
//   // slow expect ...           the same, run only where MCHECK_SLOW is set

import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadModel, lowerModel } from '../../src/cli/load.ts';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import { check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';

export interface Expectation {
  /** The comment line without the slashes. */
  readonly text: string;
  readonly line: number;
  readonly slow: boolean;
  readonly choices: Readonly<Record<string, string>>;
  readonly verdict: string;
  /** Names of the violated properties, sorted: all and only those. */
  readonly violated: readonly string[];
  readonly counts: Readonly<Partial<Record<Count, number>>>;
}

export type Count = (typeof COUNTS)[number];

const COUNTS = ['states', 'transitions', 'deadlocks', 'depth'] as const;
const VERDICTS = ['holds', 'violated', 'unknown'];
const HEADER = /^\s*\/\/\s*(slow\s+)?expect\b([^:]*):(.*)$/;

/** Every model below the folders, sorted; a file without `protocol` is a part that others import. */
export async function modelFiles(folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true });
    found.push(...entries.filter(name => name.endsWith('.mig')).map(name => join(folder, name)));
  }
  return found.sort();
}

/** The files that a model names in its imports, from where the model's own path leads. */
export function importsOf(file: string, text: string): string[] {
  const named = [...text.matchAll(/^\s*import\s+"([^"]*)"/gm)];
  return named.map(([, path = '']) => join(dirname(file), path));
}

/** False for a part that others import, and for an empty file. */
export function isModel(text: string): boolean {
  return /^\s*protocol\s/m.test(text);
}

/** The expectations of a model; throws where a line that begins as one cannot be read. */
export function expectationsOf(text: string): Expectation[] {
  return text.split('\n').flatMap((row, i) => {
    if (!/^\s*\/\/\s*(slow\s+)?expect\b/.test(row)) return [];
    const match = HEADER.exec(row);
    if (match === null) throw new Error(`line ${i + 1}: not an expectation: ${row.trim()}`);
    return [readExpectation(row, i + 1, match)];
  });
}

function readExpectation(row: string, line: number, match: RegExpExecArray): Expectation {
  const [, slow, choices = '', outcome = ''] = match;
  const [verdict = '', ...rest] = words(outcome);
  if (!VERDICTS.includes(verdict)) throw new Error(`line ${line}: no verdict '${verdict}'`);
  const violated: string[] = [];
  const counts: Partial<Record<Count, number>> = {};
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] as string;
    const count = COUNTS.find(name => name === word);
    if (count === undefined || !/^\d+$/.test(rest[i + 1] ?? '')) violated.push(word);
    else counts[count] = Number(rest[++i]);
  }
  const text = row.replace(/^\s*\/\/\s*/, '').trim();
  const chosen = Object.fromEntries(words(choices).map(word => readChoice(word, line)));
  return {
    text,
    line,
    slow: slow !== undefined,
    choices: chosen,
    verdict,
    violated: violated.sort(),
    counts,
  };
}

function readChoice(word: string, line: number): [string, string] {
  const [name, value, ...more] = word.split('=');
  if (name === undefined || value === undefined || more.length > 0) {
    throw new Error(`line ${line}: NAME=VALUE expected, not '${word}'`);
  }
  return [name, value];
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '');
}

/** Models that were read before: most are run many times. */
const loaded = new Map<string, ReturnType<typeof loadModel>>();

/**
 * Checks the model at `path` on the compiled engine; throws, with every diagnostic, where it cannot be run.
 * `brief`: verdicts, causes and counts are enough.
 */
export async function runModel(
  path: string,
  choices: Readonly<Record<string, string>>,
  brief = false,
): Promise<RunResult> {
  const loading = loaded.get(path) ?? loadModel(path);
  loaded.set(path, loading);
  const outcome = await loading;
  if (outcome.kind === 'message') throw new Error(outcome.message);
  if (outcome.kind === 'diagnostics') throw new Error(messages(outcome.diagnostics));
  const { model } = outcome.loaded;
  const known = new Set([...model.variants, ...model.params].map(one => one.decl.name.text));
  const entries = Object.entries(choices);
  const isNumber = (value: string) => /^-?\d+$/.test(value);
  const unknown = entries.filter(([name]) => !known.has(name) && !name.includes('.'));
  if (unknown.length > 0) throw new Error(`the model does not declare ${unknown.join(' ')}`);
  const lowered = lowerModel(model, {
    variant: Object.fromEntries(entries.filter(([, value]) => !isNumber(value))),
    params: Object.fromEntries(
      entries.filter(([, value]) => isNumber(value)).map(([name, value]) => [name, Number(value)]),
    ),
  });
  if (lowered.program === null) throw new Error(messages(lowered.diagnostics));
  return check(lowered.program, { host: nodeHost, compile: compileProgram, brief });
}

function messages(diagnostics: readonly { readonly code: string; readonly message: string }[]) {
  return diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n');
}
