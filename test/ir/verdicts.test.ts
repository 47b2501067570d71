// "Words used in verdicts, exactly", as far as the lowering decides them: who is accepted, and what
// properties may ask about threads.

import { describe, expect, test } from 'vitest';
import { counts, run } from './model.ts';

const verdict = async (host: string, more = '') =>
  (await run(`host src { ${host} }\ndeadlock free\n${more}`)).violated;
const STUCK = 'semaphore never  thread other { start s final e  n: s -> e }';

describe('accepted', () => {
  test('at `final`; elsewhere not', async () => {
    expect(await verdict(`${STUCK} thread t { start s final e  one: s -> e }`)).toEqual([]);
    expect(
      await verdict(`${STUCK} thread t { start s final e  one: s -> m  two: m -> e wait never }`),
    ).toEqual(['deadlock']);
  });

  test('where it rests, only there, and only when its condition holds', async () => {
    const rests = (clause: string) =>
      verdict(
        `${STUCK} var go : bool = true thread t { start s final e ${clause} one: s -> m  two: m -> e wait never }`,
      );
    expect(await rests('rests m')).toEqual([]);
    expect(await rests('rests s')).toEqual(['deadlock']);
    expect(await rests('rests m when go')).toEqual([]);
    expect(await rests('rests m when not go')).toEqual(['deadlock']);
  });

  test('a daemon everywhere', async () => {
    expect(
      await verdict(
        `${STUCK} daemon thread t { start s final e  one: s -> m  two: m -> e wait never }`,
      ),
    ).toEqual([]);
  });

  test('a daemon also in a page fault and asleep on a condition', async () => {
    expect(
      await verdict(
        `${STUCK} memory ram : 0..0 daemon thread t { start s final e  one: s -> e touch ram[0] }`,
      ),
    ).toEqual([]);
    expect(
      await verdict(
        `${STUCK} mutex m condition c daemon thread t { start s final e  one: s -> a lock m  two: a -> e cond_wait c with m do { unlock m } }`,
      ),
    ).toEqual([]);
  });

  test('asleep on a condition, or in a page fault, at a location where it rests', async () => {
    const sleeper = (rest: string) =>
      verdict(
        `${STUCK} mutex m condition c thread t { start s final e ${rest} one: s -> a lock m  two: a -> e cond_wait c with m do { unlock m } }`,
      );
    expect(await sleeper('rests a')).toEqual([]);
    expect(await sleeper('rests s')).toEqual(['deadlock']);
    expect(
      await verdict(
        `${STUCK} memory ram : 0..0 thread t { start s final e rests s  one: s -> e touch ram[0] }`,
      ),
    ).toEqual([]);
    expect(
      await verdict(
        `${STUCK} memory ram : 0..0 thread t { start s final e  one: s -> e touch ram[0] }`,
      ),
    ).toEqual(['deadlock']);
  });

  test('not spawned; on a crashed host', async () => {
    expect(
      await verdict(
        `${STUCK} thread t { start s final e  one: s -> e wait never }  user later at most 0: do { spawn t }`,
      ),
    ).toEqual([]);
    const crash = `host dst { semaphore never thread t { start s final e  one: s -> e wait never } fault dies at most 1: do { crash dst } }`;
    expect((await run(`${crash}\ndeadlock free`)).violated).toEqual(['deadlock']);
    expect(counts(await run(`${crash}\ndeadlock free`))[2]).toBe(1);
  });

  test('callbacks at idle; a coroutine that has not begun is not', async () => {
    expect(
      await verdict('semaphore never eventloop l { callback c { one: idle -> idle wait never } }'),
    ).toEqual([]);
    expect(
      await verdict(
        'semaphore never eventloop l { coroutine c { start s final e  one: s -> e wait never } }',
      ),
    ).toEqual(['deadlock']);
    expect(
      await verdict(
        'semaphore never eventloop l { coroutine c { start s final e rests s  one: s -> e wait never } }',
      ),
    ).toEqual([]);
  });

  test('a coroutine that has yielded where it rests', async () => {
    const body = (rest: string) =>
      verdict(
        `var x : bool eventloop l { coroutine c { start s final e ${rest} yields w  begin: s -> w  go: w -> e when x } }`,
      );
    expect(await body('rests w')).toEqual([]);
    expect(await body('')).toEqual(['deadlock']);
  });
});

