// Parameters: the value asked for, or the default, within the declared range. In: the model and a choice
// whose `params` hold only what was asked for. Out: the complete choice.

import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { CheckedModel } from '../../semantics/model.ts';
import type { Choice } from '../program.ts';
import { Builder } from './builder.ts';
import type { HostEntity } from './entity.ts';
import { lowerCondition } from './expression.ts';
import type { Scope } from './scope.ts';
import { constantOf } from './types.ts';
import { findUsage, type Usage } from './usage.ts';

/** Parameters may be declared in terms of constants and of parameters above them. */
export function resolveParams(
  model: CheckedModel,
  asked: Choice,
): { choice: Choice; diagnostics: Diagnostic[] } {
  const params: Record<string, number> = {};
  const choice: Choice = { ...asked, params };
  const builder = constantsOnly(model, choice);
  const scope: Scope = { builder, frame: builder.top, host: null, process: null, oracle: null };
  for (const { decl } of model.params) {
    const lo = constantOf(decl.range.low, scope);
    const hi = constantOf(decl.range.high, scope);
    const name = decl.name.text;
    const value = asked.params[name] ?? constantOf(decl.value, scope);
    params[name] = value;
    if (Number.isInteger(value) && value >= lo && value <= hi) continue;
    builder.report({
      code: 'MC3102',
      severity: 'error',
      span: decl.span,
      message: `the parameter '${name}' cannot be ${value}: it lies in ${lo}..${hi}`,
      why: 'The model was written for values in that range only.',
      help: `Give a value in ${lo}..${hi}, or widen the range in the model.`,
    });
  }
  return { choice, diagnostics: builder.diagnostics };
}

/** A builder that knows the choice and nothing of the model's objects: enough for constants. */
function constantsOnly(model: CheckedModel, choice: Choice): Builder {
  return new Builder(
    model,
    choice,
    findUsage({ ...model, actions: [], hosts: [] }, () => () => true),
  );
}

/** What the model does to its objects under a complete choice. */
export function usageUnder(model: CheckedModel, choice: Choice): Usage {
  const builder = constantsOnly(model, choice);
  return findUsage(model, name => {
    // Only the name of a host matters to a constant: versions are chosen per host.
    const host: HostEntity | null =
      name === null ? null : { kind: 'host', id: -1, name, crashed: null, frame: builder.top };
    const scope: Scope = { builder, frame: builder.top, host, process: null, oracle: null };
    return only => {
      if (only === null) return true;
      const condition = lowerCondition(only, scope);
      return condition.kind !== 'const' || condition.value !== 0;
    };
  });
}
