// Semaphores, events, mutexes, condition variables, timed waits, spawn and join.

import { describe, expect, test } from 'vitest';
import {
  counts,
  enabled,
  endings,
  failures,
  follow,
  run,
  shown,
  space,
  thread,
  values,
} from './model.ts';

describe('semaphores and events', () => {
  test('a token persists and is taken once', () => {
    const all = space(
      `host src { semaphore sem = 0 max 2
         thread p { start a final b  up: a -> b do { post sem } }
         thread w[i in 0..1] { start a final b  down: a -> b wait sem } }`,
    );
    expect(enabled(all, follow(all, 'up'))).toEqual(['src.w[0].down', 'src.w[1].down']);
    expect(enabled(all, follow(all, 'up', 'w[0].down'))).toEqual([]);
  });

  test('saturating: a post at the maximum is lost', () => {
    const all = space(
      thread(
        'final e\nup: s -> e do { post sem post sem post sem }',
        'semaphore sem = 0 max 2 saturating',
      ),
    );
    expect(endings(all, 'src.sem')).toEqual(['2']);
  });

  test('an event is a level: waiting takes nothing, reset takes all', () => {
    const all = space(
      thread(
        'final e\nset_it: s -> a do { set ev set ev }\npass: a -> b wait ev\npass_again: b -> c wait ev\nclear: c -> d do { reset ev }\nno_more: d -> e wait ev',
        'event ev',
      ),
    );
    expect(endings(all, 'src.t.at')).toEqual(['d']);
    expect(enabled(space(thread('final e\npass: s -> e wait ev', 'event ev = set')))).toEqual([
      'src.t.pass',
    ]);
  });

  test("a semaphore's name is its value", () => {
    const all = space(
      thread('rests s\nup: s -> s when sem < 2 do { post sem }', 'semaphore sem = 0 max 5'),
    );
    expect(values(all, 'src.sem')).toEqual(['0', '1', '2']);
  });
});

describe('mutexes', () => {
  test('belong to the OS thread: a task of the same loop may give back what another has taken', () => {
    const all = space(
      `host src { mutex m  var taken : bool
         eventloop l {
           callback a { take: idle -> idle when not taken lock m do { taken = true } }
           callback b { back: idle -> idle when taken do { unlock m, taken = false } }
         } }`,
    );
    expect(failures(all)).toEqual([]);
    expect(values(all, 'src.m')).toEqual(['nobody', 'src.l']);
  });

  test('owner() names the thread', () => {
    const all = space(
      `host src { mutex m  var seen : bool
         thread a { start s final e  take: s -> x lock m  give: x -> e do { unlock m } }
         thread b { start s final e  look: s -> e when owner(m) == a do { seen = true } }
         thread c { start s final e  free: s -> e when owner(m) == null } }`,
    );
    expect(enabled(all)).toEqual(['src.a.take', 'src.c.free']);
    expect(enabled(all, follow(all, 'take'))).toEqual(['src.a.give', 'src.b.look']);
  });
});

