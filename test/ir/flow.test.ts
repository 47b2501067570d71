// Straight lines, loops of locations, procedures.

import { describe, expect, test } from 'vitest';
import {
  counts,
  enabled,
  endings,
  follow,
  nameOf,
  program,
  run,
  shown,
  space,
  taken,
  thread,
  values,
} from './model.ts';

describe('a straight line', () => {
  test('begins where the one above ended and goes on to the one below', () => {
    const all = space(
      thread(
        'final e\none: do { x = 1 }\ntwo: do { x = 2 }\nthree: -> e do { x = 3 }',
        'var x : 0..3',
      ),
    );
    expect(all.steps.map(({ action }) => action)).toEqual([
      'src.t.one',
      'src.t.two',
      'src.t.three',
    ]);
    expect(endings(all, 'src.x')).toEqual(['3']);
  });

  test('ends at the end of the body, where the thread has ended', async () => {
    const result = await run(
      'host src { thread t { one: do { x = 1 }  two: do { x = 2 } } var x : 0..2 }\ndeadlock free',
    );
    expect(result.verdict).toBe('holds');
    expect(counts(result)).toEqual([3, 2, 0]);
  });

  test('`-> L` alone leaves from where it stands, the line goes on', () => {
    const all = space(
      thread(
        'final e, f\nfirst: wait sem\nbail: -> f when quit\nsecond: when not quit\nlast: -> e do { x = 1 }',
        'var x : 0..1\nvar quit : bool\nsemaphore sem = 1 max 1\nuser set_quit: when not quit do { quit = true }',
      ),
    );
    const first = follow(all, 'first');
    expect(enabled(all, first)).toEqual(['src.set_quit', 'src.t.second']);
    expect(enabled(all, follow(all, 'first', 'set_quit'))).toEqual(['src.t.bail']);
    expect(shown(all, 'src.t.at', follow(all, 'first', 'set_quit', 'bail'))).toBe('f');
  });

  test('names its places after the action that begins there', () => {
    const all = space(
      'host src { thread t { one: do { x = 1 }  two: do { x = 2 } } var x : 0..2 }',
    );
    expect([0, 1, 2].map(i => shown(all, 'src.t.at', i))).toEqual(['start', 'two', 'end']);
  });
});

