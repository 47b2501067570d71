// Saved results read back. In: text of a JSON file or of a page. Out: the counterexamples in it, or what is wrong with the
// file. It trusts nothing in it: every field is looked at before it is used.

import { RESULT_SCHEMAS, resultText } from './page.ts';

export interface SavedTrace {
  readonly model: { readonly file: string; readonly sha256: string };
  readonly variant: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
  readonly property: string;
  readonly steps: readonly SavedStep[];
}

export interface SavedStep {
  readonly path: string;
  readonly bindings: readonly { readonly name: string; readonly value: string }[];
}

/** The violated properties' traces, in order; a message where the text is no result of mcheck. */
export function savedTraces(text: string): SavedTrace[] | string {
  const json = resultText(text);
  if (json === null) return 'is a page without results of mcheck';
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return 'is not JSON';
  }
  const documents = Array.isArray(parsed) ? parsed : [parsed];
  const traces: SavedTrace[] = [];
  for (const document of documents) {
    if (!RESULT_SCHEMAS.includes(field(document, 'schema')))
      return 'is not a result of mcheck (schema mcheck/1)';
    const found = tracesOf(document);
    if (found === null) return 'is not a complete result of mcheck';
    traces.push(...found);
  }
  return traces;
}

function tracesOf(document: unknown): SavedTrace[] | null {
  const file = field(field(document, 'model'), 'file');
  const sha256 = field(field(document, 'model'), 'sha256');
  const runs = field(document, 'runs');
  if (typeof file !== 'string' || typeof sha256 !== 'string' || !Array.isArray(runs)) return null;
  const traces: SavedTrace[] = [];
  for (const run of runs) {
    const variant = recordOf(field(run, 'variant'), isString);
    const versions = recordOf(field(run, 'versions'), isString);
    const params = recordOf(field(run, 'params'), isNumber);
    const properties = field(run, 'properties');
    if (variant === null || versions === null || params === null) return null;
    if (!Array.isArray(properties)) return null;
    for (const result of properties) {
      if (field(result, 'verdict') !== 'violated') continue;
      const property = field(result, 'name');
      const steps = field(field(result, 'trace'), 'steps');
      if (typeof property !== 'string' || !Array.isArray(steps)) continue;
      const read = steps.map(stepOf);
      if (!read.every(step => step !== null)) return null;
      const choice = { variant: { ...variant, ...versions }, params };
      traces.push({ model: { file, sha256 }, ...choice, property, steps: read });
    }
  }
  return traces;
}

function stepOf(step: unknown): SavedStep | null {
  const path = field(step, 'path');
  const bindings = recordOf(field(step, 'bindings'), isString);
  if (typeof path !== 'string' || bindings === null) return null;
  return { path, bindings: Object.entries(bindings).map(([name, value]) => ({ name, value })) };
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

function recordOf<T>(value: unknown, is: (one: unknown) => one is T): Record<string, T> | null {
  if (typeof value !== 'object' || value === null) return null;
  const record: Record<string, T> = {};
  for (const [name, one] of Object.entries(value)) {
    if (!is(one)) return null;
    record[name] = one;
  }
  return record;
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
