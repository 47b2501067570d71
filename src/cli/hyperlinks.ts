// Hyperlinks on a terminal (OSC 8): a place in a model opens in an editor. In: the environment, a place as it is shown.
// Out: the same text as a link, where the terminal is known to show one. No terminal can be asked, so the ones that say
// who they are in the environment are known by name and version.

import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

const OSC = '\u001b]8;;';
const END = '\u001b\\';

/** Terminals by `TERM_PROGRAM`, all versions or from one on. */
const PROGRAMS: Readonly<Record<string, number>> = {
  'iTerm.app': 3.1,
  WezTerm: 0,
  ghostty: 0,
  Hyper: 0,
  vscode: 1.72,
  Tabby: 0,
  rio: 0,
};

const TERMS = ['xterm-kitty', 'alacritty', 'foot', 'foot-extra', 'xterm-ghostty', 'contour'];

/** `FORCE_HYPERLINK` decides, whatever else is set; pipelines and dumb terminals have none. */
export function showsHyperlinks(env: Environment): boolean {
  const forced = env.FORCE_HYPERLINK;
  if (forced !== undefined && forced !== '') return forced !== '0';
  const term = env.TERM ?? '';
  if (isSet(env.CI) || term === 'dumb') return false;
  if (isSet(env.WT_SESSION) || isSet(env.KITTY_WINDOW_ID) || isSet(env.DOMTERM)) return true;
  if (TERMS.includes(term)) return true;
  // VTE 0.50 crashed on some links.
  if (Number(env.VTE_VERSION ?? 0) > 5000) return true;
  if (Number(env.KONSOLE_VERSION ?? 0) >= 201200) return true;
  const least = PROGRAMS[env.TERM_PROGRAM ?? ''];
  const version = Number.parseFloat(env.TERM_PROGRAM_VERSION ?? '0');
  return least !== undefined && version >= least;
}

/** `models/a.mig:12` as a link to the file; as it is where its name had to be escaped. */
export function fileLink(place: string, host = hostname()): string {
  const path = place.replace(/:\d+$/, '');
  if (path.includes('\\')) return place;
  const url = pathToFileURL(resolve(path));
  url.hostname = host;
  return `${OSC}${url.href}${END}${place}${OSC}${END}`;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
