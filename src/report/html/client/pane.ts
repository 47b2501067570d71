// A chart with a cursor. In: a film, the element to draw in. Out: the chart; steps that were clicked. A short trace is
// drawn once; of a long one a window around the cursor, drawn anew when the cursor leaves it.

import { drawChart } from '../../picture/chart.ts';
import { type Row, rowsBetween } from '../../picture/rows.ts';
import type { Film } from '../film-shape.ts';

/** A longer trace is drawn in windows of this many steps. */
const WINDOW = 300;

export class Pane {
  private readonly box: HTMLElement;
  private readonly film: Film;
  private readonly onStep: (n: number) => void;
  private readonly mark: (n: number) => string;
  private range: { readonly from: number; readonly to: number } | null = null;
  private cursor = 0;

  /** `drawn`: the page holds the whole chart already. `mark`: further classes of a step. */
  constructor(
    box: HTMLElement,
    film: Film,
    drawn: boolean,
    onStep: (n: number) => void,
    mark: (n: number) => string = () => '',
  ) {
    this.box = box;
    this.film = film;
    this.onStep = onStep;
    this.mark = mark;
    const steps = film.timeline.steps.length;
    if (drawn && steps <= WINDOW) this.range = { from: 1, to: steps };
    box.onclick = event => this.clicked(event);
  }

  show(n: number): void {
    const steps = this.film.timeline.steps.length;
    const { range } = this;
    const isOut = range === null || n < range.from || n > range.to;
    if (isOut && !(n === 0 && range?.from === 1)) this.draw(n, steps);
    this.stepElement(this.cursor)?.classList.remove('on');
    this.cursor = n;
    const element = this.stepElement(n);
    element?.classList.add('on');
    this.keepInSight(element);
  }

  /** Marks the steps that a search found. */
  find(found: ReadonlySet<number>): void {
    for (const element of this.box.querySelectorAll('.step')) {
      const n = Number(element.getAttribute('data-n'));
      element.classList.toggle('found', found.has(n));
    }
  }

  private draw(n: number, steps: number): void {
    const from = steps <= WINDOW ? 1 : Math.max(1, Math.min(n - WINDOW / 2, steps - WINDOW + 1));
    const to = Math.min(steps, from + WINDOW - 1);
    const rows: Row[] = [
      ...(from > 1 ? [{ kind: 'fold' as const, from: 1, to: from - 1 }] : []),
      ...rowsBetween(from, to, this.film.noReturn),
      ...(to < steps ? [{ kind: 'fold' as const, from: to + 1, to: steps }] : []),
    ];
    const { width, head, body } = drawChart(this.film.timeline, rows, this.film.words);
    const picture = (part: { readonly height: number; readonly svg: string }, name: string) =>
      `<svg class="chart ${name}" role="img" aria-label="${name}" width="${width}" height="${part.height}" viewBox="0 0 ${width} ${part.height}">${part.svg}</svg>`;
    // Every text in it has been escaped by the chart.
    this.box.innerHTML = picture(head, 'head') + picture(body, 'body');
    this.range = { from, to };
    for (let step = from; step <= to; step++) {
      const more = this.mark(step);
      if (more !== '') this.stepElement(step)?.classList.add(more);
    }
  }

  private stepElement(n: number): Element | null {
    return this.box.querySelector(`.step[data-n="${n}"]`);
  }

  private keepInSight(element: Element | null): void {
    if (element === null) {
      this.box.scrollTop = 0;
      return;
    }
    const [inner, outer] = [element.getBoundingClientRect(), this.box.getBoundingClientRect()];
    const head = this.box.querySelector('.head')?.getBoundingClientRect().height ?? 0;
    if (inner.top < outer.top + head) this.box.scrollTop -= outer.top + head - inner.top + 60;
    if (inner.bottom > outer.bottom) this.box.scrollTop += inner.bottom - outer.bottom + 60;
    const label = element.querySelector('.box')?.getBoundingClientRect();
    if (label === undefined) return;
    if (label.left < outer.left) this.box.scrollLeft -= outer.left - label.left + 40;
    if (label.right > outer.right) this.box.scrollLeft += label.right - outer.right + 40;
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const step = target?.closest('.step')?.getAttribute('data-n') ?? null;
    if (step !== null) this.onStep(Number(step));
    const fold = target?.closest('.fold');
    const { range } = this;
    if (fold == null || range === null) return;
    const above = fold.compareDocumentPosition(this.box.querySelector('.step') ?? fold) & 4;
    this.onStep(above ? Math.max(1, range.from - 1) : range.to + 1);
  }
}
