// `mcheck fmt [--check] MODEL...`: canonical formatting, in place.

import { escapeText } from '../../diagnostic/escape.ts';
import { renderDiagnostics } from '../../diagnostic/render.ts';
import { sourceFile } from '../../diagnostic/source.ts';
import { parse } from '../../syntax/parse.ts';
import { print } from '../../syntax/print.ts';
import type { Arguments } from '../arguments.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readText, writeText } from '../files.ts';
import type { Terminal } from '../terminal.ts';

const MOST_BYTES = 1_000_000;

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  if (args.positionals.length === 0) {
    await terminal.err("mcheck: no model given\nTry 'mcheck fmt --help'.\n");
    return EXIT.usage;
  }
  const changed: { readonly path: string; readonly text: string }[] = [];
  let wrong = false;
  for (const path of args.positionals) {
    const formatted = await formattedText(path, terminal);
    if (formatted === null) wrong = true;
    else if (formatted.after !== formatted.before) changed.push({ path, text: formatted.after });
  }
  if (wrong) return EXIT.usage;
  return args.switches.has('check')
    ? listFiles(changed, terminal)
    : writeFiles(changed, args, terminal);
}

async function formattedText(
  path: string,
  terminal: Terminal,
): Promise<{ readonly before: string; readonly after: string } | null> {
  const read = await readText(path, MOST_BYTES);
  if ('message' in read) {
    await terminal.err(`mcheck: ${escapeText(read.message)}\n`);
    return null;
  }
  const { tree, diagnostics } = parse(sourceFile(path, read.text));
  if (tree !== null && !diagnostics.some(one => one.severity === 'error')) {
    return { before: read.text, after: print(tree) };
  }
  await terminal.err(renderDiagnostics(diagnostics));
  return null;
}

async function listFiles(
  changed: readonly { readonly path: string }[],
  terminal: Terminal,
): Promise<ExitCode> {
  await terminal.out(changed.map(one => `${escapeText(one.path)} is not formatted\n`).join(''));
  return changed.length > 0 ? EXIT.violated : EXIT.ok;
}

async function writeFiles(
  changed: readonly { readonly path: string; readonly text: string }[],
  args: Arguments,
  terminal: Terminal,
): Promise<ExitCode> {
  for (const { path, text } of changed) {
    const problem = await writeText(path, text);
    if (problem !== null) {
      await terminal.err(`mcheck: ${escapeText(problem)}\n`);
      return EXIT.output;
    }
    if (!args.switches.has('quiet')) await terminal.out(`formatted ${escapeText(path)}\n`);
  }
  return EXIT.ok;
}
