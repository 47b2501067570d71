// A program from a model's text, for tests. In: a path to name, the text, a choice. Out: the program; throws
// with the rendered diagnostics where there is none. Follows no imports.

import { renderDiagnostic } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { type ChoiceRequest, lower } from '../../src/ir/lower.ts';
import type { Program } from '../../src/ir/program.ts';
import { checkModel } from '../../src/semantics/check-model.ts';
import { parse } from '../../src/syntax/parse.ts';

export function programOf(
  path: string,
  text: string,
  request: ChoiceRequest = { variant: {}, params: {} },
): Program {
  const parsed = parse(sourceFile(path, text));
  if (parsed.tree === null)
    throw new Error(parsed.diagnostics.map(d => renderDiagnostic(d)).join('\n'));
  const checked = checkModel([parsed.tree]);
  const errors = [...parsed.diagnostics, ...checked.diagnostics].filter(
    d => d.severity === 'error',
  );
  if (checked.model === null) throw new Error(errors.map(d => renderDiagnostic(d)).join('\n'));
  const { program, diagnostics } = lower(checked.model, request);
  if (program === null) throw new Error(diagnostics.map(d => renderDiagnostic(d)).join('\n'));
  return program;
}
