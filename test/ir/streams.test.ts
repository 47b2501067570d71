// Streams: TCP's life, sentence by sentence.

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
  taken,
  values,
} from './model.ts';

/** Two hosts with one thread each, joined by `st`. */
function pair(
  src: string,
  dst: string,
  stream = ': 0..3 fifo 2, back bool fifo 1 connected',
  top = '',
): string {
  return `listener port
    stream st from src to dst ${stream}
    ${top}
    host src { thread a { start s ${src} } }
    host dst { thread b { start s ${dst} } }
    deadlock free`;
}
const VIA = 'via port : 0..3 fifo 1, back bool fifo 1';

describe('connecting', () => {
  const text = pair(
    'final e  con: s -> m connect st  put: m -> e send st 1',
    'final e  acc: s -> m accept st  get: m -> e recv st _',
    VIA,
  );

  test('connect returns before the queue of the listener holds the entry', () => {
    const all = space(text);
    expect(enabled(all)).toEqual(['src.a.con']);
    expect(enabled(all, follow(all, 'con'))).toEqual(['src.a.put', 'st.deliver']);
    expect(enabled(all, follow(all, 'con', 'deliver'))).toEqual(['dst.b.acc', 'src.a.put']);
  });

  test('data may be sent before the accept, and is received after it', () => {
    const all = space(text);
    expect(enabled(all, follow(all, 'con', 'put', 'deliver'))).toEqual(['dst.b.acc']);
    expect(enabled(all, follow(all, 'con', 'put', 'deliver', 'acc'))).toEqual(['dst.b.get']);
    expect(endings(all, 'dst.b.at')).toEqual(['e']);
  });

  test('nothing is received before the accept', () => {
    const all = space(
      pair(
        'final e  con: s -> m connect st  put: m -> e send st 1',
        'final e  get: s -> e recv st _',
        VIA,
      ),
    );
    expect(taken(all)).not.toContain('dst.b.get');
  });

  test('`connected` streams are open from the start', () => {
    expect(
      enabled(space(pair('final e  put: s -> e send st 1', 'final e  get: s -> e recv st _'))),
    ).toEqual(['src.a.put']);
  });

  test('`accepted` and `connected` can be asked', () => {
    const all = space(
      pair(
        'final e  con: s -> m connect st  look: m -> e when st.connected and st.accepted',
        'final e  acc: s -> m accept st  n: m -> e',
        VIA,
      ),
    );
    expect(taken(all)).toContain('src.a.look');
    expect(enabled(all, follow(all, 'con'))).toEqual(['st.deliver']);
  });

  test('`accept s` proceeds only at the head, `accept l ?x` takes the head whatever it is', () => {
    const two = (dst: string) => `listener port
      type C = 0..1
      stream st[c in C] from src to dst via port : bool fifo 1
      host src { thread a[c in C] { start s final e  con: s -> e connect st[c] } }
      host dst { var first : C  thread b { start s rests s, m  ${dst} } }`;
    const any = space(two('acc: s -> m accept port ?first'));
    expect(values(any, 'dst.first')).toEqual(['0', '1']);
    const one = space(two('acc: s -> m accept st[1]'));
    const delivered = follow(one, 'a[0].con', 'st[0].deliver', 'a[1].con', 'st[1].deliver');
    expect(enabled(one, delivered)).toEqual([]);
    expect(enabled(one, follow(one, 'a[1].con', 'st[1].deliver'))).toContain('dst.b.acc');
    const picked = space(two('acc: s -> m accept st[?first]'));
    expect(values(picked, 'dst.first')).toEqual(['0', '1']);
    expect(
      picked.steps.filter(
        ({ from }) =>
          from === follow(picked, 'a[0].con', 'st[0].deliver', 'a[1].con', 'st[1].deliver'),
      ),
    ).toHaveLength(1);
  });

  test('nobody listens: connect waits, `refused` proceeds', () => {
    const listening = (declared: string) =>
      space(`listener port ${declared}
        stream st from src to dst via port : bool fifo 1
        host src { thread a { start s final e, f  con: s -> e connect st  no: s -> f refused st } }
        host dst { thread b { start s final e  on: s -> e do { listen port } } }`);
    expect(enabled(listening(''))).toEqual(['dst.b.on', 'src.a.con']);
    expect(enabled(listening('closed'))).toEqual(['dst.b.on', 'src.a.no']);
    expect(enabled(listening('closed'), follow(listening('closed'), 'on'))).toEqual(['src.a.con']);
  });

  test('who stops listening before the delivery never accepts it; the other side notices', () => {
    const all = space(`listener port
      stream st from src to dst via port : bool fifo 1
      host src { thread a { start s final e  con: s -> m connect st  err: m -> e error st } }
      host dst { thread b { start s final e  off: s -> m do { unlisten port }  acc: m -> e accept st } }`);
    expect(endings(all, 'src.a.at')).toContain('e');
    expect(enabled(all, follow(all, 'con', 'off', 'deliver'))).toEqual(['st.src.notice']);
  });
});

