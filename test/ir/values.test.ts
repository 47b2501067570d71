// Types and expressions: what a value is after it went through cells, messages, records and sets.

import { describe, expect, test } from 'vitest';
import { enabled, endings, failures, program, space, thread, values } from './model.ts';

/** The value of an expression, computed by an action. */
function value(type: string, expr: string, objects = ''): string {
  const all = space(
    thread(`final e\nact: s -> e do { x = ${expr} }`, `var x : ${type}\n${objects}`),
  );
  const [only, ...more] = endings(all, 'src.x');
  if (only === undefined || more.length > 0) throw new Error('not one value');
  return only;
}

/** Whether an action guarded by the expression can be taken. */
function holds(expr: string, objects = ''): boolean {
  return (
    enabled(space(thread(`final e\nact: s -> e when ${expr}`, `var dummy : bool\n${objects}`)))
      .length > 0
  );
}

describe('arithmetic', () => {
  test.each([
    ['1 + 2 * 3', '7'],
    ['10 - 2 - 3', '5'],
    ['7 / 2', '3'],
    ['7 % 2', '1'],
    ['a / 3', '2'],
    ['a % 4', '3'],
    ['min(a, 3) + max(a, 3)', '10'],
    ['if a > 6 then 1 else 2', '1'],
    ['-a + 9', '2'],
    ['(-a) / 2 + 9', '6'],
    ['(-a) % 2 + 9', '8'],
  ])('%s = %s', (expr, expected) => {
    expect(value('0..99', expr, 'var a : 0..9 = 7')).toBe(expected);
  });
});

describe('booleans', () => {
  test.each([
    ['true and false or true', true],
    ['false implies false', true],
    ['true implies false', false],
    ['false implies false implies false', true],
    ['not true or true', true],
    ['1 < 2 and not (2 < 1)', true],
    ['a == 7 and a != 8 and a >= 7 and a <= 7', true],
    ['a in { 1, 7 }', true],
    ['a not in { 1, 7 }', false],
    ['a in {}', false],
  ])('%s is %s', (expr, expected) => {
    expect(holds(expr, 'var a : 0..9 = 7')).toBe(expected);
  });
});

