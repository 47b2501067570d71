// The script of a page: one cursor over all views of a trace. In: the data that the page carries. Out: a page that can
// be stepped through. Without it the page is complete, but stands still. It loads nothing and sends nothing.

import type { PageData } from '../film-shape.ts';
import { firstStep, hashOf, type Place, placeFrom } from './address.ts';
import { differencesPanel, partingStep } from './compare.ts';
import { Controls } from './controls.ts';
import { at, byId } from './dom.ts';
import { Pane } from './pane.ts';
import { objectsPanel, offersPanel, statePanel, stepPanel } from './panels.ts';
import { FilmReader } from './reader.ts';
import { Source } from './source.ts';

const data: PageData = JSON.parse(byId('mcheck-film', HTMLScriptElement).textContent ?? '');
const readers = data.films.map(film => new FilmReader(data, film));
if (readers.length > 0) start();

function start(): void {
  document.documentElement.classList.add('live');
  for (const one of document.querySelectorAll('details.words')) one.removeAttribute('open');
  // Without the script an address leads to these rows; with it, to the chart.
  for (const row of document.querySelectorAll('tr[id^="s="]')) row.removeAttribute('id');
  const panels = {
    step: byId('panel-step', HTMLElement),
    offers: byId('panel-offers', HTMLElement),
    objects: byId('panel-objects', HTMLElement),
    state: byId('panel-state', HTMLElement),
    differences: byId('panel-differences', HTMLElement),
  };
  const stage = byId('trace', HTMLElement);
  const boxes = { left: byId('chart', HTMLElement), right: byId('chart-beside', HTMLElement) };
  let place: Place = placeFrom(location.hash, data.films) ?? {
    step: firstStep(data.films[0]),
    film: 0,
    beside: null,
  };
  let left: Pane;
  let right: Pane | null = null;
  let source: Source;
  const controls = new Controls(data.films, {
    go: step => go({ ...place, step }),
    choose: film => go({ film, beside: null, step: firstStep(data.films[film]) }),
    compare: beside => go({ ...place, beside }),
    found: steps => left.find(new Set(steps)),
  });

  /** The charts of the traces that are looked at. */
  const open = () => {
    const reader = at(readers, place.film);
    const other = place.beside === null ? null : at(readers, place.beside);
    const parting = other === null ? Number.POSITIVE_INFINITY : partingStep(reader, other);
    const mark = (n: number) => (n >= parting ? 'apart' : '');
    const fresh = boxes.left.dataset.film === String(place.film) && other === null;
    left = new Pane(boxes.left, reader.film, fresh, step => go({ ...place, step }), mark);
    boxes.left.dataset.film = other === null ? String(place.film) : '';
    right =
      other === null
        ? null
        : new Pane(boxes.right, other.film, false, step => go({ ...place, step }), mark);
    document.documentElement.classList.toggle('comparing', other !== null);
    source = new Source(reader.film);
    controls.open(place);
  };

  const show = () => {
    const reader = at(readers, place.film);
    const other = place.beside === null ? null : at(readers, place.beside);
    const n = Math.min(place.step, reader.steps);
    left.show(n);
    right?.show(Math.min(place.step, other?.steps ?? 0));
    source.show(n);
    panels.step.replaceChildren(...stepPanel(reader, n));
    panels.offers.replaceChildren(...offersPanel(reader, n));
    panels.objects.replaceChildren(...objectsPanel(reader, n));
    panels.state.replaceChildren(...statePanel(reader, n));
    if (other !== null) {
      panels.differences.replaceChildren(...differencesPanel(reader, other, place.step));
    }
    controls.show(place, reader);
  };

  const go = (next: Place) => {
    const opens = next.film !== place.film || next.beside !== place.beside;
    const most = Math.max(at(readers, next.film).steps, readers[next.beside ?? -1]?.steps ?? 0);
    place = { ...next, step: Math.max(0, Math.min(next.step, most)) };
    if (opens) open();
    show();
    remember();
  };

  /** Not at every step: browsers limit how often an address may change. */
  let waiting: number | null = null;
  const remember = () => {
    if (waiting !== null) window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      waiting = null;
      history.replaceState(null, '', hashOf(place));
    }, 120);
  };

  window.addEventListener('hashchange', () => {
    const asked = placeFrom(location.hash, data.films);
    if (asked === null) return;
    if (hashOf(asked) !== hashOf(place)) go(asked);
    stage.scrollIntoView({ block: 'start' });
  });
  const listings = byId('listings', HTMLElement);
  byId('panel-source', HTMLElement).append(listings);
  byId('source', HTMLElement).hidden = true;
  // On paper everything is in its place and open.
  window.addEventListener('beforeprint', () => {
    for (const one of document.querySelectorAll('details.words')) one.setAttribute('open', '');
    byId('source', HTMLElement).hidden = false;
    byId('source', HTMLElement).append(listings);
  });
  window.addEventListener('afterprint', () => {
    byId('source', HTMLElement).hidden = true;
    byId('panel-source', HTMLElement).append(listings);
  });
  open();
  show();
  if (placeFrom(location.hash, data.films) !== null) stage.scrollIntoView({ block: 'start' });
}
