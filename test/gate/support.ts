// Specs and observations for the tests of the gate. In: texts and a few words. Out: trees, plain data.

import { sourceFile } from '../../src/diagnostic/source.ts';
import type { ModelShape } from '../../src/gate/model-shape.ts';
import type { Observation } from '../../src/gate/observation.ts';
import type { GateSpec } from '../../src/gate/run-gate.ts';
import { parseSpec } from '../../src/syntax/spec/parse.ts';
import type { SpecCase, SpecTree } from '../../src/syntax/spec/tree.ts';

export const SHAPE: ModelShape = {
  variants: [
    { name: 'fix', values: ['none', 'merged'] },
    { name: 'src.qemu', values: ['old', 'new'] },
  ],
  params: ['PAGES'],
  properties: ['deadlock', 'safe', 'live', 'errors'],
};

/** Cases without `because` and `source`: `fix=none: violated deadlock`. */
export function specOf(cases: readonly string[], head = ''): SpecTree {
  const body = cases.map(one => `case ${one} because "b" source "s"\n`).join('');
  const text = `spec "t"  model "../models/m.mig"\n${head}\n${body}`;
  const { tree, diagnostics } = parseSpec(sourceFile('specs/m.spec', text));
  if (tree === null) throw new Error(diagnostics.map(one => one.message).join('\n'));
  return tree;
}

export function caseOf(text: string): SpecCase {
  return specOf([text]).cases[0] as SpecCase;
}

export function gateSpec(tree: SpecTree): GateSpec {
  return { tree, model: { file: 'models/m.mig', sha256: '0'.repeat(64) }, shape: SHAPE };
}

/** `violated deadlock=a1a331173677,b2b331173677 safe` or `unknown live`; the other properties hold. */
export function seen(
  violated: Readonly<Record<string, readonly string[]>> = {},
  more: Partial<Observation> & { readonly unknown?: readonly string[] } = {},
): Observation {
  const { unknown = [], ...rest } = more;
  const properties = SHAPE.properties.map(name => {
    const causes = violated[name];
    if (causes !== undefined) return { name, verdict: 'violated' as const, causes };
    const verdict = unknown.includes(name) ? ('unknown' as const) : ('holds' as const);
    return { name, verdict, causes: [] };
  });
  const some = (verdict: string) => properties.some(one => one.verdict === verdict);
  return {
    verdict: some('violated') ? 'violated' : some('unknown') ? 'unknown' : 'holds',
    complete: true,
    limit: null,
    properties,
    counts: { states: 10, transitions: 20, deadlocks: 1, depth: 5 },
    ...rest,
  };
}
