// Canonical text of a model (`mcheck fmt`). In: a syntax tree, with the text it came from for comments and
// blank lines. Out: text that parses to the same tree and is printed as itself.

import { itemElements } from './print/declarations.ts';
import { interleave, leaf, sourceOf } from './print/layout.ts';
import type { SourceTree } from './tree.ts';

export function print(tree: SourceTree): string {
  const source = sourceOf(tree);
  const { protocol, imports, declarations } = tree;
  const elements = [
    ...(protocol === null ? [] : [leaf(source, protocol.span, `protocol ${protocol.text}`)]),
    ...imports.map(({ span, path }) => leaf(source, span, `import "${path}"`)),
    ...itemElements(source, declarations),
  ];
  const lines = interleave(source, elements, source.text.length + 1, 0);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
