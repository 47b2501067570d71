// The rules, each with models that are just right and just wrong.

import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/semantics/check-model.ts';
import { found, inThread, treeOf } from './support.ts';

const only = (code: string, text: string) => found(text).filter(one => one.startsWith(code));

describe('MC3002: what a guard beside a blocking operation may read', () => {
  const host = (declarations: string, threads: string, top = '') =>
    `protocol p\nvariant fix { none, merged }\nparam N = 1 in 0..3\ntype C = 0..1\nstream st from src to dst : bool fifo 1\n${top}
host src {\nsemaphore s\n${declarations}\n${threads}\n}\nhost dst { thread z {\nstart x  final y\nq: x -> y  accept st\n} }`;
  const waiter = (guard: string, index = '') =>
    `thread w${index} {\nvar own : bool\nstart x  final y\na: x -> y  ${guard}  wait s  do { own = not own }\n}`;
  const writer = 'thread v {\nstart x  final y\nb: x -> y  do { n = true, post s }\n}';
  const check = (text: string) => only('MC3002', text);

  it('reads its own variables, variants and parameters', () => {
    expect(check(host('', waiter('when not own and fix == none and N > 0')))).toEqual([]);
    expect(check(host('', waiter('when not own and c == 0', '[c in C]')))).toEqual([]);
  });

  it('does not read what another thread writes', () => {
    expect(check(host('var n : bool', `${waiter('when not n')}\n${writer}`))).toEqual(['MC3002 n']);
  });

  it('may say `while`', () => {
    expect(check(host('var n : bool', `${waiter('while not n')}\n${writer}`))).toEqual([]);
  });

  it('reads what nobody else writes', () => {
    const reader = 'thread v {\nstart x  final y\nb: x -> y  when n\n}';
    const self = 'thread w {\nstart x  final y\na: x -> y  when not n  wait s  do { n = true }\n}';
    expect(check(host('var n : bool', `${self}\n${reader}`))).toEqual([]);
  });

  it('does not read what the environment writes', () => {
    const text = host('var n : bool\nuser set_it: do { n = true }', waiter('when n'));
    expect(check(text)).toEqual(['MC3002 n']);
  });

  it('takes replicated threads for several, unless the index is theirs', () => {
    const shared =
      'thread w[c in C] {\nstart x  final y\na: x -> y  when not n  wait s  do { n = true }\n}';
    const each = shared.replace('not n', 'not m[c]').replace('n = true', 'm[c] = true');
    expect(check(host('var n : bool', shared))).toEqual(['MC3002 n']);
    expect(check(host('var m[c in C] : bool', each))).toEqual([]);
    expect(check(host('var m[c in C] : bool', each.replace('do { m[c]', 'do { m[0]')))).toEqual([
      'MC3002 m[c]',
    ]);
    expect(check(host('', waiter('when not w[0].own', '[c in C]')))).toEqual(['MC3002 w[0].own']);
  });

  it('takes the tasks of a loop for one thread', () => {
    const loop = `eventloop l {\nvar n : bool
callback c1 {\na: idle -> idle  when not n  wait s\n}\ncallback c2 {\nb: idle -> idle  do { n = not n }\n}\n}`;
    expect(check(host('', loop))).toEqual([]);
  });

  it('counts what a procedure writes for its callers', () => {
    const threads = `procedure f() { b: do { n = true } }\n${waiter('when not n')}\nthread v runs f()`;
    expect(check(host('var n : bool', threads))).toEqual(['MC3002 n']);
  });

  it('looks into definitions, and at other threads and streams', () => {
    const top = 'var g : bool\ndef ready = not g';
    const threads = `${waiter('when ready')}\nthread v {\nstart x  final y\nb: x -> y  do { g = true }\n}`;
    expect(check(host('', threads, top))).toEqual(['MC3002 ready']);
    expect(check(host('var n : bool', `${waiter('when v at x and not n')}\n${writer}`))).toEqual([
      'MC3002 v',
    ]);
    expect(check(host('', waiter('when st.accepted')))).toEqual(['MC3002 st.accepted']);
  });

  it('follows a call whose procedure begins by waiting', () => {
    const call = 'thread w {\nstart x  final y\na: x -> y  when not n  call f()\n}';
    const waits = `procedure f() { b: wait s }\n${call}\n${writer}`;
    const tests = `procedure f() { b: do { n = false }\nc: wait s }\n${call}\n${writer}`;
    expect(check(host('var n : bool', waits))).toEqual(['MC3002 n']);
    expect(check(host('var n : bool', tests))).toEqual([]);
  });

  it('leaves `cond_wait` and `touch` alone: their guard belongs to the step that begins them', () => {
    const threads = `thread w {\nstart x  final y\na: x -> y  lock m\nb: y2 -> y  when not n  cond_wait cv with m\nc: y3 -> y  when not n  touch ram[0]\n}\n${writer}`;
    expect(check(host('var n : bool\nmutex m\ncondition cv\nmemory ram : C', threads))).toEqual([]);
  });
});

