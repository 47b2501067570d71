// docs/diagnostics.md is the catalogue as a page. `npm run docs` writes it.

import { expect, it } from 'vitest';
import { CATALOGUE, type CatalogueEntry } from '../../src/diagnostic/catalogue.ts';

const SECTIONS: readonly (readonly [first: string, title: string])[] = [
  ['MC10', 'The text'],
  ['MC12', 'What the gate reads'],
  ['MC13', 'Baselines'],
  ['MC2', 'Names and types'],
  ['MC3', 'How a model is put together'],
  ['MC4', 'Files and limits'],
  ['MC5', 'Properties'],
];

it('docs/diagnostics.md is up to date (npm run docs)', async () => {
  await expect(pageOf(CATALOGUE)).toMatchFileSnapshot('../../docs/diagnostics.md');
});

it('every code has its place on the page', () => {
  const codes = Object.keys(CATALOGUE);
  const lost = codes.filter(code => !SECTIONS.some(([first]) => code.startsWith(first)));
  expect(lost).toEqual([]);
});

function pageOf(catalogue: Readonly<Record<string, CatalogueEntry>>): string {
  const codes = Object.keys(catalogue).sort();
  const sections = SECTIONS.flatMap(([first, title]) => {
    const own = codes.filter(code => code.startsWith(first));
    if (own.length === 0) return [];
    return [`## ${title}`, ...own.map(code => entry(code, catalogue[code] as CatalogueEntry))].join(
      '\n\n',
    );
  });
  return `${[HEAD, overview(codes, catalogue), ...sections].join('\n\n')}\n`;
}

const HEAD = `# Diagnostics

What mcheck says about a model that is wrong, code by code. \`npx mcheck explain MC2001\` prints the same. A code
keeps its meaning for good. Errors end with exit code 2; warnings change nothing.

This page is made from the catalogue in \`src/diagnostic/\` by \`npm run docs\`.`;

function overview(
  codes: readonly string[],
  catalogue: Readonly<Record<string, CatalogueEntry>>,
): string {
  const rows = codes.map(
    code => `| [${code}](#${code.toLowerCase()}) | ${cell(catalogue[code]?.title ?? '')} |`,
  );
  return ['| code | |', '| --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function entry(code: string, { title, why, example, fix }: CatalogueEntry): string {
  const shown = example
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
  return `### ${code}\n\n**${title}.** ${why}\n\n${shown}\n\nWhat to do: ${fix}`;
}
