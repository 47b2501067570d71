// Which variant, parameters and versions a program is lowered with. In: what the user asked for. Out: the
// complete choice, or diagnostics for names and values that do not exist.

import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { Span } from '../../diagnostic/source.ts';
import { nearest } from '../../diagnostic/suggest.ts';
import type { CheckedModel } from '../../semantics/model.ts';
import type { Choice } from '../program.ts';

/** What was asked for; everything not named has its default. Versions are keyed `src.qemu`. */
export interface ChoiceRequest {
  readonly variant: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
}

export function choose(
  model: CheckedModel,
  request: ChoiceRequest,
): { choice: Choice; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const variant: Record<string, string> = {};
  const versions: Record<string, string> = {};
  const pick = (
    into: Record<string, string>,
    key: string,
    values: readonly string[],
    span: Span,
  ) => {
    const asked = request.variant[key];
    into[key] = asked ?? values[0] ?? '';
    if (asked === undefined || values.includes(asked)) return;
    diagnostics.push({
      code: 'MC3101',
      severity: 'error',
      span,
      message: `'${key}' has no value '${asked}'`,
      why: `It is one of: ${values.join(', ')}.`,
      ...suggestion(asked, values),
    });
  };
  for (const symbol of model.variants) {
    pick(
      variant,
      symbol.decl.name.text,
      symbol.decl.values.map(v => v.text),
      symbol.decl.span,
    );
  }
  for (const symbol of model.versions) {
    for (const host of model.hosts) {
      pick(
        versions,
        `${host.name}.${symbol.decl.name.text}`,
        symbol.decl.values.map(v => v.text),
        symbol.decl.span,
      );
    }
  }
  return { choice: { variant, params: { ...request.params }, versions }, diagnostics };
}

export function suggestion(asked: string, known: readonly string[]): { help?: string } {
  const near = nearest(asked, known);
  return near === null ? {} : { help: `Did you mean '${near}'?` };
}
