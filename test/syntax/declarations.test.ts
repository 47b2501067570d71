import { describe, expect, test } from 'vitest';
import { bare, declaration, item, treeOf } from './support.ts';

const name = (text: string) => ({ kind: 'name', name: text });
const number = (value: number) => ({ kind: 'number', value });
const named = (text: string) => ({ kind: 'named', name: text });

test('a file', () => {
  const tree = treeOf('// top\nprotocol p import "a.mig" import "lib/b.mig" const N = 2');
  expect(bare(tree)).toMatchObject({
    protocol: 'p',
    imports: [{ path: 'a.mig' }, { path: 'lib/b.mig' }],
    declarations: [{ kind: 'const' }],
    comments: ['// top'],
  });
  expect(treeOf('').protocol).toBeNull();
});

describe('small declarations', () => {
  test.each([
    ['variant fix { none, merged }', { kind: 'variant', name: 'fix', values: ['none', 'merged'] }],
    ['version qemu { v9_0, v9_1 }', { kind: 'version', name: 'qemu', values: ['v9_0', 'v9_1'] }],
    [
      'param PAGES = 1 in 1..4',
      {
        kind: 'param',
        name: 'PAGES',
        value: number(1),
        range: { low: number(1), high: number(4) },
      },
    ],
    ['const C = N * 2', { kind: 'const', name: 'C', value: { operator: '*' } }],
    ['type P = 0..N-1 symmetric', { kind: 'type', name: 'P', symmetric: true }],
    ['type symmetric = bool', { kind: 'type', name: 'symmetric', symmetric: false }],
    [
      'def idle(c : Channel, n : 0..3) = len(data[c]) == n',
      {
        kind: 'def',
        name: 'idle',
        parameters: [{ name: 'c', type: named('Channel') }, { name: 'n' }],
      },
    ],
    ['def quiet = t at a, b', { kind: 'def', parameters: [], body: { locations: ['a', 'b'] } }],
  ])('%s', (text, expected) => {
    expect(declaration(text)).toMatchObject(expected);
  });
});

describe('types', () => {
  test.each([
    ['bool', { kind: 'bool' }],
    ['0..PAGES-1', { kind: 'range', low: number(0), high: { operator: '-' } }],
    ['N-1..N', { kind: 'range', low: { operator: '-' }, high: name('N') }],
    ['Page', named('Page')],
    ['{ A, B }', { kind: 'enum', members: [{ name: 'A', parameters: [] }, { name: 'B' }] }],
    [
      '{ A(x : T, y : U) }',
      { kind: 'enum', members: [{ parameters: [{ name: 'x' }, { name: 'y' }] }] },
    ],
    ['set of Page', { kind: 'set', of: named('Page') }],
    ['array[C] of 0..1', { kind: 'array', index: named('C'), of: { kind: 'range' } }],
    ['queue[N + 1] of Page', { kind: 'queue', capacity: { operator: '+' }, of: named('Page') }],
    [
      'record { a : T, b : bool }',
      { kind: 'record', fields: [{ name: 'a' }, { type: { kind: 'bool' } }] },
    ],
    ['Conn or null', { kind: 'nullable', of: named('Conn') }],
    ['0..3 or null', { kind: 'nullable', of: { kind: 'range' } }],
  ])('%s', (text, expected) => {
    expect(declaration(`type T = ${text}`)).toMatchObject({ type: expected });
  });
});

describe('objects', () => {
  test.each([
    ['var n : 0..3 = 1', { kind: 'var', keep: false, name: 'n', initial: number(1), only: null }],
    [
      'keep var n[c in C, d in D] : T',
      { keep: true, index: [{ name: 'c' }, { name: 'd' }], initial: null },
    ],
    ['var n : T only fix == a', { kind: 'var', only: { operator: '==' } }],
    ['semaphore s', { kind: 'semaphore', initial: null, max: null, saturating: false }],
    ['semaphore s = 1 max 3 saturating', { initial: number(1), max: number(3), saturating: true }],
    ['event e', { kind: 'event', initiallySet: false }],
    ['event e = set', { kind: 'event', initiallySet: true }],
    ['mutex m', { kind: 'mutex', releasedOnCrash: false }],
    ['mutex m[i in T] released on crash', { index: [{ name: 'i' }], releasedOnCrash: true }],
    ['condition c spurious', { kind: 'condition', spurious: true }],
    ['memory ram : Page', { kind: 'memory', type: named('Page'), present: false }],
    ['memory ram : Page present', { kind: 'memory', present: true }],
    ['resource r', { kind: 'resource', allocated: false }],
    ['resource r allocated', { kind: 'resource', allocated: true }],
    ['listener l', { kind: 'listener', closed: false }],
    ['listener l closed', { kind: 'listener', closed: true }],
    ['channel c : M fifo 2', { kind: 'channel', order: 'fifo', capacity: number(2), lossy: false }],
    [
      'channel c : M unordered 2 lossy duplicating',
      { order: 'unordered', lossy: true, duplicating: true },
    ],
    ['channel c : M rendezvous', { order: 'rendezvous', capacity: null }],
    [
      'stream s from src to dst via port : A fifo 2 buffer 1, back B fifo 3 connected',
      {
        kind: 'stream',
        from: 'src',
        to: 'dst',
        via: name('port'),
        forward: { type: named('A'), capacity: number(2), buffer: number(1) },
        back: { type: named('B'), capacity: number(3), buffer: null },
        connected: true,
      },
    ],
    ['stream s[c in C] from a to b : A fifo 1', { via: null, back: null, connected: false }],
  ])('%s', (text, expected) => {
    expect(declaration(text)).toMatchObject(expected);
  });

  test('a flag before a `:` is the name of the next action', () => {
    const tree = treeOf('thread t { condition c\n spurious: a -> b  mutex m\n released: a -> b }');
    expect(bare(tree.declarations)).toMatchObject([
      { items: [{ spurious: false }, { name: 'spurious' }, { name: 'm' }, { name: 'released' }] },
    ]);
  });
});

