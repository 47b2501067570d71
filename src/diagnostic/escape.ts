// Text of a model made safe to print. In: any string. Out: the same with tabs, control characters, text
// direction marks and lone surrogates written as escapes, so that no name or comment steers a terminal.

const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;
const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

export function escapeText(text: string): string {
  return text.replace(UNSAFE, escapeOne);
}

function escapeOne(char: string): string {
  return SHORT[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
