// Makes the script of HTML reports: the modules of src/report/html/client as one text, kept as a string in
// src/report/html/page-script.ts, because a report holds the script and must not have to look for it.

import { readFile, writeFile } from 'node:fs/promises';
import { rolldown } from 'rolldown';

const ENTRY = new URL('../src/report/html/client/main.ts', import.meta.url).pathname;
const TARGET = new URL('../src/report/html/page-script.ts', import.meta.url).pathname;

/** The text of page-script.ts as the modules are now. */
export async function pageScript() {
  const bundle = await rolldown({ input: ENTRY, platform: 'browser' });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  const code = output[0].code.trim();
  if (/<\/script|<!--/i.test(code)) throw new Error('the script would end its element');
  return [
    '// Made by `npm run page` from client/main.ts: the script of a page, as one text. Not to be edited.',
    '',
    '// biome-ignore format: one line, as it was made.',
    `export const PAGE_SCRIPT = ${JSON.stringify(code)};`,
    '',
  ].join('\n');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const text = await pageScript();
  if (text !== (await readFile(TARGET, 'utf8').catch(() => ''))) await writeFile(TARGET, text);
}