describe('condition variables', () => {
  const two = (effect: string, flags = '') => `host src {
      mutex m  condition c ${flags}
      thread w[i in 0..1] { start s final e  take: s -> a lock m  sleep: a -> b cond_wait c with m  leave: b -> e do { unlock m } }
      thread k { start s final e  call_it: s -> e lock m do { ${effect} unlock m } }
    }
    deadlock free`;
  const asleep = ['w[0].take', 'w[0].sleep', 'w[1].take', 'w[1].sleep'];

  test('sleep gives the mutex back, wake takes it again', () => {
    const all = space(two('signal c'));
    const sleeping = follow(all, 'w[0].take', 'w[0].sleep');
    expect(shown(all, 'src.m', sleeping)).toBe('nobody');
    expect(enabled(all, sleeping)).toEqual(['src.k.call_it', 'src.w[1].take']);
    const woken = follow(all, 'w[0].take', 'w[0].sleep', 'call_it', 'w[0].sleep');
    expect(shown(all, 'src.m', woken)).toBe('src.w[0]');
  });

  test('signal wakes one sleeper, any of them', () => {
    const all = space(two('signal c'));
    const state = follow(all, ...asleep);
    const signals = all.steps.filter(({ from }) => from === state);
    expect(signals.map(({ action }) => action)).toEqual(['src.k.call_it', 'src.k.call_it']);
    expect(signals.map(({ to }) => enabled(all, to as number)).sort()).toEqual([
      ['src.w[0].sleep'],
      ['src.w[1].sleep'],
    ]);
  });

  test('broadcast wakes all; each still needs the mutex', () => {
    const all = space(two('broadcast c'));
    const state = follow(all, ...asleep, 'call_it');
    expect(enabled(all, state)).toEqual(['src.w[0].sleep', 'src.w[1].sleep']);
    expect(enabled(all, follow(all, ...asleep, 'call_it', 'w[0].sleep'))).toEqual([
      'src.w[0].leave',
    ]);
  });

  test('a signal without a sleeper is lost', async () => {
    const result = await run(two('signal c'));
    expect(result.violated).toEqual(['deadlock']);
    const all = space(two('signal c'));
    expect(
      all.steps.filter(({ from, action }) => from === 0 && action.includes('call_it')),
    ).toHaveLength(1);
  });

  test('wakes for no reason only where declared', () => {
    expect(
      enabled(space(two('signal c')), follow(space(two('signal c')), ...asleep)),
    ).not.toContain('src.w[0].sleep');
    const all = space(two('signal c', 'spurious'));
    expect(enabled(all, follow(all, ...asleep))).toContain('src.w[0].sleep');
  });

  test('the guard is read when it goes to sleep, the effects happen when it wakes', () => {
    const all = space(
      `host src { mutex m  condition c  var n : 0..3
         thread w { start s final e  take: s -> a lock m  sleep: a -> b when n == 0 cond_wait c with m do { n += 2 }  leave: b -> e do { unlock m } }
         thread k { start s final e  call_it: s -> e lock m do { n = 1 signal c unlock m } } }`,
    );
    expect(shown(all, 'src.n', follow(all, 'take', 'sleep', 'call_it'))).toBe('1');
    expect(shown(all, 'src.n', follow(all, 'take', 'sleep', 'call_it', 'sleep'))).toBe('3');
  });

  test('chosen by the state: each device has its own', () => {
    const all = space(
      `host src { mutex m[d in 0..1]  condition c[d in 0..1]
         thread w { start s final e  var d : 0..1 = 1  take: s -> a lock m[d]  sleep: a -> b cond_wait c[d] with m[d]  leave: b -> e do { unlock m[d] } }
         thread k { start s final e  var d : 0..1  pick: s -> x do { d = choose({ 0, 1 }) }  call_it: x -> e do { signal c[d] } } }`,
    );
    const slept = ['w.take', 'w.sleep'];
    expect(shown(all, 'src.m[1]', follow(all, 'w.take'))).toBe('src.w');
    expect(shown(all, 'src.m[1]', follow(all, ...slept))).toBe('nobody');
    const woken = all.steps
      .filter(
        ({ action, from }) => action.includes('w.sleep') && shown(all, 'src.w.at', from) === 'a',
      )
      .map(({ to }) => to);
    expect(woken.length).toBeGreaterThan(0);
    expect(endings(all, 'src.w.at').sort()).toEqual(['a', 'e']);
    expect(failures(all)).toEqual([]);
  });

  test('timed: giving up retakes the mutex, and is not possible once signalled', () => {
    const all = space(
      `host src { mutex m  condition c
         thread w { start s final e  take: s -> a lock m  sleep: a -> b timed cond_wait c with m timeout -> g  leave: b -> e do { unlock m }  give_up: g -> e do { unlock m } }
         thread k { start s final e  call_it: s -> e do { signal c } } }`,
    );
    const slept = follow(all, 'take', 'sleep');
    expect(enabled(all, slept)).toEqual(['src.k.call_it', 'src.w.sleep']);
    expect(shown(all, 'src.w.at', follow(all, 'take', 'sleep', 'sleep'))).toBe('g');
    expect(shown(all, 'src.m', follow(all, 'take', 'sleep', 'sleep'))).toBe('src.w');
    const signalled = follow(all, 'take', 'sleep', 'call_it');
    expect(enabled(all, signalled)).toEqual(['src.w.sleep']);
    expect(shown(all, 'src.w.at', follow(all, 'take', 'sleep', 'call_it', 'sleep'))).toBe('b');
  });
});