describe('sets', () => {
  const objects = 'var w : set of 2..5 = { 2, 4 }\nvar v : set of 2..5 = { 4, 5 }';
  test.each([
    ['w + v', '{ 2, 4, 5 }'],
    ['w - v', '{ 2 }'],
    ['w & v', '{ 4 }'],
    ['all Small - w', '{ 3, 5 }'],
    ['{}', '{}'],
    ['{ 3 } + w', '{ 2, 3, 4 }'],
  ])('%s = %s', (expr, expected) => {
    const all = space(
      thread(
        `final e\nact: s -> e do { x = ${expr} }`,
        `var x : set of 2..5\n${objects}`,
        'type Small = 2..5',
      ),
    );
    expect(endings(all, 'src.x')).toEqual([expected]);
  });

  test('size, membership, comparison', () => {
    expect(
      holds(
        'size(w) == 2 and 4 in w and 3 not in w and w != v and w == { 4, 2 } and w & { 3 } == {}',
        objects,
      ),
    ).toBe(true);
  });

  test('adding and taking away', () => {
    const all = space(
      thread('final e\nact: s -> e do { x += { 3 } x -= { 2 } }', 'var x : set of 2..5 = { 2, 5 }'),
    );
    expect(endings(all, 'src.x')).toEqual(['{ 3, 5 }']);
  });

  test('of an enum and of bool', () => {
    const all = space(
      thread(
        'final e\nact: s -> e do { x += { RED } y += { false } }',
        'var x : set of Colour = { BLUE }\nvar y : set of bool',
        'type Colour = { RED, GREEN, BLUE }',
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['{ RED, BLUE }']);
    expect(endings(all, 'src.y')).toEqual(['{ false }']);
  });

  test('a member outside the type is an error, asked for membership it is just not in', () => {
    expect(
      failures(
        space(
          thread('final e\nact: s -> e do { x += { a } }', 'var x : set of 2..5\nvar a : 0..9'),
        ),
      ),
    ).toEqual(['range']);
    expect(holds('a in w', `${objects}\nvar a : 0..9`)).toBe(false);
    expect(holds('a in w', `${objects}\nvar a : 0..9 = 9`)).toBe(false);
  });
});

describe('null', () => {
  test('is a value of its own', () => {
    const objects = 'var p : 2..5 or null = null\nvar q : 2..5 or null = 3';
    expect(holds('p == null and q != null and q == 3 and p != q and q > 2', objects)).toBe(true);
    expect(value('2..5', 'q', objects)).toBe('3');
    expect(value('2..5 or null', 'p', objects)).toBe('null');
    expect(value('2..5 or null', '5', objects)).toBe('5');
    expect(value('0..9 or null', 'q', objects)).toBe('3');
    expect(value('0..9 or null', 'p', objects)).toBe('null');
  });

  test('of an enum', () => {
    const all = space(
      thread(
        'final e\none: s -> m do { x = B }\ntwo: m -> n when x == B do { x = null }\nthree: n -> e when x == null',
        'var x : { A, B } or null = A',
      ),
    );
    expect(values(all, 'src.x')).toEqual(['A', 'B', 'null']);
    expect(endings(all, 'src.t.at')).toEqual(['e']);
  });
});

describe('quantifiers', () => {
  const objects = 'var a[i in 0..3] : 0..9\nvar w : set of Index = { 1, 2 }';
  const top = 'type Index = 0..3';
  const quantified = (expr: string) =>
    endings(
      space(
        thread(
          `final e\nact: s -> e do { a[1] = 4 a[2] = 6 x = ${expr} }`,
          `var x : 0..99\n${objects}`,
          top,
        ),
      ),
      'src.x',
    )[0];
  test.each([
    ['count i in Index: a[i] > 0', '2'],
    ['sum i in Index: a[i]', '10'],
    ['sum i in w: i', '3'],
    ['max i in Index: a[i]', '6'],
    ['min i in w: a[i]', '4'],
    ['if all i in w: a[i] > 0 then 1 else 2', '1'],
    ['if (some i in Index: a[i] == 6) then 1 else 2', '1'],
    ['if no i in Index: a[i] == 5 then 1 else 2', '1'],
    ['if all i in Index: a[i] > 0 then 1 else 2', '2'],
    ['(count i in Index: a[i] > 0) + 1', '3'],
    ['if all i in Index: some j in Index: a[j] >= a[i] then 1 else 2', '1'],
  ])('%s = %s', (expr, expected) => {
    expect(quantified(expr)).toBe(expected);
  });

  test('over an empty set', () => {
    const objectsEmpty = 'var w : set of 0..3';
    expect(holds('all i in w: false', objectsEmpty)).toBe(true);
    expect(holds('some i in w: true', objectsEmpty)).toBe(false);
    expect(holds('(count i in w: true) == 0 and (sum i in w: i) == 0', objectsEmpty)).toBe(true);
  });
});

describe('arrays', () => {
  test('of one dimension, with any first index, of an enum', () => {
    const all = space(
      thread(
        'final e\nact: s -> e do { a[i] = 5 b[GREEN] = 7 a[3] = a[i] + b[GREEN] }',
        'var i : 2..4 = 2\nvar a : array[2..4] of 0..99\nvar b[c in Colour] : 0..9',
        'type Colour = { RED, GREEN }',
      ),
    );
    expect(
      ['src.a[2]', 'src.a[3]', 'src.a[4]', 'src.b[GREEN]', 'src.b[RED]'].map(
        c => endings(all, c)[0],
      ),
    ).toEqual(['5', '12', '0', '7', '0']);
  });

  test('of two dimensions, both ways of writing', () => {
    const all = space(
      thread(
        'final e\nact: s -> e do { a[1, 2] = 5 b[i][2] = 6 a[i - 1, 0] = a[1, 2] + b[1][2] }',
        'var i : 0..1 = 1\nvar a[x in 0..1, y in 0..2] : 0..99\nvar b : array[0..1] of array[0..2] of 0..9',
      ),
    );
    expect(endings(all, 'src.a[1, 2]')).toEqual(['5']);
    expect(endings(all, 'src.b[1, 2]')).toEqual(['6']);
    expect(endings(all, 'src.a[0, 0]')).toEqual(['11']);
  });
});

describe('records', () => {
  const top = 'type Packet = record { dev : 1..2, idx : 0..3, last : bool }';
  test('fields are read, assigned and matched', () => {
    const all = space(
      thread(
        'final e\none: s -> a do { p = { dev: 2, idx: 3, last: false } }\ntwo: a -> b do { p.idx = 1 p.last = p.dev == 2 }\nthree: b -> e when p == { dev: 2, idx: 1, last: true } do { x = p.dev * 10 + p.idx }',
        'var p : Packet\nvar x : 0..99',
        top,
      ),
    );
    expect(values(all, 'src.p')).toEqual([
      '{ dev: 1, idx: 0, last: false }',
      '{ dev: 2, idx: 1, last: true }',
      '{ dev: 2, idx: 3, last: false }',
    ]);
    expect(endings(all, 'src.x')).toEqual(['21']);
  });

  test('in arrays', () => {
    const all = space(
      thread(
        'final e\nact: s -> e do { a[i].idx = 2 x = a[1].idx }',
        'var i : 0..1 = 1\nvar a : array[0..1] of Packet\nvar x : 0..9',
        top,
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['2']);
    expect(endings(all, 'src.a[0]')).toEqual(['{ dev: 1, idx: 0, last: false }']);
  });

  test('a field outside its type is an error', () => {
    expect(
      failures(
        space(thread('final e\nact: s -> e do { p.dev = x }', 'var p : Packet\nvar x : 0..9', top)),
      ),
    ).toEqual(['range']);
  });

  test('over a channel, taken apart by a pattern', () => {
    const all = space(`${top}
      channel ch : Packet fifo 2
      host src { thread a { start s final e  one: s -> m send ch { dev: 1, idx: 2, last: false }  two: m -> e send ch { dev: 2, idx: 3, last: true } } }
      host dst { var d : 1..2 = 1  var i : 0..3
        thread b { start s final e, f  get: s -> m recv ch { dev: 1, idx: ?i }  wrong: s -> f recv ch { dev: 2 }  get2: m -> e recv ch { dev: ?d, idx: _, last: true } } }`);
    expect(endings(all, 'dst.i')).toEqual(['2']);
    expect(endings(all, 'dst.d')).toEqual(['2']);
    expect(endings(all, 'dst.b.at')).toEqual(['e']);
  });
});

describe('queues', () => {
  test('push, pop, head, len, membership', () => {
    const all = space(
      thread(
        'final e\none: s -> a do { push q, 3 push q, 2 }\ntwo: a -> b when len(q) == 2 and head(q) == 3 and 2 in q and 1 not in q do { pop q }\nthree: b -> e when head(q) == 2 do { x = head(q) pop q }',
        'var q : queue[2] of 1..3\nvar x : 0..9',
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['2']);
  });

  test('of messages', () => {
    const all = space(
      thread(
        'final e\none: s -> a do { push q, PAGE(2) }\ntwo: a -> e when PAGE(_) in q and END not in q and head(q) == PAGE(2) do { pop q x = 1 }',
        'var q : queue[2] of M\nvar x : 0..9',
        'type M = { END, PAGE(p : 0..3) }',
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['1']);
  });

  test('replicated', () => {
    const all = space(
      thread(
        'final e\none: s -> e do { push q[i], 1 x = len(q[0]) + 2 * len(q[1]) }',
        'var i : 0..1 = 1\nvar q[k in 0..1] : queue[2] of 0..3\nvar x : 0..9',
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['2']);
  });
});

describe('messages', () => {
  const sent = (type: string, message: string, pattern: string, objects: string) =>
    space(`type Colour = { RED, GREEN, BLUE }
      type P = record { a : 1..2, b : bool }
      channel ch : { FIRST, M(${type}), LAST } fifo 1
      host src { thread t { start s final e  put: s -> e send ch ${message} } }
      host dst { ${objects} thread u { start s final e, f  get: s -> e recv ch ${pattern}  no: s -> f recv ch other } }`);

  test.each([
    ['v : 2..5', 'M(4)', 'var x : 2..5', '4'],
    ['v : bool', 'M(true)', 'var x : bool', 'true'],
    ['v : Colour', 'M(BLUE)', 'var x : Colour', 'BLUE'],
    ['v : set of 1..3', 'M({ 1, 3 })', 'var x : set of 1..3', '{ 1, 3 }'],
    ['v : P', 'M({ a: 2, b: true })', 'var x : P', '{ a: 2, b: true }'],
    ['v : 2..5 or null', 'M(null)', 'var x : 2..5 or null = 3', 'null'],
    ['v : 2..5 or null', 'M(5)', 'var x : 2..5 or null', '5'],
    ['v : P or null', 'M({ a: 2, b: false })', 'var x : P or null', '{ a: 2, b: false }'],
  ])('%s: %s', (type, message, variable, expected) => {
    const all = sent(type, message, 'M(?x)', variable);
    expect(endings(all, 'dst.x')).toEqual([expected]);
    expect(endings(all, 'dst.u.at')).toEqual(['e']);
  });

  test('several arguments: bound, equal, any; in another range', () => {
    const all = sent(
      'a : 0..2, b : 3..4, c : bool',
      'M(2, 4, true)',
      'M(?x, y, _)',
      'var x : 0..9  var y : 3..4 = 4',
    );
    expect(endings(all, 'dst.x')).toEqual(['2']);
    const unequal = sent(
      'a : 0..2, b : 3..4, c : bool',
      'M(2, 3, true)',
      'M(?x, y, _)',
      'var x : 0..9  var y : 3..4 = 4',
    );
    expect(endings(unequal, 'dst.u.at')).toEqual(['f']);
  });

  test('?x in S: only members', () => {
    const chosen = (n: number) =>
      endings(
        sent('v : 0..5', `M(${n})`, 'M(?x in w)', 'var x : 0..5  var w : set of 0..5 = { 1, 4 }'),
        'dst.u.at',
      );
    expect(chosen(4)).toEqual(['e']);
    expect(chosen(3)).toEqual(['f']);
  });

  test('every message of a type is told apart', () => {
    for (const message of ['FIRST', 'M(0)', 'M(1)', 'LAST']) {
      const all = sent('v : 0..1', message, message, '');
      expect(endings(all, 'dst.u.at')).toEqual(['e']);
      const others = ['FIRST', 'M(0)', 'M(1)', 'LAST'].filter(other => other !== message);
      for (const other of others)
        expect(endings(sent('v : 0..1', message, other, ''), 'dst.u.at')).toEqual(['f']);
    }
  });

  test('`other` takes what no sibling at the same place takes', () => {
    const all = space(`channel ch : { A, B, C } fifo 1
      host src { thread t { start s final e  put_a: s -> e send ch A  put_b: s -> e send ch B  put_c: s -> e send ch C } }
      host dst { thread u { start s final a, b, o  get_a: s -> a recv ch A  get_b: s -> b recv ch B  rest: s -> o recv ch other } }`);
    expect(all.steps.filter(({ action }) => action.startsWith('dst.u'))).toHaveLength(3);
    expect(endings(all, 'dst.u.at')).toEqual(['a', 'b', 'o']);
  });

  test('`msg in ch`', () => {
    const all = space(`channel ch : { A, B(p : 0..3) } fifo 2
      host src { thread t { start s final e  one: s -> m send ch A  two: m -> n send ch B(2)  see: n -> e when B(2) in ch and A in ch and B(_) in ch and B(1) not in ch } }`);
    expect(endings(all, 'src.t.at')).toEqual(['e']);
  });

  test('only the head of a FIFO is looked at', () => {
    const all = space(`channel ch : { A, B } fifo 2
      host src { thread t { start s final e  one: s -> m send ch A  two: m -> e send ch B } }
      host dst { thread u { start s final e  get: s -> e recv ch B } }`);
    expect(endings(all, 'dst.u.at')).toEqual(['s']);
  });
});

describe('effects with a result', () => {
  test('cas', () => {
    const all = space(
      thread(
        'final e\none: s -> e do { ok = cas(x, 0, 2) again = cas(x, 0, 3) cas(x, 2, 4) }',
        'var x : 0..9\nvar ok : bool\nvar again : bool',
      ),
    );
    expect(['src.ok', 'src.again', 'src.x'].map(c => endings(all, c)[0])).toEqual([
      'true',
      'false',
      '4',
    ]);
  });

  test('try_send and try_recv', () => {
    const all = space(`channel ch : 0..3 fifo 1
      host src { var a : bool  var b : bool  var c : bool  var d : bool  var x : 0..3
        thread t { start s final e  one: s -> m do { a = try_send ch 2  b = try_send ch 3 }  two: m -> e do { c = try_recv ch 3  d = try_recv ch ?x } } }`);
    expect(['a', 'b', 'c', 'd', 'x'].map(c => endings(all, `src.${c}`)[0])).toEqual([
      'true',
      'false',
      'false',
      'true',
      '2',
    ]);
  });

  test('as a condition, also negated, and in an assertion', () => {
    const all = space(`channel ch : 0..3 fifo 1
      host src { var n : 0..9
        thread t { start s final e  one: s -> e do { if try_send ch 1 { n += 1 } else { n += 5 }  if not try_send ch 1 { n += 2 }  assert cas(n, 3, 4) } } }`);
    expect(endings(all, 'src.n')).toEqual(['4']);
    expect(failures(all)).toEqual([]);
  });
});

describe('definitions and constants', () => {
  test('with and without parameters, at a place each', () => {
    const all = space(`const K = 2  const TOP = K * 3
      def big(v : 0..9) = v > K
      def ready = src.x == TOP
      host src { var x : 0..9
        thread t { start s final e  more: s -> s when not ready do { x += 1 }  end: s -> e when ready and big(x) and not big(2) } }`);
    expect(endings(all, 'src.x')).toEqual(['6']);
    expect(endings(all, 'src.t.at')).toEqual(['e']);
  });

  test('parameters choose types and sizes', () => {
    const text =
      'param N = 2 in 1..4\ntype C = 0..N-1\nhost src { var a[c in C] : bool  thread t[c in C] { start s final e  one: s -> e do { a[c] = true } } }';
    expect(space(text).states).toHaveLength(4);
    expect(space(text, { params: { N: 3 } }).states).toHaveLength(8);
    expect(() => program(text, { params: { N: 5 } })).toThrow('MC3102');
  });
});