describe('what properties may ask', () => {
  const text = (property: string) => `host src {
      semaphore sem = 1  mutex m
      thread a { start s final e  one: s -> x wait sem  two: x -> y lock m  three: y -> e do { unlock m } }
      thread b { start s final e  one: s -> e wait sem }
      thread c { start s final e  one: s -> e do { spawn d } }
      thread d { start s final e  one: s -> e }
    }
    ${property}`;
  const reached = async (condition: string) =>
    (await run(text(`reachable r: ${condition}`))).verdict === 'holds';

  test('`at` with several locations', async () => {
    expect(await reached('src.a at x, y and src.c at e')).toBe(true);
    expect(await reached('src.a at { y } and src.b at e')).toBe(false);
    expect((await run(text('invariant i: src.a at s, x, y, e'))).verdict).toBe('holds');
    expect((await run(text('invariant i: src.a at s, x, e'))).violated).toEqual(['i']);
  });

  test('`at` of a thread that is not spawned is nowhere', async () => {
    expect((await run(text('invariant i: src.d at s implies src.c at e'))).verdict).toBe('holds');
    expect(await reached('src.d at s')).toBe(true);
  });

  test('`running` and `ended`', async () => {
    expect((await run(text('invariant i: src.d running implies src.c ended'))).verdict).toBe(
      'holds',
    );
    expect(await reached('src.d running')).toBe(true);
    expect(await reached('src.d ended')).toBe(true);
    expect((await run(text('invariant i: not src.d ended or src.c ended'))).verdict).toBe('holds');
  });

  test('`blocked`: lives and has no enabled system action', async () => {
    expect(await reached('src.b blocked')).toBe(true);
    expect(
      (await run(text('invariant i: src.b blocked implies src.sem == 0 and src.b at s'))).verdict,
    ).toBe('holds');
    expect((await run(text('invariant i: not src.c blocked'))).verdict).toBe('holds');
    // Not spawned and ended are not blocked.
    expect((await run(text('invariant i: not src.d blocked'))).verdict).toBe('holds');
  });

  test('`owner`', async () => {
    expect((await run(text('invariant i: src.a at y implies owner(src.m) == src.a'))).verdict).toBe(
      'holds',
    );
    expect((await run(text('invariant i: owner(src.m) == null'))).violated).toEqual(['i']);
  });

  test('`running` of a loop names the task that has the turn', async () => {
    const loop = (property: string) =>
      `host src { eventloop l { coroutine c { start s final e  one: s -> m  two: m -> e } } }\n${property}`;
    expect(
      (await run(loop('invariant i: src.c at m implies src.l.running == src.c'))).verdict,
    ).toBe('holds');
    expect((await run(loop('invariant i: src.l.running == null'))).violated).toEqual(['i']);
  });

  test('`whenever`', async () => {
    expect((await run(text('invariant i: src.sem == 0 whenever src.a at x'))).verdict).toBe(
      'holds',
    );
    expect((await run(text('invariant i: src.sem == 0 whenever src.a at s'))).violated).toEqual([
      'i',
    ]);
  });

  test('`bound` without a limit gives the largest value and a trace to it', async () => {
    const result = await run(
      'host src { var x : 0..9  thread t { start s rests s  up: s -> s when x < 4 do { x += 1 } } }\nbound b: src.x',
    );
    expect(result.verdict).toBe('holds');
    expect(result.property('b').value).toBe(4);
    expect(result.trace('b')).toHaveLength(4);
  });

  test('len of both lanes of a stream', async () => {
    const stream = (
      property: string,
    ) => `stream st from src to dst : bool fifo 2, back bool fifo 1 connected
      host src { thread t { start s final e  one: s -> m send st true  two: m -> e send st true } } host dst { }
      ${property}`;
    expect((await run(stream('bound b: len(st)'))).property('b').value).toBe(2);
  });
});

test('a head that no recv takes is reported as unexpected', async () => {
  const text = `
    type M = { HELLO, BYE }
    channel ch : M fifo 2
    host h {
      thread a { final done  say: s -> done  send ch BYE }
      thread b { final done  hear: s -> done  recv ch HELLO }
    }
    deadlock free
  `;
  const result = await run(text);
  const deadlock = result.properties.find(one => one.property.kind === 'deadlock');
  expect(
    deadlock?.waits.flatMap(({ waits }) => waits.map(({ kind, head }) => [kind, head])),
  ).toEqual([['recv', 'BYE']]);
});
