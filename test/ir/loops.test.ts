// "Event loops, exactly": the register `running`, turns, yields, deferred callbacks, the mutex of the loop,
// nested loops.

import { describe, expect, test } from 'vitest';
import { counts, enabled, endings, follow, run, shown, space, taken, values } from './model.ts';

const loop = (body: string, objects = '', flags = '') =>
  `host src { ${objects} eventloop l ${flags} { ${body} } }\ndeadlock free`;

describe('turns', () => {
  test('at most one task runs until it is back at a turn location', () => {
    const all = space(
      loop(
        'callback a { one: idle -> m do { x = 1 }  two: m -> idle do { x = 2 } }  callback b { three: idle -> idle when x == 1 do { x = 3 } }',
        'var x : 0..3',
      ),
    );
    expect(enabled(all)).toEqual(['src.l.a.one']);
    // b would be ready, but a has the loop.
    expect(enabled(all, follow(all, 'one'))).toEqual(['src.l.a.two']);
    expect(shown(all, 'src.l.running', follow(all, 'one'))).toBe('a');
    expect(shown(all, 'src.l.running', follow(all, 'one', 'two'))).toBe('nobody');
    expect(taken(all)).not.toContain('src.l.b.three');
  });

  test('while nobody runs, every ready task competes', () => {
    const all = space(
      loop(
        `callback a { act_a: idle -> idle when x == 0 do { x = 1 } }
         callback b { act_b: idle -> idle when x == 0 do { x = 2 } }
         coroutine c { start s final e  act_c: s -> e }`,
        'var x : 0..3',
      ),
    );
    expect(enabled(all)).toEqual(['src.l.a.act_a', 'src.l.b.act_b', 'src.l.c.act_c']);
  });

  test('a blocked action in the middle of a turn stops every task of the loop', async () => {
    const text = loop(
      'callback a { take: idle -> idle wait sem }  coroutine c { start s final e  begin: s -> m  stuck: m -> e wait other  }',
      'semaphore sem = 1 max 1  semaphore other',
    );
    const all = space(text);
    expect(enabled(all, follow(all, 'begin'))).toEqual([]);
    expect((await run(text)).violated).toEqual(['deadlock']);
  });

  test('other threads go on meanwhile', () => {
    const all = space(
      `host src { semaphore sem
         eventloop l { coroutine c { start s final e  begin: s -> m  got: m -> e wait sem } }
         thread t { start s final e  help: s -> e do { post sem } } }`,
    );
    expect(endings(all, 'src.l.c.at')).toEqual(['e']);
  });

  test('a coroutine that has not begun competes; after that its start is no turn location unless it yields there', () => {
    const all = space(
      loop(
        'coroutine c { start s final e  again: s -> s when x < 2 do { x += 1 }  end: s -> e when x == 2 }  callback b { look: idle -> idle when x == 1 and not seen do { seen = true } }',
        'var x : 0..3  var seen : bool',
      ),
    );
    expect(taken(all)).not.toContain('src.l.b.look');
    const yielding = space(
      loop(
        'coroutine c { start s final e  yields s  again: s -> s when x < 2 do { x += 1 }  end: s -> e when x == 2 }  callback b { look: idle -> idle when x == 1 and not seen do { seen = true } }',
        'var x : 0..3  var seen : bool',
      ),
    );
    // It yields only when it would block, and it never would.
    expect(taken(yielding)).not.toContain('src.l.b.look');
  });
});

