// The formats there are: what each is for, which endings of a file name imply it, and which results it can show.
// In: nothing. Out: a table without any rendering code, so that a start stays quick.

/** What a report can be about: the answer of one of these commands. */
export type Subject = 'check' | 'matrix' | 'order' | 'gate';

export interface FormatSpec {
  /** What it is, in a few words. */
  readonly summary: string;
  /** Endings that imply it, in lower case; a longer one wins. */
  readonly endings: readonly string[];
  readonly shows: readonly Subject[];
}

const ALL: readonly Subject[] = ['check', 'matrix', 'order', 'gate'];

const RESULTS: readonly Subject[] = ['check', 'matrix', 'gate'];
const ANSWERS: readonly Subject[] = ['check', 'matrix', 'order'];
const RUNS: readonly Subject[] = ['check', 'matrix'];
/** The steps of one run, or the states of one program. */
const SINGLE: readonly Subject[] = ['check'];

export const FORMATS = {
  text: { summary: 'the screen', endings: ['.txt'], shows: ALL },
  mail: { summary: 'a mail to a list', endings: ['.mail'], shows: ANSWERS },
  commit: { summary: 'the body of a commit message', endings: ['.commit'], shows: SINGLE },
  rst: { summary: 'reStructuredText', endings: ['.rst'], shows: RUNS },
  json: { summary: 'all facts; what report and replay read', endings: ['.json'], shows: ALL },
  html: { summary: 'a page to step through', endings: ['.html', '.htm'], shows: ALL },
  svg: { summary: 'a sequence chart of the trace', endings: ['.svg'], shows: ['check'] },
  mermaid: { summary: 'the trace as a Mermaid diagram', endings: ['.mmd'], shows: ['check'] },
  plantuml: { summary: 'the trace as a PlantUML diagram', endings: ['.puml'], shows: ['check'] },
  dot: { summary: 'the state graph of a small model', endings: ['.dot', '.gv'], shows: ['check'] },
  perfetto: {
    summary: 'the trace for ui.perfetto.dev',
    endings: ['.perfetto.json'],
    shows: ['check'],
  },
  junit: { summary: 'JUnit XML', endings: ['.xml'], shows: RESULTS },
  tap: { summary: 'TAP 14', endings: ['.tap'], shows: RESULTS },
  sarif: { summary: 'SARIF 2.1.0', endings: ['.sarif', '.sarif.json'], shows: RUNS },
  codequality: {
    summary: 'GitLab Code Quality',
    endings: ['.codequality.json', 'gl-code-quality-report.json'],
    shows: RESULTS,
  },
  github: { summary: 'annotations and step summary of GitHub', endings: [], shows: RESULTS },
  itf: { summary: 'a trace for tools of TLA+', endings: ['.itf.json'], shows: SINGLE },
  aut: { summary: 'the state graph for CADP, mCRL2', endings: ['.aut'], shows: SINGLE },
} as const satisfies Record<string, FormatSpec>;

export type FormatName = keyof typeof FORMATS;

/** In the order of the table. */
export const FORMAT_NAMES = Object.keys(FORMATS).filter(isFormat);

export function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}

export function formatSpec(name: FormatName): FormatSpec {
  return FORMATS[name];
}

/** The format that a file's name implies; null if none does. */
export function formatOfFile(path: string): FormatName | null {
  const name = path.toLowerCase();
  let found: { readonly format: FormatName; readonly length: number } | null = null;
  for (const format of FORMAT_NAMES) {
    for (const ending of formatSpec(format).endings) {
      if (!name.endsWith(ending) || ending.length <= (found?.length ?? 0)) continue;
      found = { format, length: ending.length };
    }
  }
  return found?.format ?? null;
}
