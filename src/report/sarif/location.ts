// Places and texts as SARIF has them. In: a path and a line. Out: a physical location with an escaped URI.

import { escapeText } from '../../diagnostic/escape.ts';
import type { Place } from '../../explain/ending.ts';

export function locationOf({ file, line }: Place) {
  return { physicalLocation: { artifactLocation: artifactOf(file), region: { startLine: line } } };
}

/** A relative path is below the root of the sources. */
function artifactOf(file: string): { readonly uri: string; readonly uriBaseId?: string } {
  const uri = file
    .replace(/^(\.\/)+/, '')
    .split('/')
    .map(encoded)
    .join('/');
  return file.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' };
}

/** A lone surrogate has no UTF-8. */
function encoded(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'));
}

/** Braces would be placeholders, brackets links. */
export function message(text: string): { readonly text: string } {
  return {
    text: escapeText(text)
      .replace(/[[\]\\]/g, char => `\\${char}`)
      .replace(/[{}]/g, char => char + char),
  };
}
