// The model's text with the action lit. In: files and lines. Out: classes on the lines of the listings that the page
// holds anyway.

import type { Film } from '../film-shape.ts';

export class Source {
  private lit: Element[] = [];
  private readonly film: Film;

  constructor(film: Film) {
    this.film = film;
    for (const line of document.querySelectorAll('.l.used')) line.classList.remove('used');
    for (const [file, from] of film.lines) lineOf(file, from)?.classList.add('used');
  }

  show(n: number): void {
    for (const line of this.lit) line.classList.remove('lit');
    this.lit = [];
    const place = this.film.lines[n - 1];
    if (place === undefined) return;
    const [file, from, to] = place;
    for (let n = from; n <= to; n++) {
      const line = lineOf(file, n);
      if (line === null) continue;
      line.classList.add('lit');
      this.lit.push(line);
    }
    const [first] = this.lit;
    const listing = first?.closest('.listing');
    if (!(first instanceof HTMLElement) || !(listing instanceof HTMLElement)) return;
    listing.scrollTop = first.offsetTop - listing.clientHeight / 3;
  }
}

function lineOf(file: number, line: number): Element | null {
  return document.getElementById(`L${file}-${line}`);
}
