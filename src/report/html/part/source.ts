// The text of the models, line by line. In: files and the lines that matter. Out: HTML with an id per line. Of very
// long files only what is near the steps is shown.

import type { SourceFile } from '../../../diagnostic/source.ts';
import { clip, markup } from '../../picture/markup.ts';
import type { Film } from '../film-shape.ts';

/** Characters of all files together that are shown in full. */
const MOST_CHARACTERS = 200_000;
const NEAR = 12;
const LONGEST_LINE = 400;

export function listings(files: readonly SourceFile[], films: readonly Film[]): string {
  const whole = files.reduce((sum, { text }) => sum + text.length, 0) <= MOST_CHARACTERS;
  return files
    .map((file, i) => {
      const near = whole ? null : linesNear(films, i);
      return `<p class="file-name">${markup(clip(file.path, 300))}</p>${listing(file, i, near)}`;
    })
    .join('\n');
}

function listing(file: SourceFile, index: number, near: ReadonlySet<number> | null): string {
  const all = file.text.replace(/\n$/, '').split('\n');
  const lines = all.flatMap((text, i) => {
    const n = i + 1;
    if (near !== null && !near.has(n))
      return near.has(n + 1) ? ['<span class="l" data-l="">…</span>'] : [];
    const shown = markup(clip(text.replace(/\r$/, '').replaceAll('\t', '    '), LONGEST_LINE));
    return [`<span class="l" id="L${index}-${n}" data-l="${n}">${shown}</span>`];
  });
  return `<pre class="listing" tabindex="0">${lines.join('')}</pre>`;
}

function linesNear(films: readonly Film[], file: number): Set<number> {
  const near = new Set<number>();
  for (const { lines } of films) {
    for (const [of, from, to] of lines) {
      if (of !== file) continue;
      for (let n = from - NEAR; n <= to + NEAR; n++) near.add(n);
    }
  }
  return near;
}

/** The comment that a model begins with: what it says of itself, its abstractions above all. */
export function openingComment(file: SourceFile): string {
  const lines: string[] = [];
  for (const line of file.text.split('\n')) {
    const text = line.trim();
    if (text.startsWith('//')) lines.push(text.replace(/^\/\/ ?/, ''));
    else if (text !== '' || lines.length > 0) break;
  }
  const expectations = lines.findIndex(line => line.startsWith('expect '));
  return (expectations < 0 ? lines : lines.slice(0, expectations)).join('\n').trim();
}
