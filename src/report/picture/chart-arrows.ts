// The arrows of a sequence chart. In: arrows of a timeline, the layout. Out: SVG elements. An arrow that ends nowhere
// is a stub with a dot (under way), or with a cross (lost).

import type { Arrow } from '../../explain/arrows.ts';
import { type Layout, round } from './chart-layout.ts';
import { tooltip } from './markup.ts';

const STUB = 16;

export function chartArrows(arrows: readonly Arrow[], layout: Layout): string[] {
  return arrows.flatMap(arrow => {
    const drawn = arrow.to === null ? stub(arrow, layout) : line(arrow, arrow.to, layout);
    return drawn === null
      ? []
      : [`<g class="arrow ${arrow.kind}">${tooltip(titleOf(arrow))}${drawn}</g>`];
  });
}

function titleOf({ text, from, to, lostIn }: Arrow): string {
  if (to !== null) return `${text}: step ${from.step} to step ${to.step}`;
  if (lostIn !== null) return `${text}: sent in step ${from.step}, lost in step ${lostIn}`;
  return `${text}: sent in step ${from.step}, not taken`;
}

/** From the edge of one box to the edge of the other; null between boxes of one thread, or outside. */
function line({ from }: Arrow, to: Arrow['from'], layout: Layout): string | null {
  if (from.lane === to.lane) return null;
  const [y1, y2] = [layout.at(from.step), layout.at(to.step)];
  if (y1 === y2 && from.step !== to.step) return null;
  const [start, end] = [layout.box(from.step, from.lane), layout.box(to.step, to.lane)];
  const right = (layout.lanes[to.lane]?.middle ?? 0) > (layout.lanes[from.lane]?.middle ?? 0);
  const x1 = right ? start.right : start.left;
  const x2 = right ? end.left : end.right;
  return `<path d="M${x1} ${y1} L${x2} ${y2}"/>${tip(x1, y1, x2, y2)}`;
}

function tip(x1: number, y1: number, x2: number, y2: number): string {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const corner = (turn: number) => {
    const at = angle + Math.PI + turn;
    return `${round(x2 + 8 * Math.cos(at))} ${round(y2 + 8 * Math.sin(at))}`;
  };
  return `<path class="tip" d="M${x2} ${y2} L${corner(0.4)} L${corner(-0.4)} Z"/>`;
}

function stub({ from, lostIn }: Arrow, layout: Layout): string | null {
  const y = layout.at(from.step);
  const x = layout.box(from.step, from.lane).right;
  const end = x + STUB;
  const cap =
    lostIn === null
      ? `<circle class="tip" cx="${end}" cy="${y}" r="3"/>`
      : `<path d="M${end - 4} ${y - 4} l8 8 m0 -8 l-8 8"/>`;
  return `<path d="M${x} ${y} H${end}"/>${cap}`;
}
