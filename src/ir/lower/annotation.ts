// Where an action comes from: its place, the calls it was inlined through, its annotations. In: syntax.
// Out: provenance of the program.

import type { ActionDecl } from '../../syntax/tree.ts';
import type { Provenance } from '../program.ts';

export function provenanceOf(decl: ActionDecl, callPath: readonly string[]): Provenance {
  const src = decl.annotations.find(a => a.name === 'src');
  const [file, name] = src?.args ?? [];
  return {
    span: decl.span,
    callPath,
    src: file === undefined ? null : { file, function: name ?? '' },
    annotations: decl.annotations.map(a => ({ name: a.name, args: a.args })),
  };
}
