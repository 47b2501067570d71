import { describe, expect, it } from 'vitest';
import { positionAt, sourceFile } from '../../../src/diagnostic/source.ts';
import { parseSpec } from '../../../src/syntax/spec/parse.ts';
import type { SpecCase, SpecTree } from '../../../src/syntax/spec/tree.ts';

const HEAD = 'spec "t"  model "../m.mig"\n';
const WHY = 'because "b" source "s"';

function tree(text: string): SpecTree {
  const parsed = parseSpec(sourceFile('a.spec', text));
  expect(parsed.diagnostics).toEqual([]);
  if (parsed.tree === null) throw new Error('no tree');
  return parsed.tree;
}

function only(text: string): SpecCase {
  const { cases } = tree(`${HEAD}${text}`);
  expect(cases).toHaveLength(1);
  return cases[0] as SpecCase;
}

function choices(one: SpecCase): string[] {
  return one.choices.map(({ name, value }) => `${name.text}=${value.text}`);
}

/** `MC1201@2:6` of every error. */
function errors(text: string): string[] {
  const { diagnostics, tree: found } = parseSpec(sourceFile('a.spec', text));
  expect(found === null).toBe(diagnostics.length > 0);
  return diagnostics.map(({ code, span }) => {
    const { line, column } = positionAt(span.file, span.start);
    return `${code}@${line}:${column}`;
  });
}

describe('a spec', () => {
  it('has a title, a model and limits', () => {
    const text = `// note\nspec "the title"\nmodel "../models/m.mig"\nlimits { seconds 60 states 2000 }\ncase: holds ${WHY}\n`;
    const found = tree(text);
    expect(found.title.text).toBe('the title');
    expect(found.model.text).toBe('../models/m.mig');
    expect(found.limits).toEqual({ states: 2000, seconds: 60 });
  });

  it('needs no limits', () => {
    expect(tree(`${HEAD}case: holds ${WHY}`).limits).toEqual({});
  });
});

describe('a case', () => {
  it('chooses variants, versions and parameters, in any order', () => {
    const one = only(`case fix=none src.qemu=v9_2 PAGES=4 OFFSET=-1 MODE=3d: holds ${WHY}`);
    expect(choices(one)).toEqual(['fix=none', 'src.qemu=v9_2', 'PAGES=4', 'OFFSET=-1', 'MODE=3d']);
    expect(one.slow).toBe(false);
  });

  it('may choose nothing, and be slow', () => {
    expect(choices(only(`case: holds ${WHY}`))).toEqual([]);
    expect(only(`case slow: holds ${WHY}`).slow).toBe(true);
    expect(only(`case fix=slow slow: holds ${WHY}`).slow).toBe(true);
    expect(choices(only(`case slow=slow: holds ${WHY}`))).toEqual(['slow=slow']);
  });

  it('names the violated properties, some with causes', () => {
    const one = only(
      `case: violated deadlock cause 199fdb529570, a1a331173677  partial-deadlock  safe cause 123456789012\n${WHY}`,
    );
    expect(one.verdict).toBe('violated');
    expect(one.violated.map(({ name, causes }) => [name.text, causes])).toEqual([
      ['deadlock', ['199fdb529570', 'a1a331173677']],
      ['partial-deadlock', null],
      ['safe', ['123456789012']],
    ]);
  });

  it('names causes that are declared above', () => {
    const found = tree(
      `${HEAD}cause knot = a1a331173677\ncase: violated deadlock cause knot ${WHY}`,
    );
    expect(found.cases[0]?.violated[0]?.causes).toEqual(['a1a331173677']);
  });

  it('may leave properties undecided', () => {
    expect(only(`case: unknown order_1 order_2 ${WHY}`)).toMatchObject({
      verdict: 'unknown',
      violated: [],
      unknown: [{ text: 'order_1' }, { text: 'order_2' }],
    });
    expect(only(`case: violated deadlock unknown order_1 ${WHY}`)).toMatchObject({
      verdict: 'violated',
      unknown: [{ text: 'order_1' }],
    });
  });

  it('may count', () => {
    const one = only(`case: holds states 7 transitions 9 deadlocks 0 depth 4 ${WHY}`);
    expect(one.counts).toEqual({ states: 7, transitions: 9, deadlocks: 0, depth: 4 });
  });

  it('says why and who says so; strings in a row are one text', () => {
    const one = only('case: holds because "one" "two"\n  source "7afbdada7e"');
    expect([one.because, one.source]).toEqual(['one two', '7afbdada7e']);
  });

  it('has a place from its first word to its last', () => {
    const { file, start, end } = only(`case: holds ${WHY}  // behind`).span;
    expect(file.text.slice(start, end)).toBe(`case: holds ${WHY}`);
  });
});

