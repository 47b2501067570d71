// The formats and where their code is. In: the name of a format. Out: its renderer, loaded only then, because a
// start must be quick.

import type { FormatName } from './formats.ts';
import type { Renderer } from './report.ts';

const RENDERERS: Readonly<Record<FormatName, () => Promise<Renderer>>> = {
  text: async () => (await import('./format/text.ts')).text,
  json: async () => (await import('./format/json.ts')).json,
  svg: async () => (await import('./format/svg.ts')).svg,
  mermaid: async () => (await import('./format/mermaid.ts')).mermaid,
  plantuml: async () => (await import('./format/plantuml.ts')).plantuml,
  dot: async () => (await import('./format/dot.ts')).dot,
  perfetto: async () => (await import('./format/perfetto.ts')).perfetto,
};

export function rendererOf(format: FormatName): Promise<Renderer> {
  return RENDERERS[format]();
}
