// What --variant and --param choose in a model. In: a checked model and the words given. Out: axes, one per
// name, of which the product is run; or problems. It does not know what the values do.

import type { Choice } from '../ir/program.ts';
import type { Axis } from '../questions/matrix.ts';
import type { CheckedModel } from '../semantics/model.ts';
import { didYouMean } from './suggest.ts';

/** Most runs of one command: a product is checked before any work is done. */
export const MOST_RUNS = 4096;

/**
 * The axes for `--variant` and `--param` as given, in the order of their first mention. `defaults` gives the
 * choice of the model as it stands; it is asked only where versions are chosen.
 */
export function chosenAxes(
  model: CheckedModel,
  variants: readonly string[],
  params: readonly string[],
  defaults: () => Choice | null,
  problems: string[],
): Axis[] {
  const axes: Axis[] = [];
  for (const word of variants) addVariant(model, word, defaults, axes, problems);
  for (const word of params) addParam(model, word, axes, problems);
  return axes;
}

/** One axis with all values per declared variant that `chosen` does not name, in order of declaration. */
export function matrixAxes(model: CheckedModel, chosen: readonly Axis[]): Axis[] {
  const declared = model.variants.map(variant => {
    const name = variant.decl.name.text;
    const given = chosen.find(axis => axis.kind === 'variant' && axis.name === name);
    const values = variant.decl.values.map(value => value.text);
    return given ?? { kind: 'variant' as const, name, values };
  });
  return [...declared, ...chosen.filter(axis => !declared.includes(axis))];
}

function addVariant(
  model: CheckedModel,
  word: string,
  defaults: () => Choice | null,
  axes: Axis[],
  problems: string[],
): void {
  const [name, value] = splitWord(word);
  if (value === null) {
    problems.push(`--variant takes NAME=VALUE, not '${word}'`);
    return;
  }
  const known = valuesOf(model, name, defaults);
  if (known === null) {
    const names = model.variants.map(variant => variant.decl.name.text);
    const versions = name.includes('.') ? Object.keys(defaults()?.versions ?? {}) : [];
    problems.push(
      `${fileOf(model)} has no variant '${name}'${hint(name, [...names, ...versions])}`,
    );
    return;
  }
  if (known.includes(value)) merge(axes, { kind: 'variant', name, values: [value] });
  else if (value === 'all') merge(axes, { kind: 'variant', name, values: known });
  else problems.push(`variant ${name} has no value '${value}'${didYouMean(value, known)}`);
}

/** The values of a variant, or of a version on a host; null if there is no such name. */
function valuesOf(
  model: CheckedModel,
  name: string,
  defaults: () => Choice | null,
): string[] | null {
  const variant = model.variants.find(one => one.decl.name.text === name);
  if (variant !== undefined) return variant.decl.values.map(value => value.text);
  if (!name.includes('.') || !Object.hasOwn(defaults()?.versions ?? {}, name)) return null;
  const bare = name.slice(name.lastIndexOf('.') + 1);
  const version = model.versions.find(one => one.decl.name.text === bare);
  return version === undefined ? null : version.decl.values.map(value => value.text);
}

function addParam(model: CheckedModel, word: string, axes: Axis[], problems: string[]): void {
  const [name, text] = splitWord(word);
  const values = text === null ? null : numbersOf(text);
  if (values === null) {
    problems.push(`--param takes NAME=NUMBER or NAME=FROM..TO, not '${word}'`);
    return;
  }
  const names = model.params.map(param => param.decl.name.text);
  if (!names.includes(name)) {
    problems.push(`${fileOf(model)} has no parameter '${name}'${hint(name, names)}`);
    return;
  }
  merge(axes, { kind: 'param', name, values });
}

/** `3` or `1..4`; null if it is neither, or too many. */
function numbersOf(text: string): number[] | null {
  const match = /^(-?\d{1,10})(?:\.\.(-?\d{1,10}))?$/.exec(text);
  if (match === null) return null;
  const low = Number(match[1]);
  const high = match[2] === undefined ? low : Number(match[2]);
  if (high < low || high - low >= MOST_RUNS) return null;
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

/** A name given twice gets the values of both. */
function merge(axes: Axis[], axis: Axis): void {
  const at = axes.findIndex(one => one.kind === axis.kind && one.name === axis.name);
  const known = axes[at];
  if (known === undefined) axes.push(axis);
  else axes[at] = { ...known, values: [...new Set([...known.values, ...axis.values])] };
}

function splitWord(word: string): [name: string, value: string | null] {
  const at = word.indexOf('=');
  return at <= 0 ? [word, null] : [word.slice(0, at), word.slice(at + 1)];
}

function hint(name: string, names: readonly string[]): string {
  return names.length === 0 ? '; it declares none' : didYouMean(name, names);
}

function fileOf(model: CheckedModel): string {
  return model.trees[0]?.file.path ?? model.name;
}