describe('yields', () => {
  const text = loop(
    `coroutine c { start s final e  yields w  begin: s -> w  resume: w -> e when x == 1 do { x = 2 } }
     callback b { help: idle -> idle when x == 0 do { x = 1 } }`,
    'var x : 0..2',
  );

  test('keeps the loop if an action is enabled', () => {
    const all = space(text);
    expect(enabled(all, follow(all, 'help', 'begin'))).toEqual(['src.l.c.resume']);
    expect(shown(all, 'src.l.running', follow(all, 'help', 'begin'))).toBe('c');
  });

  test('otherwise a step named yield gives the turn back', () => {
    const all = space(text);
    const begun = follow(all, 'begin');
    expect(enabled(all, begun)).toEqual(['src.l.c.yield']);
    const yielded = follow(all, 'begin', 'yield');
    expect(shown(all, 'src.l.running', yielded)).toBe('nobody');
    // For `at`, it is still there.
    expect(shown(all, 'src.l.c.at', yielded)).toBe('w');
    expect(enabled(all, yielded)).toEqual(['src.l.b.help']);
    expect(enabled(all, follow(all, 'begin', 'yield', 'help'))).toEqual(['src.l.c.resume']);
  });

  test('`-> same` comes back to the yield location itself', () => {
    const all = space(
      loop(
        'coroutine c { start s final e  yields w  begin: s -> w  more: w -> same when x < 2 do { x += 1 }  end: w -> e when x == 2 }',
        'var x : 0..2',
      ),
    );
    expect(endings(all, 'src.l.c.at')).toEqual(['e']);
    expect(all.states).toHaveLength(5);
  });

  test('a rendezvous that cannot take place is yielded at', async () => {
    const text = `channel ch : 0..3 rendezvous
      host src {
        var x : 0..3
        eventloop l {
          coroutine c { start s final e  yields w  begin: s -> w  get: w -> e recv ch ?x }
          callback b { help: idle -> idle when not helped do { helped = true } }
        }
        var helped : bool
        thread t { start s final e  put: s -> e while helped send ch 2 }
      }
      deadlock free`;
    expect((await run(text)).verdict).toBe('holds');
    const all = space(text);
    expect(enabled(all, follow(all, 'begin'))).toEqual(['src.l.c.yield']);
    expect(enabled(all, follow(all, 'help', 'begin'))).toEqual(['src.t.put']);
    expect(endings(all, 'src.x')).toEqual(['2']);
  });

  test('only system actions count: a fault does not keep the turn', () => {
    const all = space(
      loop(
        'coroutine c { start s final e  yields w  begin: s -> w  fault dies at most 1: w -> e  go: w -> e when false }',
      ),
    );
    expect(enabled(all, follow(all, 'begin'))).toEqual(['src.l.c.dies', 'src.l.c.yield']);
  });

  test('a procedure that a coroutine runs yields where it says', () => {
    const all = space(
      loop(
        'coroutine c { start s final e  one: s -> e call p }  callback b { help: idle -> idle when x == 0 do { x = 1 } }',
        'var x : 0..2  procedure p { start i  yields w  begin: i -> w  go: w -> done when x == 1 do { x = 2 } }',
      ),
    );
    expect(enabled(all, follow(all, 'begin'))).toEqual(['src.l.c.yield']);
    expect(endings(all, 'src.x')).toEqual(['2']);
  });
});

describe('deferred callbacks', () => {
  test('run when scheduled, once; the first action clears the bit', async () => {
    const text = `host src {
        var runs : 0..5
        thread t { start s final e  one: s -> m do { schedule cb schedule cb }  two: m -> e when runs == 1 do { schedule cb } }
        eventloop l { deferred callback cb { run: idle -> idle do { runs += 1 } } }
      }
      deadlock free`;
    const all = space(text);
    expect(enabled(all)).toEqual(['src.t.one']);
    expect(endings(all, 'src.runs')).toEqual(['2']);
    expect(counts(await run(text))).toEqual([5, 4, 0]);
  });

  test('may be scheduled again while it runs', () => {
    const all = space(
      `host src { var runs : 0..5
         eventloop l { deferred callback cb { run: idle -> m do { runs += 1 }  again: m -> idle do { if runs < 3 { schedule cb } } } }
         thread t { start s final e  one: s -> e do { schedule cb } } }`,
    );
    expect(endings(all, 'src.runs')).toEqual(['3']);
  });

  test('rest at idle even if never scheduled', async () => {
    const text = loop(
      'deferred callback cb { run: idle -> idle do { x = 1 } }',
      'var x : 0..1  user later at most 1: do { schedule cb }',
    );
    expect((await run(text)).verdict).toBe('holds');
  });
});