describe('timed', () => {
  const timed = (tokens: number) =>
    space(
      thread(
        'final e\nact: s -> e timed wait sem do { x = 1 } timeout -> late do { x = 2 }\nend: late -> e',
        `var x : 0..2\nsemaphore sem = ${tokens} max 1`,
      ),
    );

  test('gives up exactly when the operation cannot proceed', () => {
    expect(all(timed(1))).toEqual(['1']);
    expect(all(timed(0))).toEqual(['2']);
    function all(one: ReturnType<typeof timed>) {
      return endings(one, 'src.x');
    }
  });

  test('is a system action: nothing that can give up is deadlocked', async () => {
    const result = await run(
      thread('final e\nact: s -> e timed wait sem timeout -> e', 'semaphore sem'),
    );
    expect(result.verdict).toBe('holds');
    expect(counts(result)).toEqual([2, 1, 0]);
  });

  test('on a rendezvous: gives up while no partner is there', () => {
    const text = `channel ch : 0..1 rendezvous
      host src { thread t { start s final e, f  put: s -> e timed send ch 1 timeout -> f } }
      host dst { thread u { start s final e  ready: s -> m  get: m -> e recv ch _ } }`;
    const all = space(text);
    expect(enabled(all).sort()).toEqual(['dst.u.ready', 'src.t.put']);
    expect(shown(all, 'src.t.at', follow(all, 'put'))).toBe('f');
    expect(enabled(all, follow(all, 'ready'))).toEqual(['src.t.put']);
    expect(shown(all, 'src.t.at', follow(all, 'ready', 'put'))).toBe('e');
  });
});

describe('spawn and join', () => {
  test('a thread that is spawned somewhere does not run before', () => {
    const all = space(
      `host src { var x : 0..2
         thread a { start s final e  go: s -> e when x == 1 do { spawn b } }
         thread b { start s final e  run: s -> e do { x = 2 } }
         thread c { start s final e  run: s -> e do { x = 1 } } }`,
    );
    expect(enabled(all)).toEqual(['src.c.run']);
    expect(endings(all, 'src.x')).toEqual(['2']);
  });

  test('an ended one starts anew; its variables are reset, `keep` ones are not; also where it is replicated', () => {
    const all = space(
      `host src {
         thread a { start s final e  go: s -> m do { spawn b[1] }  wait_b: m -> n join b[1]  again: n -> o do { spawn b[1] }  end: o -> e join b[1] }
         thread b[i in 0..1] { start s final e  var x : 0..3  keep var y : 0..3  keep var arr[k in 0..1] : 0..3
           run: s -> e do { x += 1 y += 1 arr[1] += 1 } } }`,
    );
    expect(endings(all, 'src.b[1].x')).toEqual(['1']);
    expect(endings(all, 'src.b[1].y')).toEqual(['2']);
    expect(endings(all, 'src.b[1].arr[1]')).toEqual(['2']);
    expect(endings(all, 'src.b[0].y')).toEqual(['0']);
  });

  test('`keep` in a procedure that a thread runs', () => {
    const all = space(
      `host src {
         procedure p { var x : 0..3  keep var y : 0..3  run: i -> done do { x += 1 y += 1 } }
         thread a { start s final e  go: s -> m do { spawn b }  wait_b: m -> n join b  again: n -> o do { spawn b }  end: o -> e join b }
         thread b runs p }`,
    );
    expect(endings(all, 'src.b.x')).toEqual(['1']);
    expect(endings(all, 'src.b.y')).toEqual(['2']);
  });

  test('join waits until it has ended, or if it never ran; it takes nothing', async () => {
    const text = (spawn: string) => `host src { var x : 0..3
        thread a { start s final e  go: s -> m do { ${spawn} x = 1 }  one: m -> n join b  two: n -> e join b }
        thread b { start s final e  run: s -> e do { x = 2 } }
        user later at most 0: do { spawn b } }
      deadlock free`;
    expect((await run(text(''))).verdict).toBe('holds');
    expect(endings(space(text('')), 'src.a.at')).toEqual(['e']);
    const spawned = space(text('spawn b'));
    expect(enabled(spawned, follow(spawned, 'go'))).toEqual(['src.b.run']);
    expect(endings(spawned, 'src.a.at')).toEqual(['e']);
  });

  test('a coroutine can be spawned', () => {
    const all = space(
      `host src { var x : 0..3
         thread a { start s final e  go: s -> e do { spawn co } }
         eventloop l { coroutine co { start s final e  run: s -> e do { x = 1 } } } }`,
    );
    expect(all.steps.map(({ action }) => action)).toEqual(['src.a.go', 'src.l.co.run']);
  });
});
