// "Actions, exactly": when an action is enabled, what it does, what counts as a transition.

import { describe, expect, test } from 'vitest';
import {
  counts,
  enabled,
  endings,
  failures,
  follow,
  program,
  run,
  shown,
  space,
  taken,
  thread,
  values,
} from './model.ts';

describe('enabled', () => {
  test('at its location, with a true guard and an operation that can proceed', () => {
    const text = (at: string, guard: string, tokens: number) =>
      thread(
        `final e\nact: ${at} -> e when x == ${guard} wait sem\nother: s -> m when false\nleave: m -> e`,
        `var x : 0..1 = 1\nsemaphore sem = ${tokens} max 1`,
      );
    expect(enabled(space(text('s', '1', 1)))).toEqual(['src.t.act']);
    expect(enabled(space(text('m', '1', 1)))).toEqual([]);
    expect(enabled(space(text('s', '0', 1)))).toEqual([]);
    expect(enabled(space(text('s', '1', 0)))).toEqual([]);
  });

  test('a guard stops early: what stands behind a false part is not evaluated', () => {
    const guarded = (guard: string) =>
      space(
        thread(`final e\nact: s -> e when ${guard}`, 'var i : 0..3 = 3\nvar a[k in 0..2] : bool'),
      );
    expect(enabled(guarded('i < 3 and a[i]'))).toEqual([]);
    expect(failures(guarded('i == 3 or a[i]'))).toEqual([]);
    expect(enabled(guarded('i == 3 or a[i]'))).toEqual(['src.t.act']);
    expect(failures(guarded('i < 3 implies a[i]'))).toEqual([]);
    // Without the protection, the guard goes wrong: enabled, and taking it is the error.
    expect(failures(guarded('i == 3 and a[i]'))).toEqual(['index']);
  });

  test('operands are evaluated only if the guard is true', () => {
    const sending = (guard: string) =>
      space(
        thread(
          `final e\nvar p : 0..3 or null = null\nact: s -> e when ${guard} send ch p`,
          'var go : bool',
          'channel ch : 0..3 fifo 1',
        ),
      );
    expect(enabled(sending('go'))).toEqual([]);
    expect(failures(sending('not go'))).toEqual(['null']);
  });

  test('an index in error makes the operation enabled, even if every instance would block', () => {
    const all = space(
      thread(
        'final e\nact: s -> e wait sem[i]',
        'var i : 0..2 = 2\nsemaphore sem[k in 0..1] = 0 max 1',
      ),
    );
    expect(enabled(all)).toEqual(['src.t.act']);
    expect(failures(all)).toEqual(['index']);
  });
});

describe('taken', () => {
  test('the operation first, then the effects in order, each seeing those before it', () => {
    const all = space(
      thread(
        'final e\nvar got : 0..9\nvar x : 0..99\nact: s -> e recv ch ?got do { x = got, x = x + x, got = x + 1 }',
        '',
        'channel ch : 0..9 fifo 1\nhost dst { thread u { start a final b put: a -> b send ch 3 } }',
      ),
    );
    expect(endings(all, 'src.t.x')).toEqual(['6']);
    expect(endings(all, 'src.t.got')).toEqual(['7']);
  });

  test('the guard is read in the state before the effects', () => {
    const all = space(thread('rests s\nact: s -> s when x == 0 do { x = 1 }', 'var x : 0..2'));
    expect(values(all, 'src.x')).toEqual(['0', '1']);
  });
});

describe('a guard beside an operation', () => {
  const waiting = (form: string) =>
    `host src {
       var go : bool
       semaphore sem = 1 max 1
       thread t { start s final e  act: s -> e ${form} go wait sem }
       thread u { start s final e  set_go: s -> e do { go = true } }
     }
     deadlock free`;

  test('`when` of what others write is refused, `while` is read again', () => {
    expect(() => program(waiting('when'))).toThrow('MC3002');
    expect(taken(space(waiting('while')))).toEqual(['src.t.act', 'src.u.set_go']);
  });
});

