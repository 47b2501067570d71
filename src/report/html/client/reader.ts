// What a film says of one of its states. In: the page's data. Out: values, changes and offers as texts. States are
// worked out from changes, with every hundredth kept, so that any step is at hand at once.

import type { Film, OfferList, PageData, Variable } from '../film-shape.ts';
import { at } from './dom.ts';

const KEPT = 100;

export interface Change {
  readonly variable: number;
  readonly before: number;
  readonly after: number;
}

export class FilmReader {
  readonly film: Film;
  readonly steps: number;
  private readonly texts: readonly string[];
  private readonly values = new Map<number, readonly number[]>();
  private readonly lists = new Map<number, readonly number[]>();

  constructor(data: PageData, film: Film) {
    this.film = film;
    this.texts = data.texts;
    this.steps = film.timeline.steps.length;
  }

  text(number: number): string {
    return at(this.texts, number);
  }

  nameOf(variable: Variable): string {
    return this.text(variable.name);
  }

  /** The value of each variable after step `n`, as numbers of texts. */
  valuesAt(n: number): readonly number[] {
    return this.replayed(this.values, n, [...this.film.initial], (values, step) => {
      const changes = at(this.film.changes, step - 1);
      for (let i = 0; i < changes.length; i += 2) values[at(changes, i)] = at(changes, i + 1);
    });
  }

  changesOf(n: number): Change[] {
    if (n === 0) return [];
    const [before, changes] = [this.valuesAt(n - 1), at(this.film.changes, n - 1)];
    const found: Change[] = [];
    for (let i = 0; i < changes.length; i += 2) {
      const variable = at(changes, i);
      found.push({ variable, before: at(before, variable), after: at(changes, i + 1) });
    }
    return found;
  }

  /** The offers in the state after step `n`: of each group that has any, its name and its list. */
  offersAt(n: number): { readonly group: string; readonly list: OfferList }[] {
    const { groups, offered, offers } = this.film;
    const none = groups.map(() => -1);
    const lists = this.replayed(this.lists, n, this.take(none, at(offered, 0)), (list, step) =>
      this.take(list, at(offered, step)),
    );
    return lists.flatMap((list, group) =>
      list < 0 ? [] : [{ group: this.text(at(groups, group)), list: at(offers, list) }],
    );
  }

  private take(lists: number[], changes: readonly number[]): number[] {
    for (let i = 0; i < changes.length; i += 2) lists[at(changes, i)] = at(changes, i + 1);
    return lists;
  }

  private replayed(
    kept: Map<number, readonly number[]>,
    n: number,
    initial: readonly number[],
    apply: (values: number[], step: number) => unknown,
  ): readonly number[] {
    let from = n - (n % KEPT);
    while (from > 0 && !kept.has(from)) from -= KEPT;
    const values = [...(from === 0 ? initial : (kept.get(from) ?? initial))];
    for (let step = from + 1; step <= n; step++) {
      apply(values, step);
      if (step % KEPT === 0) kept.set(step, [...values]);
    }
    return values;
  }
}