describe('control flow', () => {
  it('goes from line to line; a side exit does not end the line', () => {
    const body =
      'final out, end_here\none: wait s\nleave: -> out  when n\ntwo: do { n = true }\nthree: -> end_here  wait s';
    expect(found(inThread(body, 'semaphore s\nvar n : bool'))).toEqual([]);
  });

  it('knows the rounds of a loop', () => {
    const body = `start a  final b, c\neach i in I: a -> b {\nskip: -> next  when n\nout: -> c  when not n\nwork: wait s  do { n = not n }\n}`;
    expect(found(inThread(body, 'semaphore s\nvar n : bool', 'type I = 0..1'))).toEqual([]);
  });

  it('warns of places without a way in or out', () => {
    const body = 'start a\none: a -> b  wait s\ntwo: c -> a  wait s';
    expect(found(inThread(body, 'semaphore s'))).toEqual(['MC3013 b', 'MC3012 c']);
    expect(found(inThread(`rests b\n${body}`, 'semaphore s'))).toEqual(['MC3012 c']);
    expect(found(inThread(`daemon\n${body}`, 'semaphore s'))).toEqual(['MC3012 c']);
  });

  it('says how a round ends where no round of a loop does', () => {
    const helps = (route: string) =>
      checkModel([
        treeOf(
          inThread(
            `start a  final b, c\neach i in C: a -> b {\none: ${route} wait s\ntwo: -> c\n}`,
            'semaphore s',
            'type C = 0..1',
          ),
        ),
      ]).diagnostics.map(one => `${one.code} ${one.help}`);
    expect(helps('-> next')).toEqual([]);
    expect(helps('')).toEqual([expect.stringMatching(/^MC3012 .*write `NAME: -> next/)]);
  });

  it('finds the locations of the procedure a thread runs', () => {
    const text = (place: string) => `protocol p\nhost src { semaphore s
procedure f() returns { ok, failed } {\na: x -> ok  wait s\nb: x -> failed  wait s\n}
thread t runs f()\n}\nreachable r: src.t at ${place}`;
    expect(found(text('{ x, ok, failed }'))).toEqual([]);
    expect(found(text('done'))).toEqual(['MC2012 done']);
  });

  it('lets an action stay where it is if it does something', () => {
    expect(
      only('MC3001', inThread('start a  rests a\none: a -> a  wait s', 'semaphore s')),
    ).toEqual([]);
    expect(
      only('MC3001', inThread('start a  rests a\none: a -> same  when s > 0', 'semaphore s')),
    ).toEqual(['MC3001 one']);
  });
});

describe('MC3019: several shared variables in one action', () => {
  const threads = (lock: string) =>
    `start a  final b\none: a -> b  do { n = true, k = true ${lock} }`;
  const text = (lock: string, guard: string) =>
    inThread(
      threads(lock),
      `mutex m\nvar n : bool\nvar k : bool\nthread other {\nstart a  final b\nz: a -> b  when ${guard}\n}`,
    );

  it('counts variables that other threads read, where no mutex is in sight', () => {
    expect(only('MC3019', text('', 'n and k'))).toEqual(['MC3019 one']);
    expect(only('MC3019', text('', 'n'))).toEqual([]);
    expect(only('MC3019', text(', unlock m', 'n and k'))).toEqual([]);
  });
});

describe('streams', () => {
  const text = (inSource: string, inDestination: string) => `protocol p
type D = { RAM, EOS }\ntype S = { PONG, EOS }\nlistener port
stream main from src to dst via port : D fifo 1, back S fifo 1
host src { thread t {\nstart a  rests a\none: a -> a  ${inSource}\n} }
host dst { thread t {\nstart a  rests a\none: a -> a  ${inDestination}\n} }`;

  it('take their direction from the host', () => {
    expect(found(text('send main RAM', 'send main PONG'))).toEqual([]);
    expect(found(text('recv main PONG', 'recv main RAM'))).toEqual([]);
    expect(found(text('send main PONG', 'recv main PONG'))).toEqual(['MC2007 PONG', 'MC2007 PONG']);
    expect(found(text('accept main', 'connect main'))).toEqual(['MC2020 main', 'MC2020 main']);
    expect(found(text('refused main', 'refused main'))).toEqual(['MC2020 main']);
    expect(found(text('flush main', 'error main'))).toEqual([]);
  });

  it('cannot be accepted by listener if they have no index', () => {
    expect(found(text('flush main', 'accept port ?x'))).toEqual(['MC2006 port', 'MC2001 x']);
  });
});

describe('hosts', () => {
  const text = (guard: string) => `protocol p\ntype H = 0..1
host a[h in H] { var n : bool\nthread t {\nstart x  final y\none: x -> y  when ${guard}  do { n = true }\n} }
host b { thread t {\nstart x  final y\none: x -> y\n} }
invariant i: not a[0].n or b.t at y`;

  it('see their own objects only, also of replicated hosts', () => {
    expect(found(text('n'))).toEqual([]);
    expect(found(text('a[h].n'))).toEqual([]);
    expect(found(text('a[0].n'))).toEqual(['MC2003 n']);
    expect(found(text('b.t at y'))).toEqual(['MC2003 t']);
    expect(found(text('a.n'))).toEqual(['MC2011 n']);
  });

  it('are no ends of a stream if there are several', () => {
    expect(found(`${text('n')}\nstream s from a to b : bool fifo 1`)).toEqual(['MC3024 a']);
  });
});

describe('order of diagnostics', () => {
  it('is that of the source, whatever finds them', () => {
    const text = inThread(
      'start x  final y\na: x -> x\nb: x -> y  wait nothing\nc: z -> y  do { m = 1 }',
      '',
      'const A = A',
    );
    expect(found(text)).toEqual(['MC2014 A', 'MC3001 a', 'MC2001 nothing', 'MC2001 m']);
  });
});