describe('transitions', () => {
  test('self-loops and equal targets count each', async () => {
    const result = await run(
      thread(
        'rests s\nloop: s -> s recv ch _ do { post sem }\na: s -> e\nb: s -> e\nfinal e',
        'semaphore sem = 1 max 1 saturating',
        'channel ch : bool fifo 1',
      ),
    );
    // Nothing is ever sent: a and b lead to one state.
    expect(counts(result)).toEqual([2, 2, 0]);
    const loops = await run(thread('rests s\nagain: s -> s do { x = 0 }', 'var x : 0..1'));
    expect(counts(loops)).toEqual([1, 1, 0]);
  });

  test('one per index and choice value', async () => {
    const indexed = thread('final e\nact[i in 0..2]: s -> e do { x = 0 }', 'var x : 0..1');
    expect(counts(await run(indexed))).toEqual([2, 3, 0]);
    const chosen = thread(
      'final e\nact: s -> e do { x = choose({ 0, 2, 3 }), x = 0 }',
      'var x : 0..3',
    );
    expect(counts(await run(chosen))).toEqual([2, 3, 0]);
  });

  test('a rendezvous is one step of two threads', async () => {
    const text = `channel ch : 0..3 rendezvous
      host src { thread t { start s final e  put: s -> e send ch 2 do { sent = true } } var sent : bool }
      host dst { var got : 0..3  thread u { start s final e  get: s -> e recv ch ?got } }
      deadlock free`;
    expect(counts(await run(text))).toEqual([2, 1, 0]);
    expect(endings(space(text), 'dst.got')).toEqual(['2']);
  });
});

describe('classes', () => {
  test('`at most` counts over all instances of the declaration', () => {
    const all = space(
      `host src {
         var hits : 0..4
         thread t[i in 0..1] { start s rests s  fault hit at most 3: s -> s do { hits += 1 } }
       }`,
    );
    expect(values(all, 'src.hits')).toEqual(['0', '1', '2', '3']);
  });

  test('a fault is off while its bound is zero', () => {
    const text = `param N = 0 in 0..2
      var hits : 0..4
      fault hit at most N: do { hits += 1 }
      host src { thread t { start s rests s  a: s -> s do { x = 0 } } var x : 0..1 }`;
    expect(values(space(text), 'hits')).toEqual(['0']);
    expect(values(space(text, { params: { N: 2 } }), 'hits')).toEqual(['0', '1', '2']);
  });

  test('an action of the environment may be indexed, and stands in a host or at the top', () => {
    const all = space(
      `var a[i in 0..1] : bool
       user set_a[i in 0..1]: when not a[i] do { a[i] = true }
       host src { var b : bool  fault set_b at most 1: do { b = true }  thread t { start s rests s  n: s -> s when false do { b = true } } }`,
    );
    expect(enabled(all)).toEqual(['set_a i=0', 'set_a i=1', 'src.set_b']);
    expect(all.states).toHaveLength(8);
  });

  test('a state with enabled user and fault actions only is a deadlock', async () => {
    const text = `host src {
        semaphore sem = 0 max 1
        thread t { start s final e  act: s -> e wait sem }
        user resume: when sem == 0 do { post sem }
      }
      deadlock free`;
    const result = await run(text);
    expect(result.violated).toEqual(['deadlock']);
    expect(counts(result)[2]).toBe(1);
    expect(result.trace('deadlock')).toEqual([]);
  });

  test('the sequel of a fault is owed: with it enabled, nothing is a deadlock', async () => {
    const text = (sequel: string) => `host src {
        var gone : bool
        fault loses_storage at most 1: do { gone = true }
        thread t { start s final e, f  ${sequel} } }
      deadlock free`;
    const system = await run(text('act: s -> e when not gone\nfails: s -> f when gone'));
    expect(system.verdict).toBe('holds');
    const fault = await run(
      text('act: s -> e when not gone\nfault fails at most 1: s -> f when gone'),
    );
    expect(fault.violated).toEqual(['deadlock']);
  });
});

