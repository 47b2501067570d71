// Hints about brackets: one that is never closed, one too many, the wrong one.

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { lineText, positionAt } from '../diagnostic/source.ts';
import { beginsLine } from './recovery.ts';
import { diagnostic, type SyntaxFailure } from './syntax-failure.ts';
import { code, type Tokens, tokenText } from './tokens.ts';

const CLOSER_OF: Readonly<Record<string, string>> = { '{': '}', '(': ')', [code('[')]: ']' };

/** The opening brackets that are still open before token `at`, outermost first. */
function openBrackets(tokens: Tokens, at: number): number[] {
  const open: number[] = [];
  for (let index = 0; index < at; index++) {
    const token = tokens.codes.charAt(index);
    const top = open.at(-1);
    if (token in CLOSER_OF) open.push(index);
    else if (top !== undefined && CLOSER_OF[tokens.codes.charAt(top)] === token) open.pop();
  }
  return open;
}

/** At the end of the text: the brace that lacks its counterpart, going by indentation where that tells. */
export function openBracket(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  const innermost = openBrackets(tokens, at).at(-1);
  if (at < tokens.codes.length || innermost === undefined) return null;
  const opener = misalignedOpener(tokens) ?? innermost;
  const text = tokenText(tokens, opener);
  const closer = CLOSER_OF[tokens.codes.charAt(opener)];
  const message = `this \`${text}\` is never closed`;
  return diagnostic(failure, 'MC1005', opener, message, `Add \`${closer}\`.`);
}

/** The first `{` whose line is indented more than the line that begins with the `}` taken for its own. */
function misalignedOpener(tokens: Tokens): number | null {
  const open: number[] = [];
  for (let at = 0; at < tokens.codes.length; at++) {
    const token = tokens.codes.charAt(at);
    if (token === '{') open.push(at);
    const opener = token === '}' ? open.pop() : undefined;
    if (opener === undefined || !beginsLine(tokens, at)) continue;
    if (indentation(tokens, opener) > indentation(tokens, at)) return opener;
  }
  return null;
}

function indentation({ file, starts }: Tokens, at: number): number {
  const { line } = positionAt(file, starts[at] ?? 0);
  return /^\s*/.exec(lineText(file, line))?.[0].length ?? 0;
}

export function wrongBracket(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  const found = tokens.codes.charAt(at);
  if (found !== '}' && found !== ')' && found !== ']') return null;
  const opener = openBrackets(tokens, at).at(-1);
  if (opener === undefined) {
    return diagnostic(failure, 'MC1005', at, `nothing is open that this \`${found}\` could close`);
  }
  const closer = CLOSER_OF[tokens.codes.charAt(opener)];
  if (closer === found) return null;
  const message = `expected \`${closer}\` before this \`${found}\``;
  const related = [
    { span: diagnostic(failure, 'MC1005', opener, '').span, message: 'opened here' },
  ];
  return { ...diagnostic(failure, 'MC1005', at, message), related };
}
