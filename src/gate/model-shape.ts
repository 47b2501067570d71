// What a spec may name in its model, and whether it does. In: a spec, the names of its model. Out: diagnostics for
// names that do not exist, the choice of a case, and the variants that no case is about.

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { nearest } from '../diagnostic/suggest.ts';
import type { SpecCase, SpecChoice, SpecText, SpecTree } from '../syntax/spec/tree.ts';

export interface ModelShape {
  /** Variants, and versions as `src.qemu`; the first value is the default. */
  readonly variants: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly params: readonly string[];
  /** Every property a run of it may report. */
  readonly properties: readonly string[];
}

/** A partial choice: what is left out stays at its default. */
export interface CaseChoice {
  readonly variant: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
}

/** What the cases name and the model does not have. */
export function unknownNames(spec: SpecTree, shape: ModelShape): Diagnostic[] {
  return spec.cases.flatMap(one => [
    ...one.choices.flatMap(choice => wrongChoice(choice, shape)),
    ...[...one.violated.map(({ name }) => name), ...one.unknown]
      .filter(({ text }) => !shape.properties.includes(text))
      .map(name => unknownProperty(name, shape)),
  ]);
}

export function choiceOf(one: SpecCase, shape: ModelShape): CaseChoice {
  const pairs = one.choices.map(({ name, value }) => [name.text, value.text] as const);
  const isParam = (name: string) => shape.params.includes(name);
  return {
    variant: Object.fromEntries(pairs.filter(([name]) => !isParam(name))),
    params: Object.fromEntries(
      pairs.filter(([name]) => isParam(name)).map(([name, value]) => [name, Number(value)]),
    ),
  };
}

/** `fix=merged`: values that no case chooses, slow cases counted; a case that is silent has the default. */
export function notCovered(spec: SpecTree, shape: ModelShape): string[] {
  return shape.variants.flatMap(({ name, values }) => {
    const chosen = new Set(spec.cases.map(one => chosenValue(one, name) ?? values[0]));
    return values.filter(value => !chosen.has(value)).map(value => `${name}=${value}`);
  });
}

function chosenValue(one: SpecCase, name: string): string | undefined {
  return one.choices.find(choice => choice.name.text === name)?.value.text;
}

function wrongChoice({ name, value }: SpecChoice, shape: ModelShape): Diagnostic[] {
  const variant = shape.variants.find(one => one.name === name.text);
  if (variant !== undefined) {
    if (variant.values.includes(value.text)) return [];
    const message = `\`${name.text}\` has no value \`${value.text}\``;
    return [unknown('MC1205', value, message, variant.values)];
  }
  if (shape.params.includes(name.text)) {
    if (/^-?\d+$/.test(value.text)) return [];
    const message = `\`${name.text}\` is a parameter: its value is a number`;
    return [unknown('MC1205', value, message, [])];
  }
  const names = [...shape.variants.map(one => one.name), ...shape.params];
  return [unknown('MC1205', name, `the model has nothing to choose named \`${name.text}\``, names)];
}

function unknownProperty(name: SpecText, shape: ModelShape): Diagnostic {
  const message = `the model has no property \`${name.text}\``;
  return unknown('MC1206', name, message, shape.properties);
}

function unknown(
  code: 'MC1205' | 'MC1206',
  { text, span }: SpecText,
  message: string,
  known: readonly string[],
): Diagnostic {
  const near = nearest(text, known);
  const listed = known.length > 0 && known.length <= 20 ? `It has: ${known.join(', ')}.` : null;
  const help = near === null ? listed : `Did you mean \`${near}\`?`;
  return { code, severity: 'error', span, message, ...(help === null ? {} : { help }) };
}
