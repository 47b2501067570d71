// Many at once: replicated threads, objects and hosts; indices and picks; versions; own host and top level.

import { describe, expect, test } from 'vitest';
import {
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

describe('indices', () => {
  test('of every kind of object, chosen by the state', () => {
    const all = space(
      `listener port
      stream st[k in 0..1] from src to dst via port : bool fifo 1
      channel ch[k in 0..1] : bool fifo 1
      host src {
        var i : 0..1 = 1
        semaphore sem[k in 0..1] = 1  mutex m[k in 0..1]  event ev[k in 0..1]
        thread t { start s final e
          a: take_it: s -> b wait sem[i]
          b: b -> c lock m[i] do { unlock m[i] set ev[i] }
          c: c -> d wait ev[i]
          d: d -> f send ch[i] true
          f: f -> g connect st[i]
          g: g -> e send st[i] true }
      }
      host dst { }`.replace('a: take_it:', 'a:'),
    );
    expect(endings(all, 'src.t.at')).toEqual(['e']);
    expect(endings(all, 'src.sem[0]')).toEqual(['1']);
    expect(endings(all, 'src.sem[1]')).toEqual(['0']);
    expect(endings(all, 'src.ev[0]')).toEqual(['false']);
  });

  test('the wait names the instance that is meant', async () => {
    const result = await run(
      thread('final e\nact: s -> e wait sem[i]', 'var i : 0..2 = 1\nsemaphore sem[k in 0..2] = 0'),
    );
    const waits = result.property('deadlock').waits[0]?.waits;
    expect(waits?.map(({ kind, on, family }) => [kind, on, family])).toEqual([
      ['semaphore', 'src.sem[1]', 'src.sem'],
    ]);
  });

  test('of two dimensions', () => {
    const all = space(
      thread(
        'final e\nact: s -> e wait sem[i, RED]',
        'var i : 3..4 = 4\nsemaphore sem[k in 3..4, c in Colour] = 1',
        'type Colour = { RED, BLUE }',
      ),
    );
    expect(endings(all, 'src.sem[4, RED]')).toEqual(['0']);
    expect(endings(all, 'src.sem[3, RED]')).toEqual(['1']);
  });

  test('null or out of range: the action goes wrong, whatever the others do', () => {
    const out = space(
      thread(
        'final e\nact: s -> e send ch[i] true',
        'var i : 0..2 = 2',
        'channel ch[k in 0..1] : bool fifo 1',
      ),
    );
    expect(failures(out)).toEqual(['index']);
    const none = space(
      thread(
        'final e\nact: s -> e send ch[i] true',
        'var i : 0..1 or null = null',
        'channel ch[k in 0..1] : bool fifo 1',
      ),
    );
    expect(failures(none)).toEqual(['null']);
    const some = space(
      thread(
        'final e\nact: s -> e send ch[i] true',
        'var i : 0..1 or null = 1',
        'channel ch[k in 0..1] : bool fifo 1',
      ),
    );
    expect(failures(some)).toEqual([]);
  });
});

describe('indexed actions and picks', () => {
  test('an indexed action is one action per value: any channel with room', () => {
    const all = space(`channel ch[c in 0..1] : bool fifo 1
      host src { thread t { start s final e  put[c in 0..1]: s -> m send ch[c] true  again[c in 0..1]: m -> e send ch[c] true } }`);
    expect(enabled(all)).toEqual(['src.t.put c=0', 'src.t.put c=1']);
    expect(enabled(all, follow(all, 'put c=0'))).toEqual(['src.t.again c=1']);
  });

  test('of two indices', () => {
    const all = space(
      thread(
        'final e\nact[a in 0..1, b in 1..2]: s -> e when a != b do { x = a * 10 + b }',
        'var x : 0..99',
      ),
    );
    expect(values(all, 'src.x')).toEqual(['0', '1', '12', '2']);
  });

  test('`main[?c]` assigns the index of the one that proceeds', () => {
    const all = space(`channel ch[c in 0..2] : bool fifo 1
      host src { var x : 0..2  thread t { start s final e  get: s -> e recv ch[?x] true } }
      host dst { thread u { start s final e  one: s -> m send ch[1] false  two: m -> e send ch[2] true } }`);
    expect(endings(all, 'src.x')).toEqual(['2']);
    expect(taken(all)).toContain('src.t.get x=2');
    expect(taken(all)).not.toContain('src.t.get x=1');
  });

  test('`[?c in S]` picks members only', () => {
    const all = space(
      thread(
        'final e\nget: s -> e wait sem[?x in w]',
        'var x : 0..2\nvar w : set of 0..2 = { 0, 2 }\nsemaphore sem[k in 0..2] = 1',
      ),
    );
    expect(endings(all, 'src.x')).toEqual(['0', '2']);
  });

  test('a picked index may be used by the effects', () => {
    const all = space(
      thread(
        'final e\nget: s -> e wait sem[?x] do { y = x + 1 post sem[x] }',
        'var x : 0..2\nvar y : 0..9\nsemaphore sem[k in 0..1] = 1 max 2',
      ),
    );
    expect(endings(all, 'src.y')).toEqual(['1', '2']);
    expect(endings(all, 'src.sem[0]')).toEqual(['1']);
  });
});

describe('replication', () => {
  test('of threads, each with its index, its variables and objects', () => {
    const all = space(`host src {
        var total : 0..9
        thread t[i in 1..2] { start s final e  var own : 0..9  semaphore sem = 1  one: s -> m wait sem do { own = i }  two: m -> e do { total += own } } }`);
    expect(endings(all, 'src.total')).toEqual(['3']);
    expect(endings(all, 'src.t[2].own')).toEqual(['2']);
    expect(endings(all, 'src.t[1].sem')).toEqual(['0']);
  });

  test('of event loops and tasks', () => {
    const all = space(`host src {
        var a[i in 0..1, k in 0..1] : bool
        eventloop l[i in 0..1] { callback c[k in 0..1] { one: idle -> idle when not a[i, k] do { a[i, k] = true } } } }`);
    expect(all.states).toHaveLength(16);
    expect(taken(all)).toContain('src.l[1].c[0].one');
  });

  test('of hosts: each sees its own', async () => {
    const text = `host peer[h in 0..1] {
        var x : 0..9
        semaphore sem
        thread a { start s final e  up: s -> e do { x = h + 1 post sem } }
        thread b { start s final e  down: s -> e wait sem do { x += 4 } }
      }
      deadlock free
      invariant both: peer[0].b at e and peer[1].b at e implies peer[0].x == 5 and peer[1].x == 6
      reachable one_only: peer[1].b at e and peer[0].a at s`;
    const all = space(text);
    expect(endings(all, 'peer[0].x')).toEqual(['5']);
    expect(endings(all, 'peer[1].x')).toEqual(['6']);
    expect(all.states).toHaveLength(9);
    expect((await run(text)).verdict).toBe('holds');
  });

  test('properties see everything by its path', async () => {
    const text = `type C = 0..1
      host dst { thread r[c in C] { start s final e  semaphore sem = 1  one: s -> e wait sem } }
      invariant low: dst.r[0].sem <= 1 and (all c in C: dst.r[c].sem >= 0)
      reachable taken: all c in C: dst.r[c].sem == 0
      reachable half: (count c in C: dst.r[c] at e) == 1
      bound most: (sum c in C: dst.r[c].sem) <= 2`;
    const result = await run(text);
    expect(result.verdict).toBe('holds');
    expect(result.property('most').value).toBe(2);
  });

  test('spawn and join of one instance', () => {
    const all = space(`host src { var x : 0..9  var i : 0..2 = 2
        thread main { start s final e  go: s -> m do { spawn w[i] }  wait_it: m -> e join w[i] }
        thread w[k in 0..2] { start s final e  one: s -> e do { x = k + 1 } } }`);
    expect(endings(all, 'src.x')).toEqual(['3']);
    expect(taken(all)).toEqual(['src.main.go', 'src.main.wait_it', 'src.w[2].one']);
  });

  test('all of them, by `for`', () => {
    const all = space(`type C = 0..2
      host src { var x : 0..9
        thread main { start s final e  go: s -> m do { for c in C { spawn w[c] } }  each c in C: m -> e { wait_it: join w[c] } }
        thread w[k in C] { start s final e  one: s -> e do { x += 1 } } }`);
    expect(endings(all, 'src.x')).toEqual(['3']);
    expect(endings(all, 'src.main.at')).toEqual(['e']);
  });
});

describe('versions', () => {
  const text = `version qemu { v8, v9 }
    channel ch : { OLD, NEW } fifo 1
    host src { thread t { start s final e  put_old: s -> e send ch OLD only qemu == v8  put_new: s -> e send ch NEW only qemu == v9 } }
    host dst { thread u { start s final e, f  get_old: s -> e recv ch OLD  get_new: s -> e recv ch NEW only qemu == v9  no: s -> f recv ch other } }`;

  test('each host has its own', () => {
    const at = (src: string, dst: string) => {
      const all = space(text, { variant: { 'src.qemu': src, 'dst.qemu': dst } });
      return endings(all, 'dst.u.at');
    };
    expect(at('v8', 'v8')).toEqual(['e']);
    expect(at('v8', 'v9')).toEqual(['e']);
    expect(at('v9', 'v9')).toEqual(['e']);
    expect(at('v9', 'v8')).toEqual(['f']);
  });

  test('the first one is the default', () => {
    expect(program(text).choice.versions).toEqual({ 'src.qemu': 'v8', 'dst.qemu': 'v8' });
  });
});

describe('shadowing', () => {
  test('the own variable goes before the one of the host, and that before the top level', () => {
    const all = space(
      'var x : 0..9 = 1\nhost src { thread t { start s final e  var y : 0..9  one: s -> e do { y = x } } }',
    );
    expect(shown(all, 'src.t.y', 1)).toBe('1');
  });
});

describe('parts of another variant', () => {
  test('do not keep a thread from running: only a spawn that is there counts', () => {
    const text = `
      variant how { spawned, alone }
      host h {
        thread worker { final done  work: idle -> done }
        thread main { final done
          start_it: begin -> done  do { spawn worker }  only how == spawned
          leave:    begin -> done                       only how == alone
        }
      }
      reachable worked: h.worker at done
    `;
    for (const how of ['spawned', 'alone']) {
      const { states } = space(text, { variant: { how } });
      // spawned: begin, spawned, worked. alone: two threads of one step each.
      expect([how, states.length]).toEqual([how, how === 'spawned' ? 3 : 4]);
    }
  });
});

describe('connect to a crashed host', () => {
  test('is refused', () => {
    const text = `
      type M = { X }
      host a {
        thread t { final done, failed
          con: s -> done    connect main
          no:  s -> failed  refused main
        }
      }
      host b { fault die at most 1: do { crash b } }
      listener port
      stream main from a to b via port : M fifo 1
      invariant up: true
    `;
    const steps = space(text).steps.map(step => step.action);
    expect(steps).toContain('a.t.no');
  });
});