describe('each', () => {
  test('goes through the values in order', () => {
    const all = space(
      thread(
        'final e\neach c in C: s -> e { add: do { order = order * 10 + c + 1 } }',
        'var order : 0..999',
        'type C = 0..2',
      ),
    );
    expect(taken(all)).toEqual(['src.t.add c=0', 'src.t.add c=1', 'src.t.add c=2']);
    expect(endings(all, 'src.order')).toEqual(['123']);
  });

  test('`next` skips to the next round, a location outside leaves the loop', () => {
    const all = space(
      thread(
        `final e, out
         each c in C: s -> e {
           look: -> next when c == 0
           leave: -> out when c == 2
           work: when c == 1 do { x += 1 }
           more: do { x += 1 }
         }`,
        'var x : 0..9',
        'type C = 0..2',
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['2']);
    expect(endings(all, 'src.t.at')).toEqual(['out']);
  });

  test('a location named only inside belongs to one round', () => {
    const all = space(
      thread(
        'final e\neach c in C: s -> e { one: -> mid do { x = c }\ntwo: mid -> next when x == c }',
        'var x : 0..1',
        'type C = 0..1',
      ),
    );
    expect(all.states).toHaveLength(5);
    expect(endings(all, 'src.t.at')).toEqual(['e']);
  });

  test('loops nest', () => {
    const all = space(
      thread(
        'final e\neach c in C: s -> e { each d in C { add: do { n = n * 10 + c * 2 + d } } }',
        'var n : 0..9999',
        'type C = 0..1',
      ),
    );
    expect(endings(all, 'src.n')).toEqual(['123']);
    expect(taken(all)).toHaveLength(4);
  });

  test('in a straight line: without places of its own', () => {
    const all = space(
      thread(
        'final e\nbefore: do { n = 1 }\neach c in C { add: do { n = n * 10 + c } }\nafter: -> e do { n = n + 5 }',
        'var n : 0..999',
        'type C = 0..1',
      ),
    );
    expect(endings(all, 'src.n')).toEqual(['106']);
  });
});

describe('procedures', () => {
  const QUIT = 'var quit : bool\nvar x : 0..9\n';

  test('entering and leaving are no steps, outcomes lead on', async () => {
    const text = thread(
      'final e, f\none: s -> e call p failed -> f do { x += 5 }',
      `${QUIT}procedure p returns { ok, failed } { a: in_p -> mid do { x += 1 }  good: mid -> ok  bad: mid -> failed }`,
    );
    const all = space(text);
    expect(taken(all)).toEqual(['src.t.one.a', 'src.t.one.bad', 'src.t.one.good']);
    // The effects of the call belong to its first outcome.
    expect(shown(all, 'src.x', follow(all, 'one.a', 'one.good'))).toBe('6');
    expect(shown(all, 'src.x', follow(all, 'one.a', 'one.bad'))).toBe('1');
    expect(shown(all, 'src.t.at', follow(all, 'one.a', 'one.bad'))).toBe('f');
    expect(counts(await run(text))).toEqual([4, 3, 0]);
  });

  test('parameters are evaluated once, when the procedure is entered', () => {
    const all = space(
      thread(
        'final e\none: s -> e call p(x + 1)',
        `${QUIT}procedure p(v : 0..9) { a: i -> j do { x += 4 }  b: j -> done do { x = v } }`,
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['1']);
  });

  test('each call has variables of its own, and starts them anew', () => {
    const all = space(
      thread(
        'final e\nagain: s -> s call p\nend: s -> e when x == 4',
        `${QUIT}procedure p { var n : 0..3  a: i -> j when x < 4 do { n += 1 }  b: j -> done do { n += 1, x += n } }`,
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['4']);
    expect(values(all, 'src.t.again.n')).toEqual(['0', '1', '2']);
  });

  test('its start may be reached again from inside, without entering', () => {
    const all = space(
      thread(
        'final e\none: s -> e call p(3)',
        `${QUIT}procedure p(v : 0..9) { start top  more: top -> top when x < v do { x += 1 }  end: top -> done when x == v }`,
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['3']);
    expect(all.states).toHaveLength(5);
  });

  test('`-> same` at its start stays inside', () => {
    const all = space(
      thread(
        'final e\none: s -> e call p',
        `${QUIT}procedure p { start top  more: top -> same when x < 2 do { x += 1 }  end: top -> done when x == 2 }`,
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['2']);
    expect(endings(all, 'src.t.at')).toEqual(['e']);
  });

  test('`anywhere` in it is anywhere in this call of it', () => {
    const all = space(
      thread(
        'final e\none: s -> m call p\ntwo: m -> n do { x = 1 }\nback: n -> e when false',
        `${QUIT}procedure p { a: i -> j do { x = 2 }  b: j -> done  out: anywhere -> done do { x = 3 } }`,
      ),
    );
    const froms = all.steps
      .filter(({ action }) => action.endsWith('out'))
      .map(({ from }) => shown(all, 'src.t.at', from));
    expect(froms.sort()).toEqual(['p.j', 's']);
  });

  test('calls nest, with the path in the name', () => {
    const all = space(
      thread(
        'final e\none: s -> e call p',
        `${QUIT}procedure q(v : 0..9) { deep: i -> done do { x += v } }
         procedure p { first: i -> j call q(2)  second: j -> done call q(3) }`,
      ),
    );
    expect(taken(all)).toEqual(['src.t.one.first.deep', 'src.t.one.second.deep']);
    expect(endings(all, 'src.x')).toEqual(['5']);
    expect(all.states).toHaveLength(3);
  });

  test('the guard of the call belongs to the first step, and only to it', () => {
    const all = space(
      thread(
        'final e\none: s -> e when x == 1 call p\nready: s -> s when x == 0 do { x = 1 }',
        `${QUIT}procedure p { a: i -> j do { x = 2 }  b: j -> done }`,
      ),
    );
    expect(enabled(all)).toEqual(['src.t.ready']);
    expect(endings(all, 'src.t.at')).toEqual(['e']);
  });

  test('an indexed call competes per value', () => {
    const all = space(
      thread(
        'final e\none[c in 0..1]: s -> e call p(c)',
        `${QUIT}semaphore sem[c in 0..1] = 1\nprocedure p(c : 0..1) { take: i -> j wait sem[c]  mark: j -> done do { x = c + 1 } }`,
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['1', '2']);
  });

  test('`runs` makes it the body of a thread; its outcomes are final', async () => {
    const text = `host src {
        var x : 0..9
        procedure p(v : 0..9) returns { ok, failed } { a: i -> j do { x += v }  good: j -> ok  bad: j -> failed }
        thread t[k in 1..2] runs p(k)
      }
      deadlock free`;
    const result = await run(text);
    expect(result.verdict).toBe('holds');
    expect(taken(space(text)).filter(name => name.includes('t[1]'))).toEqual([
      'src.t[1].a',
      'src.t[1].bad',
      'src.t[1].good',
    ]);
    expect(endings(space(text), 'src.x')).toEqual(['3']);
  });

  test('a constant argument that does not fit: entering is the error; of `runs`, a diagnostic', () => {
    const procedure = `${QUIT}procedure p(v : 0..1) { a: i -> done do { x = v } }`;
    const all = space(thread('final e\none: s -> e call p(5)', procedure));
    expect(all.steps.map(({ failure }) => failure?.error)).toEqual(['range']);
    const runs = (argument: string) =>
      program(`host src { ${procedure} thread t runs p(${argument}) }`);
    expect(() => runs('5')).toThrow('MC3093');
    expect(() => runs('x')).toThrow('MC3093');
    expect(runs('1').actions).toHaveLength(1);
  });

  test('one body has two homes, chosen by `only`', () => {
    const text = `variant home { own, loop }
      host src {
        var x : 0..9
        procedure p { a: i -> j do { x = 1 }  b: j -> done do { x = 2 } }
        thread t runs p only home == own
        eventloop l { coroutine c runs p only home == loop }
      }`;
    expect(taken(space(text))).toEqual(['src.t.a', 'src.t.b']);
    expect(taken(space(text, { variant: { home: 'loop' } }))).toEqual(['src.l.c.a', 'src.l.c.b']);
  });

  test('an action knows the calls it was reached through', () => {
    const built = program(
      thread('final e\none: s -> e call p', `${QUIT}procedure p { first: i -> done do { x = 1 } }`),
    );
    expect(built.actions.map(action => action.provenance.callPath)).toEqual([['one']]);
    expect(nameOf(built, 0)).toBe('src.t.one.first');
  });
});

describe('absent declarations', () => {
  test('an action, a thread, a variable that is not there', () => {
    const text = `variant v { a, b }
      host src {
        var x : 0..9
        var y : 0..9 only v == b
        thread t { start s final e  one: s -> e do { x = 1 } only v == a  two: s -> e do { x = 2 y = 1 } only v == b }
        thread u only v == b { start s final e  three: s -> e do { x = 3 } }
      }
      invariant u_not_there: not u_runs
      def u_runs = src.u at s, e`;
    expect(taken(space(text))).toEqual(['src.t.one']);
    expect(taken(space(text, { variant: { v: 'b' } }))).toEqual(['src.t.two', 'src.u.three']);
  });

  test('a thread that is not there is nowhere', async () => {
    const text = `variant v { a, b }
      host src {
        var x : 0..9
        thread t { start s final e  one: s -> e do { x = 1 } }
        thread u only v == b { start s final e  three: s -> e do { x = 3 } }
      }
      invariant nowhere: not (src.u at s, e)`;
    expect((await run(text)).verdict).toBe('holds');
    expect((await run(text, { variant: { v: 'b' } })).violated).toEqual(['nowhere']);
  });
});
