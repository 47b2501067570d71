// Helpers of the tests of semantics: a model from its text, and what was found wrong with it.

import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import { renderDiagnostics } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { checkModel } from '../../src/semantics/check-model.ts';
import type { CheckedModel, ModelSymbol } from '../../src/semantics/model.ts';
import { parse } from '../../src/syntax/parse.ts';
import type { SourceTree } from '../../src/syntax/tree.ts';

export function treeOf(text: string, path = 'test.mig'): SourceTree {
  const { tree, diagnostics } = parse(sourceFile(path, text));
  if (tree === null) throw new Error(renderDiagnostics(diagnostics));
  return tree;
}

/** Code and marked text of each diagnostic: `MC2001 cuont`. */
export function found(...texts: readonly string[]): string[] {
  const trees = texts.map((text, i) => treeOf(text, `file${i}.mig`));
  return checkModel(trees).diagnostics.map(one => `${one.code} ${marked(one)}`);
}

/** The model of a text that must be right; warnings are fine. */
export function modelOf(...texts: readonly string[]): CheckedModel {
  const { model, diagnostics } = checkModel(texts.map((text, i) => treeOf(text, `file${i}.mig`)));
  if (model === null) throw new Error(renderDiagnostics(diagnostics));
  return model;
}

function marked({ span }: Diagnostic): string {
  return span.file.text.slice(span.start, span.end);
}

/** What the n-th occurrence of a name stands for, by the place of the name in the first file. */
export function refAt(
  model: CheckedModel,
  name: string,
  occurrence: number,
): ModelSymbol | undefined {
  const text = model.trees[0]?.file.text ?? '';
  let at = -1;
  for (let i = 0; i <= occurrence; i++) at = text.indexOf(name, at + 1);
  for (const [node, symbol] of model.refs) {
    if (node.span.start === at && node.text === name && node.span.file === model.trees[0]?.file)
      return symbol;
  }
  return undefined;
}

/** A host with one thread whose body is given. */
export function inThread(body: string, declarations = '', top = ''): string {
  return `protocol p\n${top}\nhost src {\n${declarations}\nthread t {\n${body}\n}\n}\n`;
}
