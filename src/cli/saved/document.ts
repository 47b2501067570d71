// Saved results as data. In: the text of a file. Out: the documents in it, every field looked at, or what is wrong.

import { REDUCTIONS } from '../../reduction/plan.ts';
import { RESULT_SCHEMAS, resultText } from './page.ts';
import {
  flag,
  listOf,
  number,
  object,
  oneOf,
  optional,
  orNull,
  readShape,
  recordOf,
  type Shape,
  text,
  whole,
} from './shape.ts';

const reduction = oneOf(...REDUCTIONS);
const verdict = oneOf('holds', 'violated', 'unknown');
const limit = orNull(oneOf('first', 'states', 'memory', 'time', 'interrupt'));
const source = object({ file: text, line: whole });
const cause = text;

const step = object({ path: text, bindings: recordOf(text) });
const trace = object({ shortest: flag, steps: listOf(step) });
const order = object({
  word: oneOf('ALWAYS', 'NEVER', 'EITHER', 'UNREACHABLE'),
  pairs: listOf(
    object({ value: orNull(text), word: oneOf('ALWAYS', 'NEVER', 'EITHER', 'UNREACHABLE') }),
  ),
  after: orNull(trace),
  before: orNull(trace),
});

const property = object({
  name: text,
  verdict,
  value: optional(orNull(whole)),
  accepted: optional(text),
  cause: orNull(cause),
  causes: listOf(cause),
  causeDetails: listOf(object({ cause, states: whole, depth: whole })),
  trace: orNull(trace),
  waits: listOf(object({ thread: text, task: orNull(text), knot: optional(flag) })),
  noReturn: orNull(object({ step: whole, instead: listOf(text), usedUp: listOf(text) })),
  order: optional(order),
});

const coverage = object({
  actions: listOf(
    object({
      name: text,
      source,
      never: orNull(
        object({
          role: oneOf('location', 'host', 'bound', 'turn', 'guard', 'operation'),
          text,
          source,
        }),
      ),
    }),
  ),
  locations: listOf(object({ name: text, source })),
  properties: listOf(object({ name: text, source, reason: oneOf('antecedent', 'constant') })),
});

const run = object({
  variant: recordOf(text),
  params: recordOf(whole),
  versions: recordOf(text),
  verdict,
  complete: flag,
  limit,
  properties: listOf(property),
  coverage: orNull(coverage),
  refused: optional(listOf(object({ name: reduction, reason: text }))),
  stats: object({
    states: whole,
    transitions: whole,
    deadlocks: whole,
    depth: whole,
    engine: oneOf('interpreter', 'compiled'),
    search: oneOf('bfs', 'dfs', 'walks'),
    reductions: listOf(reduction),
  }),
  // A page does not say it.
  timing: optional(
    object({
      seconds: number,
      cpuSeconds: number,
      searchCpuSeconds: number,
      peakBytes: number,
      bytesPerState: number,
      workers: whole,
    }),
  ),
  choice: listOf(object({ name: text, value: text })),
  rerun: listOf(text),
  sampled: optional(text),
});

const result = object({
  schema: oneOf('mcheck/1', 'mcheck-page/1'),
  model: object({ name: text, file: text, sha256: text }),
  runs: listOf(run),
  command: oneOf('check', 'matrix', 'order'),
  asked: optional(object({ property: text, first: text, second: text })),
  sources: listOf(object({ file: text, text })),
});

const count = whole;
const counts = object({
  states: optional(count),
  transitions: optional(count),
  deadlocks: optional(count),
  depth: optional(count),
});
const caseOutcome = oneOf('met', 'contradicted', 'undecided', 'skipped');

const gate = object({
  schema: oneOf('mcheck-gate/1'),
  outcome: oneOf('met', 'contradicted', 'undecided'),
  counts: object({
    cases: count,
    met: count,
    contradicted: count,
    undecided: count,
    skipped: count,
  }),
  specs: listOf(
    object({
      title: text,
      file: text,
      model: object({ file: text, sha256: text }),
      cases: listOf(
        object({
          line: whole,
          name: text,
          variant: recordOf(text),
          params: recordOf(whole),
          slow: flag,
          outcome: caseOutcome,
          differences: listOf(
            object({
              outcome: oneOf('contradicted', 'undecided'),
              property: orNull(text),
              text,
            }),
          ),
          expected: object({
            verdict,
            violated: listOf(object({ name: text, causes: orNull(listOf(text)) })),
            unknown: listOf(text),
            counts,
          }),
          found: orNull(
            object({
              verdict,
              complete: flag,
              limit,
              properties: listOf(object({ name: text, verdict, causes: listOf(text) })),
              counts: object({
                states: count,
                transitions: count,
                deadlocks: count,
                depth: count,
              }),
            }),
          ),
          because: text,
          source: text,
        }),
      ),
      notCovered: listOf(text),
    }),
  ),
});

type Of<S> = S extends Shape<infer T> ? T : never;
export type SavedDocument = Of<typeof result>;
export type SavedGate = Of<typeof gate>;
export type SavedRun = Of<typeof run>;
export type SavedProperty = Of<typeof property>;
export type SavedTrace = Of<typeof trace>;
export type SavedCoverage = Of<typeof coverage>;

export type Saved =
  | { readonly kind: 'results'; readonly documents: readonly SavedDocument[] }
  | { readonly kind: 'gate'; readonly document: SavedGate };

/** What a file says that was saved with `--format json` or `html`; text: what is wrong with it. */
export function savedDocuments(content: string): Saved | string {
  const json = resultText(content);
  if (json === null) return 'is a page without results of mcheck';
  const parsed = parseJson(json);
  if (typeof parsed === 'string') return parsed;
  if (schemaOf(parsed.value) === 'mcheck-gate/1') {
    const read = readShape(gate, parsed.value);
    return 'wrong' in read ? incomplete(read.wrong) : { kind: 'gate', document: read.value };
  }
  const all: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  if (all.length === 0 || all.some(one => !RESULT_SCHEMAS.includes(schemaOf(one)))) {
    return 'is not a result of mcheck (schema mcheck/1)';
  }
  const read = readShape(listOf(result), all);
  if (!('wrong' in read)) return { kind: 'results', documents: read.value };
  return incomplete(all.length === 1 ? read.wrong.replace('[0].', '') : read.wrong);
}

function parseJson(content: string): { readonly value: unknown } | string {
  try {
    return { value: JSON.parse(content) };
  } catch {
    return 'is not JSON';
  }
}

function schemaOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'schema' in value ? value.schema : null;
}

function incomplete(wrong: string): string {
  return `is not a complete result of mcheck: ${wrong}`;
}
