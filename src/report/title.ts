// The first line of a screen: what was found, in which model, under which choice. In: run, the property that is
// told, context. Out: one or two lines.

import { escapeText } from '../diagnostic/escape.ts';
import type { PropertyResult, RunResult, Verdict } from '../verdict/result.ts';
import type { ScreenContext } from './context.ts';
import type { Style } from './layout.ts';
import { hang, WIDTH } from './layout.ts';

export function titleLines(
  run: RunResult,
  result: PropertyResult | null,
  context: ScreenContext,
  style: Style,
): string[] {
  const title = result === null ? TITLES[run.verdict] : titleOf(result);
  const verdict = result === null ? run.verdict : result.verdict;
  const file = escapeText(context.file);
  const choice = escapeText(choiceText(context));
  const lead = `mcheck: ${escapeText(title)}  `;
  const rest = choice === '' ? file : `${file}  ${choice}`;
  const lines =
    lead.length + rest.length <= WIDTH || lead.length > WIDTH / 2
      ? hang(lead, rest)
      : [...hang(lead, file), ...hang(' '.repeat(8), choice)];
  return lines.map((line, i) => {
    const linked = line.replace(file, () => style('place', file));
    return i === 0 ? linked.replace(title, () => style(verdict, title)) : linked;
  });
}

/** `[fix: none, PAGES: 2]`; nothing where nothing was chosen. */
export function choiceText(context: ScreenContext): string {
  const chosen = context.choice.map(one => `${one.name}: ${one.value}`);
  return chosen.length === 0 ? '' : `[${chosen.join(', ')}]`;
}

const TITLES: Readonly<Record<Verdict, string>> = {
  holds: 'HOLDS',
  unknown: 'UNKNOWN',
  violated: 'VIOLATED',
};

/** `DEADLOCK`, `VIOLATED no_page_lost`. */
export function titleOf(result: PropertyResult): string {
  const { property, verdict } = result;
  if (verdict !== 'violated') {
    return `${property.kind === 'reachable' ? 'REACHABLE' : TITLES[verdict]} ${property.name}`;
  }
  switch (property.kind) {
    case 'deadlock':
      return 'DEADLOCK';
    case 'partial-deadlock':
      return 'PARTIAL DEADLOCK';
    case 'error':
      return 'ERROR';
    case 'assertion':
      return 'ASSERTION FAILED';
    case 'vacuity':
      return 'NEVER EXERCISED';
    case 'reachable':
      return `NOT REACHABLE ${property.name}`;
    case 'bound':
      return `BOUND EXCEEDED ${property.name}`;
    default:
      return `VIOLATED ${property.name}`;
  }
}
