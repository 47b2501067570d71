// The bar above the chart, and the keys. In: the films, what to do. Out: calls; the bar shows where the cursor stands.
// j and k step, [ and ] go from switch to switch, n to the step after which there is no way back, / searches.

import type { Film } from '../film-shape.ts';
import type { Place } from './address.ts';
import { at, byId, make } from './dom.ts';
import type { FilmReader } from './reader.ts';
import { nextOf, stepsWith } from './search.ts';

export interface Actions {
  readonly go: (step: number) => void;
  readonly choose: (film: number) => void;
  readonly compare: (film: number | null) => void;
  readonly found: (steps: readonly number[]) => void;
}

export class Controls {
  private readonly films: readonly Film[];
  private readonly actions: Actions;
  private readonly slider = byId('slider', HTMLInputElement);
  private readonly where = byId('where', HTMLOutputElement);
  private readonly live = byId('live', HTMLElement);
  private readonly search = byId('search', HTMLInputElement);
  private readonly count = byId('found', HTMLElement);
  private readonly choice = byId('choice', HTMLSelectElement);
  private readonly beside = byId('beside', HTMLSelectElement);
  private film: Film;
  private step = 0;
  private found: readonly number[] = [];

  constructor(films: readonly Film[], actions: Actions) {
    this.films = films;
    this.actions = actions;
    this.film = at(films, 0);
    films.forEach(({ name }, i) => {
      this.choice.append(optionOf(String(i), name));
      this.beside.append(optionOf(String(i), name));
    });
    for (const label of document.querySelectorAll('.if-several')) {
      label.toggleAttribute('hidden', films.length < 2);
    }
    this.listen();
  }

  /** Another trace is looked at. */
  open({ film, beside }: Place): void {
    this.film = at(this.films, film);
    this.slider.max = String(this.film.timeline.steps.length);
    this.choice.value = String(film);
    byId('trace-name', HTMLElement).textContent = this.film.name;
    byId('back', HTMLButtonElement).disabled = this.film.noReturn === null;
    this.beside.value = beside === null ? '' : String(beside);
    for (const option of this.beside.options) option.disabled = option.value === String(film);
    this.find(this.search.value);
  }

  show({ step }: Place, reader: FilmReader): void {
    this.step = step;
    this.slider.value = String(step);
    const { steps } = reader;
    const lost = this.film.noReturn !== null && step >= this.film.noReturn;
    this.where.replaceChildren(
      `step ${Math.min(step, steps)} of ${steps}`,
      lost ? make('span', 'here', ' · no way back') : '',
    );
    const said = this.film.timeline.steps[step - 1];
    const thread =
      said?.lane == null ? 'environment' : at(this.film.timeline.lanes, said.lane).name;
    this.live.textContent =
      said === undefined ? 'initial state' : `step ${step} of ${steps}, ${thread}: ${said.text}`;
  }

  private listen(): void {
    this.slider.addEventListener('input', () => this.actions.go(Number(this.slider.value)));
    this.choice.addEventListener('change', () => this.actions.choose(Number(this.choice.value)));
    this.beside.addEventListener('change', () => {
      const { value } = this.beside;
      this.actions.compare(value === '' ? null : Number(value));
    });
    this.search.addEventListener('input', () => this.find(this.search.value));
    this.search.addEventListener('keydown', event => {
      if (event.key === 'Enter') this.jump(nextOf(this.found, this.step, !event.shiftKey));
      if (event.key === 'Escape') this.search.blur();
    });
    for (const button of document.querySelectorAll('.controls button[data-key]')) {
      button.addEventListener('click', () => this.press(button.getAttribute('data-key') ?? ''));
    }
    document.addEventListener('keydown', event => {
      const { target } = event;
      const types = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
      if (types || event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.press(event.key)) event.preventDefault();
    });
  }

  /** True if the key means something here. */
  private press(key: string): boolean {
    const { switches, noReturn, timeline } = this.film;
    const ahead = switches.find(n => n > this.step);
    const behind = switches.findLast(n => n < this.step);
    switch (key) {
      case 'j':
        this.actions.go(this.step + 1);
        return true;
      case 'k':
        this.actions.go(this.step - 1);
        return true;
      case ']':
        this.jump(ahead ?? timeline.steps.length);
        return true;
      case '[':
        this.jump(behind ?? 0);
        return true;
      case 'n':
        if (noReturn === null) this.live.textContent = 'there is a way back from every step';
        else this.jump(noReturn);
        return true;
      case 'g':
        this.jump(0);
        return true;
      case 'G':
        this.jump(timeline.steps.length);
        return true;
      case '/':
        this.search.focus();
        this.search.select();
        return true;
      default:
        return false;
    }
  }

  private jump(n: number | null): void {
    if (n !== null) this.actions.go(n);
  }

  private find(words: string): void {
    this.found = stepsWith(this.film, words);
    const none = words.trim() === '';
    this.count.textContent = none ? '' : `${this.found.length} found`;
    this.actions.found(this.found);
    const at = this.found.includes(this.step);
    if (!none && !at && document.activeElement === this.search) {
      this.jump(nextOf(this.found, this.step - 1, true));
    }
  }
}

function optionOf(value: string, name: string): HTMLOptionElement {
  const option = make('option', '', name);
  option.value = value;
  return option;
}
