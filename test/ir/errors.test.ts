// What can go wrong in a run. Each is a verdict with a trace whose last step is the action that goes wrong,
// and no state of its own.

import { describe, expect, test } from 'vitest';
import type { ErrorKind } from '../../src/ir/expr.ts';
import { counts, run, space, thread } from './model.ts';

interface Case {
  readonly what: string;
  readonly error: ErrorKind;
  readonly body: string;
  readonly objects?: string;
  readonly top?: string;
  /** Steps before the one that goes wrong; none if not given. */
  readonly before?: readonly string[];
}

const STREAM = 'stream st from src to dst : bool fifo 1 connected\nhost dst { }';

const cases: readonly Case[] = [
  {
    what: 'a value above its range',
    error: 'range',
    body: 'wrong: s -> e do { x += 1 }',
    objects: 'var x : 0..3 = 3',
  },
  {
    what: 'a value below its range',
    error: 'range',
    body: 'wrong: s -> e do { x -= 1 }',
    objects: 'var x : 0..3',
  },
  {
    what: 'a value that the variable cannot have',
    error: 'range',
    body: 'wrong: s -> e do { x = y }',
    objects: 'var x : 1..2 = 1\nvar y : 0..3 = 3',
  },
  {
    what: 'an array index, read',
    error: 'index',
    body: 'wrong: s -> e do { x = a[i] }',
    objects: 'var x : bool\nvar i : 0..3 = 2\nvar a : array[0..1] of bool',
  },
  {
    what: 'an array index, written',
    error: 'index',
    body: 'wrong: s -> e do { a[i] = true }',
    objects: 'var i : 0..3 = 2\nvar a : array[0..1] of bool',
  },
  {
    what: 'the second index of an array, where the sum would still be inside',
    error: 'index',
    body: 'wrong: s -> e do { a[0, i] = true }',
    objects: 'var i : 0..3 = 2\nvar a[x in 0..1, y in 0..1] : bool',
  },
  {
    what: 'an index below the first one',
    error: 'index',
    body: 'wrong: s -> e do { a[i] = true }',
    objects: 'var i : 0..3\nvar a : array[1..2] of bool',
  },
  {
    what: 'null used as a value',
    error: 'null',
    body: 'wrong: s -> e do { x = p + 1 }',
    objects: 'var x : 0..9\nvar p : 0..3 or null = null',
  },
  {
    what: 'null stored where none may be',
    error: 'null',
    body: 'wrong: s -> e do { x = p }',
    objects: 'var x : 0..3\nvar p : 0..3 or null = null',
  },
  {
    what: 'null compared by size',
    error: 'null',
    body: 'wrong: s -> e when p > 1',
    objects: 'var p : 0..3 or null = null',
  },
  {
    what: 'a division by zero',
    error: 'division',
    body: 'wrong: s -> e do { x = 6 / y }',
    objects: 'var x : 0..9\nvar y : 0..9',
  },
  {
    what: 'a remainder by zero in a guard',
    error: 'division',
    body: 'wrong: s -> e when 6 % y == 1',
    objects: 'var y : 0..9',
  },
  {
    what: 'a push into a full queue',
    error: 'overflow',
    body: 'wrong: s -> e do { push q, 1 push q, 1 push q, 1 }',
    objects: 'var q : queue[2] of 0..1',
  },
  {
    what: 'a pop of an empty queue',
    error: 'underflow',
    body: 'wrong: s -> e do { pop q }',
    objects: 'var q : queue[2] of 0..1',
  },
  {
    what: 'the head of an empty queue',
    error: 'underflow',
    body: 'wrong: s -> e when head(q) == 1',
    objects: 'var q : queue[2] of 0..1',
  },
  {
    what: 'a post above max',
    error: 'post',
    body: 'wrong: s -> e do { post sem post sem }',
    objects: 'semaphore sem = 0 max 1',
  },
  {
    what: 'an unlock without owning',
    error: 'unlock',
    body: 'wrong: s -> e do { unlock m }',
    objects:
      'mutex m\nthread u { start a final b  take: a -> c lock m  back: c -> b do { unlock m } }',
  },
  {
    what: 'locking what one owns',
    error: 'relock',
    body: 'one: s -> a lock m\nwrong: a -> e lock m',
    objects: 'mutex m',
    before: ['one'],
  },
  {
    what: 'ending while owning',
    error: 'owning',
    body: 'one: s -> a lock m\nwrong: a -> e',
    objects: 'mutex m',
    before: ['one'],
  },
  {
    what: 'sleeping without the mutex',
    error: 'unlock',
    body: 'wrong: s -> e cond_wait c with m',
    objects: 'mutex m\ncondition c',
  },
  {
    what: 'a send on a closed end',
    error: 'closed',
    body: 'one: s -> a do { close st }\nwrong: a -> e send st true',
    top: STREAM,
    before: ['one'],
  },
  {
    what: 'a flush of a closed end',
    error: 'closed',
    body: 'one: s -> a do { close st }\nwrong: a -> e flush st',
    top: STREAM,
    before: ['one'],
  },
  {
    what: 'waiting for an error of a closed end',
    error: 'closed',
    body: 'one: s -> a do { close st }\nwrong: a -> e error st',
    top: STREAM,
    before: ['one'],
  },
  {
    what: 'try_send on a closed end',
    error: 'closed',
    body: 'one: s -> a do { close st }\nwrong: a -> e do { try_send st true }',
    top: STREAM,
    before: ['one'],
  },
  {
    what: 'shutdown of a closed end',
    error: 'closed',
    body: 'one: s -> a do { close st }\nwrong: a -> e do { shutdown st }',
    top: STREAM,
    before: ['one'],
  },
  {
    what: 'flush as an effect of a closed end',
    error: 'closed',
    body: 'one: s -> a do { close st }\nwrong: a -> e do { flush st }',
    top: STREAM,
    before: ['one'],
  },
  {
    what: 'closing twice',
    error: 'lifetime',
    body: 'one: s -> a do { close st }\nwrong: a -> e do { close st }',
    top: STREAM,
    before: ['one'],
  },
  {
    what: 'placing a present page',
    error: 'place',
    body: 'wrong: s -> e do { place ram[1] }',
    objects: 'memory ram : 0..1 present',
  },
  {
    what: 'placing a page that does not exist',
    error: 'index',
    body: 'wrong: s -> e do { place ram[i] }',
    objects: 'var i : 0..3 = 2\nmemory ram : 0..1',
  },
  {
    what: 'touching a page that does not exist',
    error: 'index',
    body: 'wrong: s -> e touch ram[i]',
    objects: 'var i : 0..3 = 2\nmemory ram : 0..1',
  },
  {
    what: 'freeing twice',
    error: 'lifetime',
    body: 'wrong: s -> e do { free r free r }',
    objects: 'resource r allocated',
  },
  {
    what: 'use after free',
    error: 'lifetime',
    body: 'wrong: s -> e do { free r use r }',
    objects: 'resource r allocated',
  },
  {
    what: 'allocating twice',
    error: 'lifetime',
    body: 'wrong: s -> e do { alloc r alloc r }',
    objects: 'resource r',
  },
  {
    what: 'spawning a running thread',
    error: 'spawn',
    body: 'wrong: s -> e do { spawn u spawn u }',
    objects: 'thread u { start a final b  n: a -> b }',
  },
  {
    what: 'choosing from an empty set',
    error: 'choose',
    body: 'wrong: s -> e do { x = choose(w) }',
    objects: 'var x : 0..1\nvar w : set of 0..1',
  },
  {
    what: 'an index out of range in an operation',
    error: 'index',
    body: 'wrong: s -> e wait sem[i]',
    objects: 'var i : 0..3 = 2\nsemaphore sem[k in 0..1] = 1',
  },
  {
    what: 'an index that is null in an operation',
    error: 'null',
    body: 'wrong: s -> e lock m[i]',
    objects: 'var i : 0..1 or null = null\nmutex m[k in 0..1]',
  },
  {
    what: 'an index out of range in an effect',
    error: 'index',
    body: 'wrong: s -> e do { post sem[i] }',
    objects: 'var i : 0..3 = 2\nsemaphore sem[k in 0..1]',
  },
  {
    what: 'an argument outside the range of the parameter',
    error: 'range',
    body: 'wrong: s -> e call f(i)',
    objects: 'var i : 0..3 = 2\nvar x : 0..9\nprocedure f(p : 0..1) { n: a -> done do { x = p } }',
  },
  {
    what: 'a message argument out of range',
    error: 'range',
    body: 'wrong: s -> e send ch M(i)',
    objects: 'var i : 0..3 = 2',
    top: 'channel ch : { M(a : 0..1), N } fifo 1',
  },
];