describe('holds', () => {
  const text = `host src {
      mutex bql  var x : 0..9
      eventloop l holds bql { callback a { one: idle -> m when x == 0 do { x = 1 }  two: m -> idle do { x = 2 } } }
      thread t { start s final e  take: s -> m lock bql  give: m -> e do { unlock bql } }
    }`;

  test('the mutex is taken with the first action of a turn and given back with the last', () => {
    const all = space(text);
    expect(shown(all, 'src.bql', follow(all, 'one'))).toBe('src.l');
    expect(shown(all, 'src.bql', follow(all, 'one', 'two'))).toBe('nobody');
    expect(enabled(all, follow(all, 'one'))).toEqual(['src.l.a.two']);
  });

  test('no turn begins while another thread owns it', () => {
    const all = space(text);
    expect(enabled(all, follow(all, 'take'))).toEqual(['src.t.give']);
  });

  test('a turn of one action takes and gives back', () => {
    const all = space(
      loop(
        'callback a { one: idle -> idle when x == 0 do { x = 1 } }',
        'mutex bql  var x : 0..9',
        'holds bql',
      ),
    );
    expect(values(all, 'src.bql')).toEqual(['nobody']);
    expect(values(all, 'src.x')).toEqual(['0', '1']);
  });

  test('a yield gives it back, the resumed turn takes it again', () => {
    const all = space(
      `host src { mutex bql  var x : 0..2
         eventloop l holds bql { coroutine c { start s final e  yields w  begin: s -> w  go: w -> m when x == 1  end: m -> e } }
         thread t { start s final e  take: s -> m lock bql do { x = 1 }  give: m -> e do { unlock bql } } }`,
    );
    expect(shown(all, 'src.bql', follow(all, 'begin'))).toBe('src.l');
    expect(shown(all, 'src.bql', follow(all, 'begin', 'yield'))).toBe('nobody');
    expect(enabled(all, follow(all, 'begin', 'yield', 'take'))).toEqual(['src.t.give']);
    expect(shown(all, 'src.bql', follow(all, 'begin', 'yield', 'take', 'give', 'go'))).toBe(
      'src.l',
    );
    expect(shown(all, 'src.bql', follow(all, 'begin', 'yield', 'take', 'give', 'go', 'end'))).toBe(
      'nobody',
    );
  });
});

describe('page faults', () => {
  test('in a loop take the turn', async () => {
    const text = loop(
      'coroutine c { start s final e  yields s  load: s -> e touch ram[0] }  callback b { serve: idle -> idle take ram.faults ?p do { place ram[p] } }',
      'memory ram : 0..0  var p : 0..0',
    );
    expect((await run(text)).violated).toEqual(['deadlock']);
    expect(shown(space(text), 'src.l.running', follow(space(text), 'load'))).toBe('c');
  });
});

describe('nested loops', () => {
  test('run only those they let in, and end with the turn they were opened in', () => {
    const all = space(
      loop(
        `coroutine c { start s final e  yields w to a  begin: s -> w  end: w -> m when x == 1  last: m -> e }
         callback a { act_a: idle -> idle when x == 0 do { x = 1 } }
         callback b { act_b: idle -> idle when not y do { y = true } }`,
        'var x : 0..1  var y : bool',
      ),
    );
    expect(enabled(all, follow(all, 'begin', 'yield'))).toEqual(['src.l.a.act_a']);
    expect(enabled(all, follow(all, 'begin', 'yield', 'act_a'))).toEqual(['src.l.c.end']);
    expect(enabled(all, follow(all, 'begin', 'yield', 'act_a', 'end'))).toEqual(['src.l.c.last']);
    expect(enabled(all, follow(all, 'begin', 'yield', 'act_a', 'end', 'last'))).toEqual([
      'src.l.b.act_b',
    ]);
  });
});
