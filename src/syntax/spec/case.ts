// One case of a spec. In: tokens from `case` on. Out: the case, added to the draft, or a complaint.

import { nearest } from '../../diagnostic/suggest.ts';
import type { Cursor } from './cursor.ts';
import * as read from './cursor.ts';
import type { Draft } from './draft.ts';
import {
  COUNTS,
  type SpecCase,
  type SpecChoice,
  type SpecProperty,
  type SpecText,
} from './tree.ts';

/** Words that may follow the list of properties. */
const AFTER_PROPERTIES: readonly string[] = ['unknown', 'because', 'source', 'cause', ...COUNTS];

type Outcome = Pick<SpecCase, 'verdict' | 'violated' | 'unknown'>;

/** Reads a case; false where it was given up. */
export function specCase(c: Cursor, draft: Draft): boolean {
  const head = read.take(c);
  const choices = allChoices(c);
  if (choices === null) return false;
  const slow = read.accept(c, 'slow');
  if (!read.demand(c, ':')) return false;
  const outcome = outcomeOf(c, draft);
  const counts = outcome === null ? null : countsOf(c);
  if (outcome === null || counts === null) return false;
  const because = reason(c, head, 'because');
  const source = because === null ? null : reason(c, head, 'source');
  if (because === null || source === null) return false;
  const span = { ...head.span, end: c.tokens.ends[c.at - 1] ?? head.span.end };
  const found: SpecCase = { span, choices, slow, ...outcome, counts, because, source };
  reportTwin(c, draft, head, found);
  draft.cases.push(found);
  return true;
}

/** Which of two equal choices a case is about must not depend on their order. */
export function choiceKey(choices: readonly SpecChoice[]): string {
  return choices
    .map(({ name, value }) => `${name.text}=${value.text}`)
    .sort()
    .join(' ');
}

function reportTwin(c: Cursor, draft: Draft, head: SpecText, found: SpecCase): void {
  const key = choiceKey(found.choices);
  const twin = draft.cases.find(one => choiceKey(one.choices) === key);
  if (twin === undefined) return;
  const message = key === '' ? 'the default case is given twice' : `the case ${key} is given twice`;
  read.report(c, 'MC1203', head.span, message, undefined, twin.span);
}

function allChoices(c: Cursor): SpecChoice[] | null {
  const choices: SpecChoice[] = [];
  while (read.isName(read.peek(c)) && !endsChoices(c)) {
    const choice = oneChoice(c);
    if (choice === null) return null;
    if (choices.some(one => one.name.text === choice.name.text)) {
      read.report(c, 'MC1203', choice.name.span, `\`${choice.name.text}\` is chosen twice`);
    }
    choices.push(choice);
  }
  return choices;
}

/** `slow`, or what stands behind a colon that has been forgotten; nothing else of a choice is without `=`. */
function endsChoices(c: Cursor): boolean {
  const next = read.peek(c, 1);
  return (
    next !== '=' && next !== '.' && ['slow', 'holds', 'violated', 'unknown'].includes(read.peek(c))
  );
}

function oneChoice(c: Cursor): SpecChoice | null {
  let name = read.take(c);
  while (read.accept(c, '.')) {
    const part = read.name(c, 'the name of a version');
    if (part === null) return null;
    const span = { ...name.span, end: part.span.end };
    name = { text: `${name.text}.${part.text}`, span };
  }
  if (!read.demand(c, '=')) return null;
  const minus = read.peek(c) === '-' ? read.take(c) : null;
  if (!/^\w+$/.test(read.peek(c))) return read.complain(c, 'a value');
  const value = read.take(c);
  if (minus === null) return { name, value };
  return {
    name,
    value: { text: `-${value.text}`, span: { ...value.span, start: minus.span.start } },
  };
}

function outcomeOf(c: Cursor, draft: Draft): Outcome | null {
  if (read.accept(c, 'holds')) return { verdict: 'holds', violated: [], unknown: [] };
  if (read.accept(c, 'violated')) {
    const violated = list(c, 'a violated property', at => property(at, draft));
    if (violated === null) return null;
    const unknown = read.accept(c, 'unknown') ? unknowns(c) : [];
    return unknown && { verdict: 'violated', violated, unknown };
  }
  if (!read.accept(c, 'unknown')) return read.complain(c, '`holds`, `violated` or `unknown`');
  const unknown = unknowns(c);
  return unknown && { verdict: 'unknown', violated: [], unknown };
}

