// What option values mean: numbers, sizes, formats. In: arguments. Out: a value, or a message for the user.
// A reader that finds a mistake adds to `problems` and goes on, so that all of them are reported at once.

import { extname } from 'node:path';
import type { Arguments } from './arguments.ts';
import type { OptionName } from './options.ts';
import { didYouMean } from './suggest.ts';

export function textOf(args: Arguments, name: OptionName): string | undefined {
  return args.values.get(name)?.[0];
}

export function textsOf(args: Arguments, name: OptionName): readonly string[] {
  return args.values.get(name) ?? [];
}

/** A whole number of at least `least`. */
export function wholeOf(
  args: Arguments,
  name: OptionName,
  least: number,
  problems: string[],
): number | undefined {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  problems.push(`--${name} takes a whole number of at least ${least}, not '${text}'`);
  return undefined;
}

/** A positive number of seconds, fractions allowed. */
export function secondsOf(
  args: Arguments,
  name: OptionName,
  problems: string[],
): number | undefined {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && Number.isFinite(value) && value > 0) return value;
  problems.push(`--${name} takes a positive number of seconds, not '${text}'`);
  return undefined;
}

/** Bytes: `500000`, `512M`, `4G`, `1.5GiB`; the factors are 1024. */
export function sizeOf(args: Arguments, name: OptionName, problems: string[]): number | undefined {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?$/i.exec(text);
  const exponent = 'kmgt'.indexOf((match?.[2] ?? '').toLowerCase() || '?') + 1;
  const bytes = Number(match?.[1]) * 1024 ** exponent;
  if (match !== null && Number.isFinite(bytes) && bytes >= 1) return Math.floor(bytes);
  problems.push(`--${name} takes a size such as 512M or 4G, not '${text}'`);
  return undefined;
}

export type Format = 'text' | 'json';
const FORMATS: readonly Format[] = ['text', 'json'];
const ENDINGS: Readonly<Record<string, Format>> = { '.json': 'json', '.txt': 'text' };

/** `--format`, else what the ending of the output file implies, else text. */
export function formatOf(args: Arguments, problems: string[]): Format {
  const named = textOf(args, 'format');
  if (named !== undefined) {
    const format = FORMATS.find(one => one === named);
    if (format !== undefined) return format;
    problems.push(`unknown format '${named}'${didYouMean(named, FORMATS)}`);
  }
  const file = textOf(args, 'output');
  if (file === undefined || named !== undefined) return 'text';
  const ending = extname(file).toLowerCase();
  const implied = ENDINGS[ending];
  if (implied !== undefined) return implied;
  problems.push(
    `no format for the ending of '${file}'; use ${Object.keys(ENDINGS).join(' or ')}, or --format`,
  );
  return 'text';
}
