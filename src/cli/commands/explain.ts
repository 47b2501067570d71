// `mcheck explain CODE`: a diagnostic code in full; without a code the list of all.

import { CATALOGUE, type Code } from '../../diagnostic/catalogue.ts';
import { hang, table, wrap } from '../../report/layout.ts';
import type { Arguments } from '../arguments.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { didYouMean } from '../suggest.ts';
import type { Terminal } from '../terminal.ts';

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const codes = Object.keys(CATALOGUE).filter(isCode).sort();
  const [word, ...others] = args.positionals;
  if (others.length > 0) {
    await terminal.err('mcheck: explain takes one code\n');
    return EXIT.usage;
  }
  if (word === undefined) {
    const rows = codes.map(code => [code, CATALOGUE[code].title]);
    await terminal.out(`${table(rows).join('\n')}\n`);
    return EXIT.ok;
  }
  const code = word.toUpperCase();
  if (!isCode(code)) {
    await terminal.err(`mcheck: there is no code '${word}'${didYouMean(code, codes)}\n`);
    return EXIT.usage;
  }
  await terminal.out(pageOf(code));
  return EXIT.ok;
}

function isCode(text: string): text is Code {
  return Object.hasOwn(CATALOGUE, text);
}

function pageOf(code: Code): string {
  const { title, why, example, fix } = CATALOGUE[code];
  const lines = [
    ...hang(`${code}: `, title),
    '',
    ...wrap(why, 72),
    '',
    'For example:',
    ...example.split('\n').map(line => `    ${line}`),
    '',
    ...hang('What to do: ', fix),
  ];
  return `${lines.join('\n')}\n`;
}