describe('errors of the model', () => {
  test.each(cases)(
    '$what: $error',
    async ({ error, body, objects = '', top = '', before = [] }) => {
      const text = thread(`${body}\nfinal e`, objects, top);
      const result = await run(text);
      expect(result.violated).toEqual(['errors']);
      const found = result.property('errors');
      expect(found.trace?.failure?.error).toBe(error);
      expect(found.cause).toMatch(/^[0-9a-f]{12}$/);
      const steps = result.trace('errors').map(step => step.replace(/ .*/, '').split('.').at(-1));
      const last = body.includes('call f') ? 'n' : 'wrong';
      expect(steps).toEqual([...before, last]);
      // The message ends up in front of a user: it says something, and stands where the model is wrong.
      const { message, span } = found.trace?.failure ?? { message: '', span: { start: 0, end: 0 } };
      expect(message.length).toBeGreaterThan(10);
      expect(span.end).toBeGreaterThan(span.start);
    },
  );

  test('a failed assertion is a property of its own', async () => {
    const result = await run(
      thread('wrong: s -> e do { x += 1 assert x == 2 }\nfinal e', 'var x : 0..3'),
    );
    expect(result.violated).toEqual(['assertions']);
    expect(result.trace('assertions')).toEqual(['src.t.wrong']);
    expect(result.property('assertions').trace?.failure?.message).toContain('x == 2');
  });

  test('the state after an error is no state, the step no transition, and no deadlock is seen there', async () => {
    const result = await run(
      thread('right: s -> e\nwrong: s -> f do { x += 4 }\nfinal e, f', 'var x : 0..3'),
    );
    expect(counts(result)).toEqual([2, 1, 0]);
    const only = await run(thread('wrong: s -> e do { x += 4 }\nfinal e', 'var x : 0..3'));
    expect(counts(only)).toEqual([1, 0, 0]);
    expect(only.violated).toEqual(['errors']);
  });

  test('nothing of an action that goes wrong happens', () => {
    const all = space(
      thread('wrong: s -> e do { y = 1 x += 4 }\nfinal e', 'var x : 0..3\nvar y : 0..3'),
    );
    expect(all.states).toHaveLength(1);
  });

  test('a thread that sits in a closed end fails there, whoever of its host has closed it', async () => {
    const result = await run(`stream st from src to dst : bool fifo 1, back bool fifo 1 connected
      host src {
        thread reader { start a final b  read: a -> b recv st _ }
        thread closer { start a final b  shut: a -> b do { close st } }
      }
      host dst { }
      deadlock free`);
    expect(result.violated).toEqual(['errors']);
    expect(result.trace('errors')).toEqual(['src.closer.shut', 'src.reader.read']);
  });

  test('the other host may go on with its end', () => {
    const all = space(`stream st from src to dst : bool fifo 1 connected
      host src { thread a { start a final b  put: a -> m send st true  shut: m -> b do { close st } } }
      host dst { thread r { start a final b, c  read: a -> b recv st _  dead: a -> c error st } }`);
    expect(all.steps.flatMap(({ failure }) => failure ?? [])).toEqual([]);
  });
});

describe('a turn', () => {
  const loop = (body: string) => `host src {
      mutex bql
      eventloop l holds bql { callback c { ${body} } }
    }
    deadlock free`;

  test('that ends without owning the mutex of its loop is an error', async () => {
    const result = await run(loop('wrong: idle -> idle do { unlock bql }'));
    expect(result.property('errors').trace?.failure?.error).toBe('owning');
    const later = await run(loop('drop: idle -> out do { unlock bql }\nwrong: out -> idle'));
    expect(later.trace('errors')).toEqual(['src.l.c.drop', 'src.l.c.wrong']);
  });

  test('may drop and retake it', async () => {
    const result = await run(
      loop('drop: idle -> out do { unlock bql }\nretake: out -> back lock bql\nend: back -> idle'),
    );
    expect(result.verdict).toBe('holds');
  });
});