describe('messages', () => {
  test('arrive in order, each direction by itself', () => {
    const all = space(
      pair(
        'final e  one: s -> m send st 1  two: m -> n send st 2  back: n -> e recv st true',
        'var x : 0..99  final e  get: s -> m recv st ?y do { x = y }  get2: m -> n recv st ?y do { x = x * 10 + y }  put: n -> e send st true  var y : 0..3',
      ),
    );
    expect(endings(all, 'dst.b.x')).toEqual(['12']);
    expect(endings(all, 'src.a.at')).toEqual(['e']);
  });

  test('a send waits while the kernel has no room', () => {
    const all = space(
      pair(
        'final e  one: s -> m send st 1  two: m -> n send st 2  three: n -> e send st 3',
        'rests s  get: s -> s recv st _',
      ),
    );
    expect(enabled(all, follow(all, 'one', 'two'))).toEqual(['dst.b.get']);
  });

  test('a buffer: what is written leaves it at a flush, or when there is no room in it', () => {
    const buffered = (src: string) =>
      space(pair(src, 'rests s  get: s -> s recv st _', ': 0..3 fifo 1 buffer 1 connected'));
    const one = buffered('final e  one: s -> m send st 1  push_out: m -> e flush st');
    expect(enabled(one, follow(one, 'one'))).toEqual(['src.a.push_out']);
    expect(enabled(one, follow(one, 'one', 'push_out'))).toEqual(['dst.b.get']);
    const two = buffered('final e  one: s -> m send st 1  two: m -> e send st 2');
    expect(enabled(two, follow(two, 'one', 'two'))).toEqual(['dst.b.get']);
    expect(endings(two, 'src.a.at')).toEqual(['e']);
    // The second message never leaves.
    expect(taken(two).filter(name => name.includes('get'))).toHaveLength(1);
    expect(enabled(two, follow(two, 'one', 'two', 'get'))).toEqual([]);
  });
});

describe('a break', () => {
  const text = pair(
    'final e, f  one: s -> m send st 1  err0: s -> f error st  err1: m -> f error st  got: m -> e recv st true',
    'final e, f  get: s -> m recv st _  err: s -> f error st  ans: m -> e send st true  err2: m -> f error st',
    ': 0..3 fifo 1, back bool fifo 1 connected',
    'fault cut at most 1: do { break st }',
  );

  test('loses what is in flight, in both directions', () => {
    const all = space(text);
    expect(enabled(all, follow(all, 'one'))).toEqual(['cut', 'dst.b.get']);
    expect(enabled(all, follow(all, 'one', 'cut'))).toEqual(['st.dst.notice', 'st.src.notice']);
    expect(enabled(all, follow(all, 'one', 'get', 'ans', 'cut'))).toEqual([
      'st.dst.notice',
      'st.src.notice',
    ]);
  });

  test('is noticed by each end at its own time', () => {
    const all = space(text);
    expect(enabled(all, follow(all, 'cut', 'st.dst.notice'))).toEqual([
      'dst.b.err',
      'src.a.one',
      'st.src.notice',
    ]);
  });

  test('until then sends succeed and are lost', () => {
    const all = space(text);
    const sent = follow(all, 'cut', 'one');
    expect(shown(all, 'src.a.at', sent)).toBe('m');
    expect(enabled(all, sent)).toEqual(['st.dst.notice', 'st.src.notice']);
  });

  test('after that they do not', () => {
    const all = space(text);
    expect(enabled(all, follow(all, 'cut', 'st.src.notice'))).toEqual([
      'src.a.err0',
      'st.dst.notice',
    ]);
  });

  test('before the delivery: never accepted', () => {
    const all = space(
      pair(
        'final f  con: s -> m connect st  err: m -> f error st',
        'final e  acc: s -> e accept st',
        VIA,
        'fault cut at most 1: when st.connected do { break st }',
      ),
    );
    expect(enabled(all, follow(all, 'con', 'cut'))).toEqual(['st.src.notice']);
    // After it: accepted, then noticed.
    expect(enabled(all, follow(all, 'con', 'deliver', 'cut'))).toEqual([
      'dst.b.acc',
      'st.src.notice',
    ]);
    expect(enabled(all, follow(all, 'con', 'deliver', 'cut', 'acc'))).toEqual([
      'st.dst.notice',
      'st.src.notice',
    ]);
  });
});

