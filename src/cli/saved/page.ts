// The results inside an HTML report. In: the text of a file. Out: the JSON it carries, or the text itself where it is no
// page. It runs nothing and trusts nothing: what comes out is looked at like any saved result.

const START = '<script type="application/json" id="mcheck-result">';
const END = '</script>';

/** null: a page that carries no results. */
export function resultText(content: string): string | null {
  if (!/^\s*<!doctype html/i.test(content)) return content;
  const start = content.indexOf(START);
  const end = content.indexOf(END, start);
  return start < 0 || end < 0 ? null : content.slice(start + START.length, end);
}

/** The names of the shapes that are read: of saved results, and of what a page carries of them. */
export const RESULT_SCHEMAS: readonly unknown[] = ['mcheck/1', 'mcheck-page/1'];
