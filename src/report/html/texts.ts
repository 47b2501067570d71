// The texts of a page's data, each once. In: texts of a model. Out: numbers. Control characters and direction marks
// become escapes, and nothing is longer than a reader would read.

import { clip } from '../picture/markup.ts';

const LONGEST = 400;

export class Texts {
  readonly all: string[] = [];
  private readonly numbers = new Map<string, number>();

  add(text: string): number {
    return this.number(text, () => clip(text, LONGEST));
  }

  /** Several texts as one, a line each. */
  addLines(lines: readonly string[]): number {
    return this.number(`${lines.length}\n${lines.join('\n')}`, () =>
      lines.map(line => clip(line, LONGEST)).join('\n'),
    );
  }

  private number(key: string, make: () => string): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.all.length);
    return this.all.push(make()) - 1;
  }
}
