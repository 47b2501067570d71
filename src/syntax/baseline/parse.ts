// Text of a baseline to its entries: findings that are accepted as they are. In: one source file. Out: the entries, or
// null and every independent error. Read from the same tokens as specs; it knows no model.
//
//   accept PROPERTY cause CAUSE[, CAUSE ...] [in PROTOCOL] because "..."
//   CAUSE  12 hex digits, or `none` for a finding without a cause

import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { SourceFile, Span } from '../../diagnostic/source.ts';
import { sizeError } from '../limits.ts';
import { beginsLine } from '../recovery.ts';
import { propertyName } from '../spec/case.ts';
import type { Cursor } from '../spec/cursor.ts';
import * as read from '../spec/cursor.ts';
import { tokenize } from '../tokens.ts';

/** One accepted finding. */
export interface BaselineEntry {
  readonly property: string;
  /** 12 hex digits; null for a finding that has none. */
  readonly cause: string | null;
  /** The protocol it is about; null for any. */
  readonly model: string | null;
  readonly reason: string;
  readonly span: Span;
}

export interface ParsedBaseline {
  /** Null if and only if `diagnostics` holds an error. */
  readonly entries: readonly BaselineEntry[] | null;
  readonly diagnostics: readonly Diagnostic[];
}

const MOST_ERRORS = 20;

/** After an error reading goes on at the next line that can begin an entry. */
export function parseBaseline(file: SourceFile): ParsedBaseline {
  const tooLarge = sizeError(file);
  if (tooLarge !== null) return { entries: null, diagnostics: [tooLarge] };
  const c: Cursor = { tokens: tokenize(file), at: 0, diagnostics: [], unexpected: 'MC1301' };
  const entries: BaselineEntry[] = [];
  while (read.peek(c) !== '' && c.diagnostics.length < MOST_ERRORS) {
    const start = c.at;
    if (!accepted(c, entries)) skip(c, start);
  }
  return { entries: c.diagnostics.length === 0 ? entries : null, diagnostics: c.diagnostics };
}

/** Words that go on with an entry. */
const INSIDE = ['cause', 'in', 'because', ','];

function skip(c: Cursor, start: number): void {
  const isInside = () => INSIDE.includes(read.peek(c)) || read.peek(c).startsWith('"');
  c.at = Math.max(c.at, start + 1);
  while (read.peek(c) !== '' && (!beginsLine(c.tokens, c.at) || isInside())) c.at++;
}

/** One line, which may accept several causes; false where it was given up. */
function accepted(c: Cursor, entries: BaselineEntry[]): boolean {
  const span = read.spanAt(c, c.at);
  if (!read.demand(c, 'accept')) return false;
  if (!read.isName(read.peek(c))) return read.complain(c, 'the name of a property') !== null;
  const { text: property } = propertyName(c);
  const causes = read.demand(c, 'cause') ? causesOf(c) : null;
  if (causes === null) return false;
  const model = read.accept(c, 'in') ? read.name(c, 'the name of a protocol') : undefined;
  if (model === null) return false;
  const reason = reasonOf(c);
  if (reason === null) return false;
  for (const cause of causes) {
    const entry = { property, cause, model: model?.text ?? null, reason, span };
    reportTwin(c, entries, entry);
    entries.push(entry);
  }
  return true;
}

function causesOf(c: Cursor): (string | null)[] | null {
  const causes: (string | null)[] = [];
  do {
    const text = read.peek(c);
    if (text !== 'none' && !/^[0-9a-f]{12}$/.test(text)) {
      return read.complain(c, 'a cause: 12 hex digits, or `none`');
    }
    causes.push(read.take(c).text === 'none' ? null : text);
  } while (read.accept(c, ','));
  return causes;
}

function reasonOf(c: Cursor): string | null {
  if (!read.demand(c, 'because')) return null;
  const first = read.string(c, 'a text in quotes');
  if (first === null) return null;
  const texts = [first.text];
  while (/^".*"$/.test(read.peek(c))) texts.push(read.take(c).text.slice(1, -1));
  const reason = texts.join(' ').trim();
  if (reason !== '') return reason;
  read.report(c, 'MC1302', first.span, '`because` is empty');
  return null;
}

function reportTwin(c: Cursor, entries: readonly BaselineEntry[], entry: BaselineEntry): void {
  const twin = entries.find(
    one =>
      one.property === entry.property && one.cause === entry.cause && one.model === entry.model,
  );
  if (twin === undefined) return;
  const message = `${entry.property} cause ${entry.cause ?? 'none'} is accepted twice`;
  read.report(c, 'MC1303', entry.span, message, undefined, twin.span);
}
