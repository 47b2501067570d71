// Types: what fits where. Each line is one small model; the expectation lists code and marked text.

import { describe, expect, it } from 'vitest';
import type { Type } from '../../src/semantics/model.ts';
import { comparable, fits } from '../../src/semantics/type.ts';
import { found, inThread, modelOf } from './support.ts';

const TOP = `type Page = 0..1
type Twin = 0..1 symmetric
type Status = { NONE, ACTIVE }
type Packet = record { kind : Status, idx : Page }
type Message = { PING, RAM(page : Page) }
channel ch : Message fifo 1
channel packets : Packet fifo 1
semaphore sem
event ev
mutex m
memory ram : Page
resource res`;

const VARIABLES = `var n : 0..3
var p : Page
var b : bool
var s : Status
var set_a : set of Page
var maybe : Page or null
var twin : Twin
var packet : Packet
var xs[c in Page] : 0..3
var queue_q : queue[2] of Page
var array_a : array[Page] of bool`;

const errors = (guard: string, effect = '') =>
  found(
    inThread(
      `start x  final y\none: x -> y  ${guard === '' ? '' : `when ${guard}`}  ${effect === '' ? '' : `do { ${effect} }`}`,
      VARIABLES,
      TOP,
    ),
  ).filter(one => !/^MC301[56]/.test(one));

describe('conditions that are right', () => {
  it.each([
    'n == p and p + 1 < n',
    'b == true or ev',
    's == NONE and NONE != s',
    's in { NONE, ACTIVE } and s not in { NONE }',
    'set_a == {} and {} != set_a and set_a & all Page == { 0, p }',
    'p in set_a and maybe in set_a and p in Page',
    'size(set_a - { p }) == 1',
    'maybe == null or maybe == p or maybe + 1 < 3',
    'twin == twin',
    'packet.kind == NONE and packet == { kind: NONE, idx: p }',
    'xs[0] + xs[p] > 1 and array_a[p]',
    'len(queue_q) < 2 and head(queue_q) == p',
    'sem > 0 and len(ch) == 0',
    'RAM(_) in ch and PING in ch and RAM(p) in ch',
    '(if b then n else p) == 1 and (if b then s else NONE) == ACTIVE',
    'all c in Page: xs[c] > 0 and c in set_a',
    '(count c in set_a: c == p) == 1 and (max c in Page: xs[c]) < 2',
    'p in ram.present and not p in ram.faults and ram.present == ram.faults',
    'owner(m) == t and null != owner(m) and owner(m) != null',
    't at x and t running and not t ended',
    'res and min(n, p) == max(1, 2)',
  ])('%s', condition => {
    expect(errors(condition)).toEqual([]);
  });
});

describe('conditions that are wrong', () => {
  it.each([
    ['n', ['MC2007 n']],
    ['n == null', ['MC2007 n == null']],
    ['b == 1', ['MC2007 b == 1']],
    ['s == 0', ['MC2007 s == 0']],
    ['s < ACTIVE', ['MC2007 s', 'MC2007 ACTIVE']],
    ['twin == 0', ['MC2016 0']],
    ['twin + 1 == 1', ['MC2016 twin']],
    ['set_a == { b }', ['MC2007 b']],
    ['set_a + 1 == set_a', ['MC2007 1']],
    ['n & n == 1', ['MC2007 n']],
    ['packet.knid == NONE', ['MC2005 knid']],
    ['packet == { kind: NONE }', ['MC2010 { kind: NONE }']],
    ['xs == 1', ['MC2011 xs']],
    ['xs[b] == 1', ['MC2007 b']],
    ['xs[0, 1] == 1', ['MC2010 xs[0, 1]']],
    ['n[0] == 1', ['MC2010 n[0]']],
    ['m == m', ['MC2008 m', 'MC2008 m']],
    ['ram[0]', ['MC2008 ram[0]']],
    ['size(n) == 1', ['MC2007 n']],
    ['len(n) == 1', ['MC2006 n']],
    ['RAM(b) in ch', ['MC2007 b']],
    ['RAM in ch', ['MC2010 RAM']],
    ['owner(sem) == null', ['MC2006 sem']],
    ['owner(m) == 1', ['MC2006 1']],
    ['owner(m) == sem', ['MC2006 sem']],
    ['t blocked', ['MC2008 t blocked']],
    ['sem at x', ['MC2006 sem']],
    ['t at nowhere', ['MC2012 nowhere']],
    ['frob(1)', ['MC2001 frob']],
    ['n == 1 and cas(n, 1, 2)', ['MC2017 cas(n, 1, 2)']],
  ])('%s', (condition, expected) => {
    expect(errors(condition)).toEqual(expected);
  });
});

