// What a complete space never did: each kind has a model that triggers it, and one beside it that does not.

import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import { check } from '../../src/verdict/check.ts';
import { program, run } from '../ir/model.ts';

const at = ({ file, start, end }: { file: { text: string }; start: number; end: number }) =>
  file.text.slice(start, end);

async function coverage(text: string, choices: Parameters<typeof run>[1] = {}) {
  const { coverage: found } = await run(text, choices);
  if (found === null) throw new Error('not complete');
  return {
    actions: found.actions.map(({ name, never }) => [name, never && at(never.span)]),
    locations: found.locations.map(({ name }) => name),
    properties: found.properties.map(({ name, reason }) => [name, reason]),
  };
}

const host = (body: string, more = '') => `
variant fix { none, on }
type C = 0..1
host h {
  var n : 0..3 = 0
  var idle : bool = false
  semaphore sem = 0 max 1
${body}
  thread u { start s  step: s -> s1  do { n = 1 }  more: s1 -> s2  do { n = 2 }  final s2 }
}
${more}
`;

const NOTHING = { actions: [], locations: [], properties: [] };

describe('actions that never fire', () => {
  it('are named with the part of the guard that is never true', async () => {
    const text = host(
      'thread t { start s  final e  go: s -> s1  rests s1  never: s1 -> e  when n == 3 }',
    );
    expect(await coverage(text)).toEqual({
      actions: [['h.t.never', 'n == 3']],
      locations: ['h.t.e'],
      properties: [],
    });
    expect(await coverage(text.replace('n == 3', 'n == 2'))).toEqual(NOTHING);
  });

  it('or with the operation that can never proceed', async () => {
    const text = host(
      'thread t { start s  final e  go: s -> e  when n == 2  wait: s -> e  wait sem }',
    );
    expect((await coverage(text)).actions).toEqual([['h.t.wait', 'wait sem']]);
  });

  it('or without one, where they are never started from', async () => {
    const text = host(
      'thread t { start s  final e  go: s -> e  off: s -> m  when n == 3  end: m -> e }',
    );
    expect((await coverage(text)).actions).toEqual([
      ['h.t.off', 'n == 3'],
      ['h.t.end', null],
    ]);
  });

  it('are declarations: one expansion that fires is enough', async () => {
    const text = host(
      'thread t { start s  final e  go[c in C]: s -> e  when n > c + 0 and c == 1 }',
    );
    expect(await coverage(text)).toEqual(NOTHING);
    const threads = host(
      'thread t[c in C] { start s  final e  rests s  go: s -> e  when n > c and c == 1 }',
    );
    expect(await coverage(threads)).toEqual(NOTHING);
  });

  it('are not those of another variant, nor what only those lead to', async () => {
    const text = host(
      'thread t { start s  final e  go: s -> e  off: s -> m  only fix == on\n  end: m -> e }',
    );
    expect(await coverage(text)).toEqual(NOTHING);
    expect(await coverage(text, { variant: { fix: 'on' } })).toEqual(NOTHING);
  });

  it('giving up counts for itself', async () => {
    const text = host('thread t { start s  final e  go: s -> e  timed wait sem timeout -> e }');
    expect((await coverage(text)).actions).toEqual([['h.t.go', 'wait sem']]);
    const posted = text.replace('sem = 0', 'sem = 1');
    expect((await coverage(posted)).actions.map(([name]) => name)).toEqual(['h.t.go (timeout)']);
  });
});