describe('blocks', () => {
  test.each([
    [
      'host src[i in T] only i == 0 { mutex m  host inner {} }',
      { kind: 'host', name: 'src', index: [{ name: 'i' }], items: [{}, { kind: 'host' }] },
    ],
    ['thread t {}', { kind: 'thread', daemon: false, runs: null, items: [], only: null }],
    ['daemon thread t[c in C] {}', { daemon: true, index: [{ name: 'c' }] }],
    ['thread t runs f', { runs: { procedure: 'f', args: [] }, items: [] }],
    [
      'thread t runs f(1, x) only fix == a { var n : T }',
      { runs: { args: [{}, {}] }, items: [{}] },
    ],
    ['procedure f {}', { kind: 'procedure', parameters: [], outcomes: ['done'] }],
    [
      'procedure f(x : T) returns { ok, failed } { a: -> ok }',
      { parameters: [{ name: 'x' }], outcomes: ['ok', 'failed'], items: [{ kind: 'action' }] },
    ],
    [
      `eventloop l[i in T] holds bql only P {
         mutex m
         callback c[d in D] { a: idle -> idle }
         deferred callback d {}
         coroutine k runs f
       }`,
      {
        kind: 'eventloop',
        holds: name('bql'),
        only: name('P'),
        objects: [{ kind: 'mutex' }],
        tasks: [
          { kind: 'task', form: 'callback', index: [{ name: 'd' }], items: [{ name: 'a' }] },
          { form: 'deferred', name: 'd' },
          { form: 'coroutine', runs: { procedure: 'f' } },
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect(declaration(text)).toMatchObject(expected);
  });
});

describe('locations', () => {
  test.each([
    ['start a', { role: 'start', names: ['a'] }],
    ['final a, b', { role: 'final', names: ['a', 'b'] }],
    ['rests a when x == 1', { role: 'rests', names: ['a'], when: { operator: '==' } }],
    ['yields a, b', { role: 'yields', names: ['a', 'b'], allowed: [] }],
    ['yields a to k, l', { role: 'yields', names: ['a'], allowed: ['k', 'l'] }],
    ['daemon', { role: 'rests', names: [], when: null }],
  ])('%s', (text, expected) => {
    expect(item(text)).toMatchObject({ kind: 'locations', ...expected });
  });

  test('several on one line, and actions with the same words', () => {
    const tree = treeOf(
      'thread t { start a final b rests c  start: a -> b  final: b -> c  yields[i in T]: -> d }',
    );
    expect(bare(tree.declarations)).toMatchObject([
      {
        items: [
          { role: 'start' },
          { role: 'final', names: ['b'] },
          { role: 'rests', names: ['c'] },
          { kind: 'action', name: 'start' },
          { kind: 'action', name: 'final' },
          { kind: 'action', name: 'yields' },
        ],
      },
    ]);
  });
});

describe('properties', () => {
  test.each([
    ['deadlock free', { form: 'deadlock', only: null }],
    ['deadlock free only fix == a', { form: 'deadlock', only: { operator: '==' } }],
    ['partial deadlock free', { form: 'partial-deadlock' }],
    ['invariant i: a', { form: 'invariant', name: 'i', whenever: null }],
    ['invariant i: a whenever b only c', { whenever: name('b'), only: name('c') }],
    [
      'reachable r: t at a, b',
      { form: 'reachable', name: 'r', condition: { locations: ['a', 'b'] } },
    ],
    ['goal g: t at a', { form: 'goal', name: 'g' }],
    ['always possible a: x', { form: 'always-possible', name: 'a', condition: name('x') }],
    ['always possible x or y', { form: 'always-possible', name: 'always_possible_1' }],
    ['bound b: len(q)', { form: 'bound', name: 'b', limit: null }],
    ['bound b: (count c in T: p[c]) <= 3', { value: { quantifier: 'count' }, limit: number(3) }],
    [
      'order o: src.t.a dst.u[0].b',
      { form: 'order', name: 'o', per: null, first: { member: 'a' } },
    ],
    [
      'order a b per c in T',
      { name: 'order_1', first: name('a'), second: name('b'), per: { name: 'c' } },
    ],
    [
      'lock order l: a, dst.b[0]',
      { form: 'lock-order', name: 'l', mutexes: [name('a'), { kind: 'index' }] },
    ],
    ['lock order a, b', { name: 'lock_order_1', mutexes: [{}, {}] }],
  ])('%s', (text, expected) => {
    expect(declaration(text)).toMatchObject({ kind: 'property', ...expected });
  });

  test('names that are left out count up in the order of the text', () => {
    const tree = treeOf('order a b order x: a b order b a lock order a, b');
    const names = tree.declarations.map(node => ('name' in node ? node.name.text : ''));
    expect(names).toEqual(['order_1', 'x', 'order_2', 'lock_order_1']);
  });
});

test('words of the language are names wherever they can be', () => {
  const text = `
    host host { var event : bool  var var : set  semaphore semaphore = max max count }
    thread thread { start start  final final  send: start -> final  send recv send
      set: final -> set  do { set = 1; set set  post = 2; free free } }
    goal goal: thread at start, final and goal.order == other`;
  expect(treeOf(text).declarations).toHaveLength(3);
});
