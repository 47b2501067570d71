// Plain text in 72 columns: wrapping and tables. In: strings. Out: strings, no line longer than asked
// for. Colour comes in as a function and is applied after the widths are settled.

/** Width of everything that may be mailed. */
export const WIDTH = 72;

/** What a piece of text says; the terminal decides how that looks. `place`: a file, or `file:line`. */
export type Role = 'holds' | 'violated' | 'unknown' | 'strong' | 'dim' | 'place';

/** Colours a text by its role; must not change what is printed otherwise. */
export type Style = (role: Role, text: string) => string;

export const PLAIN: Style = (_role, text) => text;

/** Lines of at most `width` characters, broken at spaces; a longer word is cut. Never empty. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
    while (line.length > room) {
      const cut = cutAt(line, room);
      lines.push(line.slice(0, cut));
      line = line.slice(cut);
    }
  }
  return [...lines, line];
}

/** Where to cut a word that is too long: after the last `/`, `.`, `_` or `,` if one is in the right half. */
function cutAt(word: string, width: number): number {
  for (let at = width; at > width / 2; at--) {
    if ('/._,('.includes(word[at - 1] ?? '')) return at;
  }
  return width;
}

/** `lead` before the first line, spaces before the others, no line longer than `width`. */
export function hang(lead: string, text: string, width = WIDTH): string[] {
  const indent = ' '.repeat(lead.length);
  return wrap(text, width - lead.length).map((line, i) => `${i === 0 ? lead : indent}${line}`);
}

/**
 * Rows with aligned columns, two spaces between them. Columns whose name is in `right` are aligned right.
 * Nothing is cut: the caller chooses columns that fit.
 */
export function table(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string[] {
  const columns = Math.max(0, ...rows.map(row => row.length));
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(0, ...rows.map(row => row[c]?.length ?? 0)),
  );
  return rows.map(row =>
    row
      .map((cell, c) =>
        right.includes(c) ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** `1 step`, `2 steps` */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