describe('locations', () => {
  test('several places, anywhere, same', () => {
    const all = space(
      thread(
        `rests a, b, c
         go_a: s -> a
         go_b: s -> b
         both: a, b -> c
         stay: anywhere -> same do { x = 1 }
         leave: anywhere -> e
         final e`,
        'var x : 0..1',
      ),
    );
    const at = (name: string) => enabled(all, follow(all, ...name.split(' '))).map(n => n.slice(6));
    expect(at('go_a')).toEqual(['both', 'leave', 'stay']);
    expect(at('go_b')).toEqual(['both', 'leave', 'stay']);
    expect(at('go_a both')).toEqual(['leave', 'stay']);
    expect(at('go_a leave')).toEqual([]);
    const stayed = follow(all, 'go_b', 'stay');
    expect(shown(all, 'src.t.at', stayed)).toBe('b');
    expect(shown(all, 'src.x', stayed)).toBe('1');
  });

  test('`anywhere -> L` does not lead from L to itself', () => {
    const all = space(
      thread('rests c\ngo: anywhere -> c do { x = 1 }\nto_b: s -> b', 'var x : 0..1'),
    );
    expect(taken(all)).toEqual(['src.t.go', 'src.t.to_b']);
    expect(all.steps.map(({ from }) => shown(all, 'src.t.at', from)).sort()).toEqual([
      'b',
      's',
      's',
    ]);
  });

  test('the first location named is initial where no start is given', () => {
    const all = space('host src { thread t { final b  one: a -> b } }');
    expect(shown(all, 'src.t.at', 0)).toBe('a');
  });

  test('outcomes of effects decide, the first true one counts', () => {
    const all = space(
      thread(
        'final e, f, g\nact[i in 0..3]: s -> e do { x = i } -> f if x == 1, g if x in { 1, 2 }',
        'var x : 0..3',
      ),
    );
    const ends = all.steps.map(
      step =>
        `${shown(all, 'src.x', step.to as number)}${shown(all, 'src.t.at', step.to as number)}`,
    );
    expect(ends.sort()).toEqual(['0e', '1f', '2g', '3e']);
  });
});

describe('choices', () => {
  test('several in one action, each seeing what was assigned before', () => {
    const all = space(
      thread(
        `final e
         act: s -> e do { a = choose({ 1, 2 }), left = { 1, 2, 3 }, left -= { a }, b = choose(left), left -= { b } }`,
        'var a : 0..3\nvar b : 0..3\nvar left : set of 0..3',
      ),
    );
    const ends = all.steps.map(({ to }) =>
      ['src.a', 'src.b', 'src.left'].map(c => shown(all, c, to as number)).join(' '),
    );
    expect(ends.sort()).toEqual(['1 2 { 3 }', '1 3 { 2 }', '2 1 { 3 }', '2 3 { 1 }']);
  });

  test('inside `if`, after an array and a queue were changed', () => {
    const all = space(
      thread(
        `final e
         act: s -> e do {
           arr[i] = 2
           push q, 1
           if arr[1] == 2 { x = choose({ len(q), 3 }) } else { x = choose({ 0 }) }
         }`,
        'var i : 0..1 = 1\nvar arr : array[0..1] of 0..2\nvar q : queue[2] of 0..1\nvar x : 0..3',
      ),
    );
    expect(all.steps.map(({ to }) => shown(all, 'src.x', to as number)).sort()).toEqual(['1', '3']);
  });

  test('of a whole type', () => {
    const all = space(
      thread('final e\nact: s -> e do { x = choose Small }', 'var x : 0..9', 'type Small = 3..5'),
    );
    expect(endings(all, 'src.x')).toEqual(['3', '4', '5']);
  });

  test('over an empty set is an error', () => {
    const all = space(
      thread(
        'final e\nact: s -> e do { x = choose(left) }',
        'var x : 0..9\nvar left : set of 0..9',
      ),
    );
    expect(failures(all)).toEqual(['choose']);
    expect(all.steps).toHaveLength(1);
  });
});