describe('effects', () => {
  it.each([
    ['n = p, maybe = null, maybe = p, p = maybe', []],
    ['n = null', ['MC2007 null']],
    ['set_a += { p }, set_a -= {}, n += 1', []],
    ['set_a += p', ['MC2007 p']],
    ['s += 1', ['MC2007 s']],
    ['packet.idx = 1, packet = { idx: 0, kind: NONE }, array_a[0] = b', []],
    ['b = cas(n, 1, 2), b = try_send ch RAM(0), b = try_recv ch RAM(?p)', []],
    ['n = cas(n, 1, 2)', ['MC2007 n = cas(n, 1, 2)']],
    ['cas(s, NONE, 2)', ['MC2007 2']],
    ['if not cas(n, 1, 2) { b = true }, assert try_send ch PING', []],
    ['push queue_q, p, pop queue_q', []],
    ['push queue_q, b', ['MC2007 b']],
    ['push n, p', ['MC2006 n']],
    ['p = choose(set_a), p = choose Page, s = choose({ NONE, ACTIVE })', []],
    ['b = choose(set_a)', ['MC2007 (set_a']],
    ['for c in Page { xs[c] = c }', []],
    ['post sem, set ev, reset ev, unlock m, alloc res, use res, free res', []],
    ['post ev', ['MC2006 ev']],
    ['set sem', ['MC2006 sem']],
    ['place ram[0] if absent, discard ram[p]', []],
    ['place ram', ['MC2006 ram']],
    ['spawn t', []],
    ['spawn src', ['MC2006 src']],
    ['sem = 1', ['MC2009 sem']],
    ['ram.present = {}', ['MC2009 ram.present']],
  ])('%s', (effect, expected) => {
    const found = errors('', effect).map(one =>
      expected.length === 0 ? one : one.slice(0, expected[0]?.length),
    );
    expect(found).toEqual(expected);
  });
});

describe('notes for lowering', () => {
  it('gives an empty set and null the type of their context', () => {
    const model = modelOf(
      inThread(
        'start x  final y\none: x -> y  when set_a == {} and null == maybe  do { set_a = {} }',
        VARIABLES,
        TOP,
      ),
    );
    const types = [...model.types].filter(([expr]) => expr.kind === 'set' || expr.kind === 'null');
    expect(types.map(([, type]) => type)).toEqual([
      { kind: 'set', of: { kind: 'int' } },
      { kind: 'nullable', of: { kind: 'int' } },
      { kind: 'set', of: { kind: 'int' } },
    ]);
  });
});

describe('fits', () => {
  const int: Type = { kind: 'int' };
  const maybe: Type = { kind: 'nullable', of: int };
  const nothing: Type = { kind: 'nullable', of: null };
  it('lets a value stand for `or null` and the other way round, but not null', () => {
    expect(fits(int, maybe)).toBe(true);
    expect(fits(maybe, int)).toBe(true);
    expect(fits(nothing, maybe)).toBe(true);
    expect(fits(nothing, int)).toBe(false);
    expect(comparable(maybe, nothing)).toBe(true);
    expect(comparable(int, nothing)).toBe(true);
  });
});