describe('what a bound of 0 rules out', () => {
  const model = (bound: number, when: string) =>
    host(`
  var lost : bool = false
  var told : 0..3 = 0
  fault lose at most ${bound}: do { lost = true }
  thread t { start s  rests s  see: s -> m  when lost  tell: m -> s  do { told = 2 } }
  thread w { start s  final e  rests s  heard: s -> e  when ${when} }`);

  it('is not listed, nor what only that would set, nor what only that would lead to', async () => {
    expect(await coverage(model(0, 'told == 2'))).toEqual(NOTHING);
    expect(await coverage(model(1, 'told == 2'))).toEqual(NOTHING);
  });

  it('does not excuse what it would not make true either', async () => {
    const listed = { actions: [['h.w.heard', 'told == 1']], locations: ['h.w.e'], properties: [] };
    expect(await coverage(model(0, 'told == 1'))).toEqual(listed);
    expect(await coverage(model(1, 'told == 1'))).toEqual(listed);
    const other = host(`
  fault lose at most 0: do { idle = true }
  thread t { start s  final e  rests s  never: s -> e  when idle and n == 3 }`);
    expect((await coverage(other)).actions).toEqual([['h.t.never', 'idle']]);
  });

  it('counts for a connection, but a message that nobody sends stays one', async () => {
    const text = (bound: number, want: string) => `
type M = { A, B }
stream s from h to g : M fifo 1 connected
fault cut at most ${bound}: do { break s }
host h { thread t { start a  final b  rests a  send: a -> b  send s A  lost: a -> b  error s } }
host g { thread u { start a  final b  rests a  get: a -> b  recv s ${want}  lost: a -> b  error s } }`;
    expect(await coverage(text(0, 'A'))).toEqual(NOTHING);
    expect((await coverage(text(0, 'B'))).actions).toEqual([['g.u.get', 'recv s B']]);
    expect((await coverage(text(1, 'B'))).actions).toEqual([['g.u.get', 'recv s B']]);
  });

  it('counts for a thread with locations, and for invariants', async () => {
    const text = (bound: number, invariant: string) =>
      host(
        `thread t { start s  final e  go: s -> e
           fault fail at most ${bound}: s -> failed  do { idle = true }  end: failed -> e }`,
        `invariant i: ${invariant}`,
      );
    for (const bound of [0, 1]) {
      expect(await coverage(text(bound, 'not h.idle or h.n < 3'))).toEqual(NOTHING);
      expect(await coverage(text(bound, 'h.idle implies h.n < 3'))).toEqual(NOTHING);
      expect(await coverage(text(bound, 'h.n < 4 whenever h.t at failed'))).toEqual(NOTHING);
      const never = await coverage(text(bound, 'h.n == 3 implies h.t at e'));
      expect(never.properties).toEqual([['i', 'antecedent']]);
    }
    expect(await coverage(text(0, 'not h.idle'))).toEqual(NOTHING);
  });
});

describe('invariants', () => {
  const thread = 'thread t { start s  final e  go: s -> e }';
  const reasons = async (text: string) => (await coverage(host(thread, text))).properties;

  it('that suppose what never happens', async () => {
    expect(await reasons('invariant i: h.n == 3 implies h.t at e')).toEqual([['i', 'antecedent']]);
    expect(await reasons('invariant i: h.n < 3 whenever h.n == 3')).toEqual([['i', 'antecedent']]);
    expect(await reasons('invariant i: h.n == 2 implies h.n > 0')).toEqual([]);
    // Both, and never together.
    const both = 'invariant i: h.n == 1 implies h.n > 0 whenever h.n == 2';
    expect(await reasons(both)).toEqual([['i', 'antecedent']]);
  });

  it('that read nothing that changes', async () => {
    expect(await reasons('invariant i: not h.idle')).toEqual([['i', 'constant']]);
    expect(await reasons('invariant i: not h.idle or h.n < 3')).toEqual([]);
  });

  it('that the variant alone decides are none', async () => {
    expect(await reasons('invariant i: fix == on implies h.idle')).toEqual([]);
  });
});

describe('vacuity', () => {
  const text = host('thread t { start s  final e  rests s  never: s -> e  when n == 3 }');
  const strict = (options = {}) =>
    check(program(text), { host: nodeHost, strict: true, ...options });

  it('fails a strict check and no other', async () => {
    expect((await run(text)).verdict).toBe('holds');
    const result = await strict();
    const last = result.properties.at(-1);
    expect([result.verdict, last?.property.kind, last?.verdict]).toEqual([
      'violated',
      'vacuity',
      'violated',
    ]);
    // The action and the location it leads to.
    expect(last?.causes).toHaveLength(2);
  });

  it('is unknown where the space is not complete', async () => {
    const result = await strict({ maxStates: 2 });
    expect(result.coverage).toBeNull();
    expect(result.properties.at(-1)?.verdict).toBe('unknown');
  });

  it('holds where everything is exercised', async () => {
    const all = host('thread t { start s  final e  go: s -> e }');
    const result = await check(program(all), { host: nodeHost, strict: true });
    expect([result.verdict, result.properties.at(-1)?.verdict]).toEqual(['holds', 'holds']);
  });
});