describe('a silent hang', () => {
  test('is never noticed: nothing arrives, sends go on until there is no room', async () => {
    const text = pair(
      'final e  one: s -> m send st 1  two: m -> e send st 2',
      'final e, f  get: s -> e recv st _  err: s -> f error st',
      ': 0..3 fifo 1 connected',
      'fault cable at most 1: do { hang st }',
    );
    const all = space(text);
    expect(enabled(all, follow(all, 'cable'))).toEqual(['src.a.one']);
    expect(enabled(all, follow(all, 'cable', 'one'))).toEqual([]);
    expect(enabled(all, follow(all, 'one', 'cable'))).toEqual([]);
    expect((await run(text)).violated).toEqual(['deadlock']);
  });
});

describe('shutdown', () => {
  const text = pair(
    'final e, f  one: s -> m send st 1  down: m -> n do { shutdown st }  err: n -> e error st  late: n -> f recv st _',
    'final e, f  get: s -> s recv st _  err: s -> e error st  put: s -> f send st true',
  );

  test('acts on the own end at once', () => {
    const all = space(text);
    expect(enabled(all, follow(all, 'one', 'down'))).toContain('src.a.err');
    expect(enabled(all, follow(all, 'one', 'down'))).not.toContain('src.a.late');
  });

  test('the peer receives what was sent, then notices', () => {
    const all = space(text);
    const down = follow(all, 'one', 'down');
    expect(enabled(all, down)).toEqual(['dst.b.get', 'dst.b.put', 'src.a.err']);
    expect(enabled(all, follow(all, 'one', 'down', 'get'))).toEqual([
      'dst.b.put',
      'src.a.err',
      'st.dst.notice',
    ]);
    expect(enabled(all, follow(all, 'one', 'down', 'get', 'notice'))).toEqual([
      'dst.b.err',
      'src.a.err',
    ]);
  });

  test("the peer's sends are lost", () => {
    const all = space(text);
    const put = follow(all, 'one', 'down', 'put');
    expect(shown(all, 'dst.b.at', put)).toBe('f');
    expect(taken(all)).not.toContain('src.a.late');
  });
});

describe('close', () => {
  test('the peer receives what was sent, then notices; the own end is gone', () => {
    const all = space(
      pair(
        'final e  one: s -> m send st 1  bye: m -> e do { close st }',
        'final e  get: s -> s recv st _  err: s -> e error st',
      ),
    );
    expect(enabled(all, follow(all, 'one', 'bye'))).toEqual(['dst.b.get']);
    expect(endings(all, 'dst.b.at')).toEqual(['e']);
    expect(failures(all)).toEqual([]);
  });

  test('a stream is connected anew when both ends are closed', () => {
    const all = space(
      pair(
        'rests s  con: s -> m connect st  bye: m -> s do { close st }',
        'rests s  acc: s -> m accept st  err: m -> n error st  bye: n -> s do { close st }',
        VIA,
      ),
    );
    expect(enabled(all, follow(all, 'con', 'deliver', 'acc', 'a.bye'))).toEqual(['st.dst.notice']);
    const over = follow(all, 'con', 'deliver', 'acc', 'a.bye', 'notice', 'err', 'b.bye');
    expect(enabled(all, over)).toEqual(['src.a.con']);
    expect(failures(all)).toEqual([]);
    expect(
      enabled(
        all,
        follow(all, 'con', 'deliver', 'acc', 'a.bye', 'notice', 'err', 'b.bye', 'con', 'deliver'),
      ),
    ).toContain('dst.b.acc');
  });

  test('before the accept: accepted, what was sent is received, then noticed', () => {
    const all = space(
      pair(
        'final e  con: s -> m connect st  put: m -> n send st 1  bye: n -> e do { close st }',
        'final e  acc: s -> m accept st  get: m -> n recv st _  err: n -> e error st',
        VIA,
      ),
    );
    expect(enabled(all, follow(all, 'con', 'put', 'bye'))).toEqual(['st.deliver']);
    expect(enabled(all, follow(all, 'con', 'put', 'bye', 'deliver'))).toEqual(['dst.b.acc']);
    expect(endings(all, 'dst.b.at')).toEqual(['e']);
  });

  test('of a connection that never arrives: it may be tried anew', () => {
    const all = space(
      pair(
        'rests s  con: s -> m connect st  bye: m -> s do { close st }',
        'rests s  acc: s -> m accept st  n: m -> s when false',
        VIA,
        'fault cut at most 1: do { break st }',
      ),
    );
    expect(enabled(all, follow(all, 'con', 'cut', 'bye'))).toEqual(['src.a.con']);
    expect(enabled(all, follow(all, 'con', 'bye', 'cut'))).toEqual(['src.a.con']);
  });

  test('unlisten resets what waits to be accepted', () => {
    const all = space(`listener port
      stream st from src to dst via port : bool fifo 1
      host src { thread a { start s final e  con: s -> m connect st  err: m -> n error st  bye: n -> e do { close st } } }
      host dst { thread b { start s final e  off: s -> m do { unlisten port }  on: m -> n do { listen port }  acc: n -> e accept st } }`);
    expect(enabled(all, follow(all, 'con', 'deliver', 'off'))).toEqual([
      'dst.b.on',
      'st.src.notice',
    ]);
    expect(enabled(all, follow(all, 'con', 'deliver', 'off', 'on'))).toEqual(['st.src.notice']);
    expect(
      enabled(all, follow(all, 'con', 'deliver', 'off', 'on', 'notice', 'err', 'bye')),
    ).toEqual([]);
  });
});

