// A page as a whole. In: title, parts, data. Out: an HTML file that loads nothing: style and script stand in it, and the
// content policy lets in nothing but these two, by their hashes.

import { createHash } from 'node:crypto';
import { clip, markup } from '../picture/markup.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './style.ts';

export function pageDocument(title: string, body: readonly string[], live: boolean): string {
  const script = live ? PAGE_SCRIPT : '';
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(PAGE_STYLE)}'`,
    ...(live ? [`script-src '${hashOf(script)}'`] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${markup(clip(title, 200))}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    ...body.filter(part => part !== ''),
    ...(live ? [`<script>${script}</script>`] : []),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
