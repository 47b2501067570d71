// What option values mean: numbers, sizes, formats. In: arguments. Out: a value, or a message for the user.
// A reader that finds a mistake adds to `problems` and goes on, so that all of them are reported at once.

import {
  FORMAT_NAMES,
  type FormatName,
  formatOfFile,
  formatSpec,
  isFormat,
  type Subject,
} from '../report/formats.ts';
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

/**
 * `--format`, else what the name of the output file implies, else text; one that can show this subject (null: it is
 * not known yet).
 */
export function formatOf(args: Arguments, subject: Subject | null, problems: string[]): FormatName {
  const format = namedFormat(args, problems);
  if (subject === null) return format;
  const shown = FORMAT_NAMES.filter(name => formatSpec(name).shows.includes(subject));
  if (!shown.includes(format)) {
    problems.push(
      `format ${format} cannot show the result of ${subject}; these can: ${shown.join(', ')}`,
    );
  }
  return format;
}

function namedFormat(args: Arguments, problems: string[]): FormatName {
  const named = textOf(args, 'format');
  if (named !== undefined) {
    if (isFormat(named)) return named;
    problems.push(`unknown format '${named}'${didYouMean(named, FORMAT_NAMES)}`);
  }
  const file = textOf(args, 'output');
  if (file === undefined || named !== undefined) return 'text';
  const implied = formatOfFile(file);
  if (implied !== null) return implied;
  const endings = FORMAT_NAMES.flatMap(name => formatSpec(name).endings);
  problems.push(
    `no format for the ending of '${file}'; use --format, or one of ${endings.join(' ')}`,
  );
  return 'text';
}