function unknowns(c: Cursor): SpecText[] | null {
  return (
    list(c, 'an undecided property', at => ({ name: propertyName(at) }))?.map(one => one.name) ??
    null
  );
}

/** One or more; null where one of them was given up. */
function list<T extends { readonly name: SpecText }>(
  c: Cursor,
  what: string,
  one: (c: Cursor) => T | null,
): T[] | null {
  const found: T[] = [];
  while (read.isName(read.peek(c)) && !AFTER_PROPERTIES.includes(read.peek(c))) {
    const next = one(c);
    if (next === null) return null;
    if (found.some(({ name }) => name.text === next.name.text)) {
      read.report(c, 'MC1203', next.name.span, `\`${next.name.text}\` is named twice`);
    }
    found.push(next);
  }
  return found.length === 0 ? read.complain(c, `the name of ${what}`) : found;
}

/** `deadlock`, `partial-deadlock` */
export function propertyName(c: Cursor): SpecText {
  let name = read.take(c);
  while (read.peek(c) === '-' && read.isName(read.peek(c, 1))) {
    c.at++;
    const part = read.take(c);
    name = {
      text: `${name.text}-${part.text}`,
      span: { ...name.span, end: part.span.end },
    };
  }
  return name;
}

function property(c: Cursor, draft: Draft): SpecProperty | null {
  const name = propertyName(c);
  if (!read.accept(c, 'cause')) return { name, causes: null };
  const causes = new Set<string>();
  do {
    const cause = causeOf(c, draft);
    if (cause === null) return null;
    causes.add(cause);
  } while (read.accept(c, ','));
  return { name, causes: [...causes].sort() };
}

/** A hash, or a name declared above; a name that is not declared is reported and stands for itself. */
function causeOf(c: Cursor, draft: Draft): string | null {
  const text = read.peek(c);
  if (!/^\w+$/.test(text)) return read.complain(c, 'a cause: its name or 12 hex digits');
  const { span } = read.take(c);
  const declared = draft.causes.get(text);
  if (declared !== undefined) return declared.text;
  if (/^[0-9a-f]{12}$/.test(text)) return text;
  const near = nearest(text, draft.causes.keys());
  const help = near === null ? `Declare it: \`cause ${text} = ...\`.` : `Did you mean \`${near}\`?`;
  read.report(c, 'MC1204', span, `no cause \`${text}\` is declared above`, help);
  return text;
}

function countsOf(c: Cursor): SpecCase['counts'] | null {
  const counts: { [name in (typeof COUNTS)[number]]?: number } = {};
  for (;;) {
    const key = COUNTS.find(word => word === read.peek(c));
    if (key === undefined) return counts;
    const { span } = read.take(c);
    const value = read.whole(c);
    if (value === null) return null;
    if (counts[key] !== undefined) read.report(c, 'MC1203', span, `\`${key}\` is given twice`);
    counts[key] = value;
  }
}

/** `because` or `source` and its strings, joined by blanks. */
function reason(c: Cursor, head: SpecText, word: 'because' | 'source'): string | null {
  if (!read.accept(c, word)) {
    const next = read.peek(c);
    if (next !== '' && next !== 'case' && next !== 'source') {
      return read.complain(c, `\`${word} "..."\``);
    }
    read.report(c, 'MC1202', head.span, `this case has no \`${word}\``, `Add \`${word} "..."\`.`);
    return null;
  }
  const first = read.string(c, 'a text in quotes');
  if (first === null) return null;
  const texts = [first.text];
  while (/^".*"$/.test(read.peek(c))) texts.push(read.take(c).text.slice(1, -1));
  const text = texts.join(' ').trim();
  if (text !== '') return text;
  read.report(c, 'MC1202', first.span, `\`${word}\` is empty`);
  return null;
}
