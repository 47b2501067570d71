// The formats and where their code is. In: the name of a format. Out: its renderer, loaded only then, because a
// start must be quick.

import type { FormatName } from './formats.ts';
import type { Renderer } from './report.ts';

const RENDERERS: Readonly<Record<FormatName, () => Promise<Renderer>>> = {
  text: async () => (await import('./format/text.ts')).text,
  mail: async () => (await import('./format/mail.ts')).mail,
  commit: async () => (await import('./format/commit.ts')).commit,
  rst: async () => (await import('./format/rst.ts')).rst,
  json: async () => (await import('./format/json.ts')).json,
  html: async () => (await import('./format/html.ts')).html,
  svg: async () => (await import('./format/svg.ts')).svg,
  mermaid: async () => (await import('./format/mermaid.ts')).mermaid,
  plantuml: async () => (await import('./format/plantuml.ts')).plantuml,
  dot: async () => (await import('./format/dot.ts')).dot,
  perfetto: async () => (await import('./format/perfetto.ts')).perfetto,
  junit: async () => (await import('./format/junit.ts')).junit,
  tap: async () => (await import('./format/tap.ts')).tap,
  sarif: async () => (await import('./format/sarif.ts')).sarif,
  codequality: async () => (await import('./format/codequality.ts')).codequality,
  github: async () => (await import('./format/github.ts')).github,
  itf: async () => (await import('./format/itf.ts')).itf,
  aut: async () => (await import('./format/aut.ts')).aut,
};

export function rendererOf(format: FormatName): Promise<Renderer> {
  return RENDERERS[format]();
}