describe('a crash', () => {
  const text = `stream st from src to dst : bool fifo 1 connected
    mutex shared
    host src { fault dies at most 1: do { crash src }  thread a { start s final e  take: s -> m lock shared  put: m -> e send st true do { unlock shared } } }
    host dst { thread b { start s final e, f  get: s -> m recv st _  take: m -> n lock shared  back: n -> e do { unlock shared }  err: s -> f error st } }
    deadlock free`;

  test('stops the threads, breaks the streams, keeps the locks', async () => {
    const all = space(text);
    expect(enabled(all, follow(all, 'dies'))).toEqual(['st.dst.notice']);
    expect(shown(all, 'shared', follow(all, 'a.take', 'dies'))).toBe('src.a');
    const result = await run(text);
    expect(result.verdict).toBe('holds');
  });

  test('its threads are accepted wherever they stand', async () => {
    const result = await run(
      text.replace('final e, f  get', 'final e  rests s  get').replace('err: s -> f error st', ''),
    );
    expect(result.verdict).toBe('holds');
    expect(counts(result)[2]).toBe(0);
  });
});

describe('channels', () => {
  const channel = (declared: string, messages: readonly number[], room = 3) => {
    const sends = messages
      .map((m, i) => `p${i}: do { sent = ${i + 1} } wait_${i}: send ch ${m}`)
      .join('  ');
    return space(`channel ch : 0..3 ${declared.replace('N', String(room))}
      host src { var sent : 0..9  thread a { ${sends.replaceAll(/p\d: do \{ sent = \d \} /g, '')} } }
      host dst { var got : 0..999  var y : 0..3  thread b { start s rests s  get: s -> s when got < 99 recv ch ?y do { got = got * 10 + y } } }`);
  };

  test('fifo', () => {
    expect(endings(channel('fifo N', [1, 2]), 'dst.got')).toEqual(['12']);
  });
  test('unordered: any message; equal ones are one choice', () => {
    expect(endings(channel('unordered N', [1, 2]), 'dst.got')).toEqual(['12', '21']);
    const equal = channel('unordered N', [2, 2]);
    expect(endings(equal, 'dst.got')).toEqual(['22']);
    const full = follow(equal, 'wait_0', 'wait_1');
    expect(enabled(equal, full)).toEqual(['dst.b.get']);
  });
  test('lossy: each message arrives or is lost', () => {
    expect(endings(channel('fifo N lossy', [1, 2]), 'dst.got')).toEqual(['0', '1', '12', '2']);
  });
  test('duplicating: each message arrives once or twice; the copy needs room', () => {
    expect(endings(channel('fifo N duplicating', [1]), 'dst.got')).toEqual(['1', '11']);
    expect(endings(channel('fifo N duplicating', [1], 1), 'dst.got')).toEqual(['1']);
  });
  test('a full channel blocks the sender', () => {
    const all = channel('fifo N', [1, 2], 1);
    expect(enabled(all, follow(all, 'wait_0'))).toEqual(['dst.b.get']);
  });
});