describe('what is wrong is found in its place', () => {
  it.each<[string, string[]]>([
    ['', ['MC1202@1:1', 'MC1202@1:1']],
    ['spec "t" model "m"', ['MC1202@1:19']],
    [`${HEAD}cases: holds ${WHY}`, ['MC1201@2:1']],
    [`${HEAD}case fix none: holds ${WHY}`, ['MC1201@2:10']],
    [`${HEAD}case: held ${WHY}`, ['MC1201@2:7']],
    [`${HEAD}case: violated ${WHY}`, ['MC1201@2:16']],
    [`${HEAD}case: violated deadlock cause a1a3 ${WHY}`, ['MC1204@2:31']],
    [`${HEAD}case: violated deadlock cause "x" ${WHY}`, ['MC1201@2:31']],
    [`${HEAD}case: holds`, ['MC1202@2:1']],
    [`${HEAD}case: holds because "b"\ncase fix=a: holds source "s"`, ['MC1202@2:1', 'MC1202@3:1']],
    [`${HEAD}case: holds because " " source "s"`, ['MC1202@2:21']],
    [`${HEAD}case: holds because "b`, ['MC1004@2:21']],
    [`${HEAD}case: holds deadlock ${WHY}`, ['MC1201@2:13']],
    [`${HEAD}case: holds states many ${WHY}`, ['MC1201@2:20']],
    [`${HEAD}case: holds states 12345678901 ${WHY}`, ['MC1201@2:20']],
    [`${HEAD}case a=1 a=2: holds ${WHY}`, ['MC1203@2:10']],
    [`${HEAD}case: violated d d ${WHY}`, ['MC1203@2:18']],
    [`${HEAD}case a=1 b=2: holds ${WHY}\ncase b=2 a=1 slow: holds ${WHY}`, ['MC1203@3:1']],
    [`${HEAD}spec "again"\ncase: holds ${WHY}`, ['MC1203@2:1']],
    [`${HEAD}limits { states 1 } limits { states 1 }\ncase: holds ${WHY}`, ['MC1203@2:21']],
    [`${HEAD}limits { depth 1 }\ncase: holds ${WHY}`, ['MC1201@2:10']],
    [`${HEAD}cause a = 12\ncase: holds ${WHY}`, ['MC1201@2:11']],
    [`${HEAD}# note\ncase: holds ${WHY}`, ['MC1201@2:1']],
  ])('%j', (text, found) => {
    expect(errors(text)).toEqual(found);
  });

  it('goes on at the next case', () => {
    expect(errors(`${HEAD}case: hold ${WHY}\ncase fix=a: holds ${WHY}\ncase fix:\n`)).toEqual([
      'MC1201@2:7',
      'MC1201@4:9',
    ]);
  });

  it('ends after twenty errors, and with any text', () => {
    expect(errors(`${HEAD}${'case ?\n'.repeat(100)}`)).toHaveLength(20);
    for (const text of [
      'case',
      'case :',
      'limits {',
      'cause',
      '"',
      'case a.',
      'case a=-',
      '\u0000',
    ])
      expect(errors(text).length).toBeGreaterThan(0);
  });
});
