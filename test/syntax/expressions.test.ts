import { describe, expect, test } from 'vitest';
import { bare, codesOf, condition, grouped, item, statement } from './support.ts';

describe('how operators bind', () => {
  test.each([
    ['a or b and c', '(a or (b and c))'],
    ['a and b or c', '((a and b) or c)'],
    ['a implies b implies c', '(a implies (b implies c))'],
    ['a or b implies c and d', '((a or b) implies (c and d))'],
    ['a - b - c', '((a - b) - c)'],
    ['a + b * c - d', '((a + (b * c)) - d)'],
    ['a % 2 == 0', '((a % 2) == 0)'],
    ['not a == b', '(not (a == b))'],
    ['not a and b', '((not a) and b)'],
    ['not not a', '(not (not a))'],
    ['a == -b', '(a == (- b))'],
    ['- a - b', '((- a) - b)'],
    ['x in S + T & U', '(x in ((S + T) & U))'],
    ['x not in S', '(not (x in S))'],
    ['not x in S and y', '((not (x in S)) and y)'],
    ['x not\n in S or y', '((not (x in S)) or y)'],
    ['(a or b) and c', '((a or b) and c)'],
    ['a[i].b[j, k].c', 'a[i].b[j, k].c'],
    ['all Page - s == {}', '(((all Page) - s) == {})'],
    ['if a then b else c + 1', '(if a then b else (c + 1))'],
    ['len(q) < size(all Page)', '(len(q) < size((all Page)))'],
  ])('%s', (text, expected) => {
    expect(grouped(condition(text))).toBe(expected);
  });

  test.each(['a < b < c', 'a == b != c', 'a in b in c', 'x < 1 and a < b == c'])(
    'comparisons do not chain: %s',
    text => expect(codesOf(`invariant i: ${text}`)).toEqual(['MC1006']),
  );

  test('a comparison on each side of `and` is no chain', () => {
    expect(codesOf('invariant i: a < b and b < c')).toEqual([]);
  });
});

describe('quantifiers', () => {
  test.each([
    ['all c in T: p and q', '(all c in T: (p and q))'],
    ['a and some c in T: p or q', '(a and (some c in T: (p or q)))'],
    ['(count c in T: p) <= 3', '((count c in T: p) <= 3)'],
    ['sum c in T: n[c]', '(sum c in T: n[c])'],
    ['max c in T: n[c] + 1', '(max c in T: (n[c] + 1))'],
    ['no c in S - U: p', '(no c in (S - U): p)'],
    ['all c in T: all d in U: p', '(all c in T: (all d in U: p))'],
  ])('%s', (text, expected) => {
    expect(grouped(condition(text))).toBe(expected);
  });

  test('their words are names elsewhere', () => {
    expect(grouped(condition('count == max + min(sum, 1) - no'))).toBe(
      '(count == ((max + min(sum, 1)) - no))',
    );
  });
});

describe('locations and status', () => {
  test.each([
    ['t at a', '(t at a)'],
    ['t at a, b and u at c', '((t at a b) and (u at c))'],
    ['t at { a, b } or x', '((t at a b) or x)'],
    ['src.t[0] at a, b', '(src.t[0] at a b)'],
    ['not t blocked', '(not (t blocked))'],
    ['t running and u ended', '((t running) and (u ended))'],
    ['all c in T: t[c] at a, b', '(all c in T: (t[c] at a b))'],
    ['f(t at a, b)', 'f((t at a), b)'],
    ['f((t at a, b), c)', 'f((t at a b), c)'],
    ['{ t at a, b }', '{(t at a), b}'],
    ['x[t at a, b]', 'x[(t at a), b]'],
  ])('%s', (text, expected) => {
    expect(grouped(condition(text))).toBe(expected);
  });

  test('a status word before a `:` is the next action', () => {
    const items = item('each c in T { a: -> x when ready  blocked: -> y  running[i in T]: -> z }');
    expect(items).toMatchObject({
      items: [
        { name: 'a', guard: { condition: { kind: 'name', name: 'ready' } } },
        { name: 'blocked' },
        { name: 'running' },
      ],
    });
  });

  test('a status word before `=` is the next effect', () => {
    expect(item('a: do { x = y running = z }')).toMatchObject({
      effects: [{ target: { name: 'x' } }, { target: { name: 'running' } }],
    });
  });
});

describe('values', () => {
  test.each([
    ['12', { kind: 'number', value: 12 }],
    ['true', { kind: 'bool', value: true }],
    ['null', { kind: 'null' }],
    ['{}', { kind: 'set', members: [] }],
    ['{ a, 1 }', { kind: 'set', members: [{ kind: 'name', name: 'a' }, { kind: 'number' }] }],
    [
      '{ kind: K, dev: 0 }',
      { kind: 'record', fields: [{ name: 'kind' }, { name: 'dev', value: { value: 0 } }] },
    ],
    ['all Page', { kind: 'full', type: 'Page' }],
    [
      'PAGE(_) in main',
      { kind: 'binary', operator: 'in', left: { kind: 'apply', args: [{ kind: 'wildcard' }] } },
    ],
    ['cas(v, A, B)', { kind: 'cas', target: { name: 'v' }, expected: { name: 'A' } }],
    [
      'try_send ch[0] M(1)',
      { kind: 'try_send', channel: { kind: 'index' }, message: { kind: 'apply' } },
    ],
    ['try_recv ch ?x', { kind: 'try_recv', pattern: { kind: 'bind', target: { name: 'x' } } }],
  ])('%s', (text, expected) => {
    expect(bare(condition(text))).toMatchObject(expected);
  });

  test('a picked index', () => {
    expect(item('a: x -> y accept main[?c in S]')).toMatchObject({
      operation: {
        kind: 'accept',
        target: {
          kind: 'index',
          args: [{ kind: 'pick', target: { name: 'c' }, domain: { name: 'S' } }],
        },
      },
    });
  });

  test('places are exact', () => {
    const node = condition('  alpha + beta');
    const text = node.span.file.text.slice(node.span.start, node.span.end);
    expect(text).toBe('alpha + beta');
  });
});

test('an attempt may be assigned', () => {
  expect(statement('ok = cas(v, A, B)')).toMatchObject({
    kind: 'assign',
    operator: '=',
    value: { kind: 'cas' },
  });
});
