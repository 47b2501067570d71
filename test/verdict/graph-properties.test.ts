// Partial deadlock, always possible, order and lock order, on models worked out by hand.

import { describe, expect, it } from 'vitest';
import { replay } from '../../src/verdict/replay.ts';
import { nameOf, type Run, run } from '../ir/model.ts';

const names = (result: Run, ids: readonly { readonly action: number }[] = []) =>
  ids.map(({ action }) => nameOf(result.program, action));

describe('partial deadlock', () => {
  /** `u` goes on for ever; `t` waits for what `u` may take away. */
  const model = (rests: string) => `
host h {
  var lamp : bool = true
  thread t { start s  final e  ${rests}  see: s -> e  when lamp }
  thread u { start s  off: s -> on  do { lamp = false }  spin: on -> on  do { lamp = false } }
}
deadlock free
partial deadlock free
`;

  it('is a thread that can never move again while others can', async () => {
    const result = await run(model(''));
    expect(result.violated).toEqual(['partial-deadlock']);
    expect(result.trace('partial-deadlock')).toEqual(['h.u.off']);
    const { waits, cause, causes, causeDetails } = result.property('partial-deadlock');
    const waiting = waits.map(({ task, knot }) => [result.program.tasks[task]?.process, knot]);
    expect(waiting).toEqual([[0, true]]);
    expect(waits[0]?.waits[0]?.kind).toBe('condition');
    expect(causes).toEqual([cause]);
    expect(causeDetails).toEqual([{ cause, states: 1, depth: 1 }]);
  });

  it('is none where the thread rests', async () => {
    expect((await run(model('rests s'))).violated).toEqual([]);
  });

  it('is none where the user can still help', async () => {
    const result = await run(
      model('').replace('thread u', 'user repair: do { lamp = true }\nthread u'),
    );
    expect(result.violated).toEqual([]);
    const fault = await run(
      model('').replace('thread u', 'fault repair at most 1: do { lamp = true }\nthread u'),
    );
    expect(fault.violated).toEqual(['partial-deadlock']);
  });
});

describe('always possible', () => {
  const model = `
host h {
  var lost : bool = false
  fault loss at most 1: do { lost = true }
  thread t { start s  work: s -> w  when not lost  back: w -> s }
}
always possible work: h.t at w
always possible rest: h.t at s
`;

  it('is lost at the first state from which it is out of reach', async () => {
    const result = await run(model);
    expect(result.violated).toEqual(['work']);
    expect(result.trace('work')).toEqual(['h.loss']);
    // Lost at w the thread is still there: then it is `back` that loses it.
    expect(result.property('work').causeDetails).toHaveLength(2);
  });

  it('a saved trace is confirmed, and not by a program in which there is a way', async () => {
    const result = await run(model);
    const steps = [{ path: 'h.loss', bindings: [] }];
    expect(replay(result.program, { property: 'work', steps }).fails).toBe(true);
    const mended = await run(model.replace('when not lost', ''));
    expect(replay(mended.program, { property: 'work', steps })).toMatchObject({
      fails: false,
      reason: 'does-not-fail',
    });
  });
});

describe('order', () => {
  const model = (question: string) => `
type C = 0..1
host h {
  var said : bool = false
  thread t { start s  final e  say: s -> e  do { said = true } }
  thread u { start s  final e  hear: s -> h  when said  end: h -> e }
  thread v { start s  final e  free: s -> e  other: s -> e }
  thread w[c in C] { start s  final e  first: s -> m  last: m -> e }
  thread x { start s  final e  put[c in C]: s -> p  none: s -> e  get[c in C]: p -> e }
}
order q: ${question}
`;
  const word = async (question: string) => (await run(model(question))).property('q').order?.word;

  it.each([
    ['h.t.say h.u.hear', 'ALWAYS'],
    ['h.u.hear h.t.say', 'NEVER'],
    ['h.t.say h.v.free', 'EITHER'],
    // They exclude each other: both occur, never in one run.
    ['h.v.free h.v.other', 'NEVER'],
    ['h.w[0].first h.w[1].last', 'EITHER'],
    ['h.w[c].first h.w[c].last per c in C', 'ALWAYS'],
    ['h.w[c].last h.w[c].first per c in C', 'NEVER'],
    ['h.w.first h.w.last', 'ALWAYS'],
    ['h.x.put h.x.get', 'ALWAYS'],
    // Nothing binds what was put to what is got.
    ['h.x.put h.x.get per c in C', 'EITHER'],
  ])('%s: %s', async (question, expected) => {
    expect(await word(question)).toBe(expected);
  });

  it('counts a rendezvous for both sides, and a fault of a page for none', async () => {
    const text = `
type Page = 0..0
host h {
  channel ch : Page rendezvous
  memory ram : Page
  thread t { start s  final e  say: s -> e  send ch 0 }
  thread u { start s  final e  hear: s -> h  recv ch _  end: h -> e  do { place ram[0] } }
  thread v { start s  final e  use: s -> e  touch ram[0] }
}
`;
    const answer = async (question: string) =>
      (await run(`${text}order q: ${question}`)).property('q').order?.word;
    expect(await answer('h.u.hear h.u.end')).toBe('ALWAYS');
    expect(await answer('h.t.say h.u.end')).toBe('ALWAYS');
    // The use is over only when the page is there, though the fault may be raised at once.
    expect(await answer('h.u.end h.v.use')).toBe('ALWAYS');
  });

  it('is unreachable where one never fires', async () => {
    const never = model('h.t.say h.v.never').replace(
      'free: s -> e',
      'never: s -> e  when h.said and not h.said',
    );
    const result = await run(never.replaceAll('h.said', 'said'));
    expect(result.property('q')).toMatchObject({ verdict: 'violated', trace: null });
    expect(result.property('q').order?.word).toBe('UNREACHABLE');
  });

  it('shows a shortest run each way', async () => {
    const result = await run(model('h.t.say h.v.free'));
    const { order, trace, verdict } = result.property('q');
    expect(verdict).toBe('violated');
    expect(names(result, order?.before?.steps)).toEqual(['h.v.free']);
    expect(names(result, order?.after?.steps)).toEqual(['h.t.say', 'h.v.free']);
    expect(trace).toEqual(order?.before);
  });

  it('holds with a run that shows it where it is always so', async () => {
    const result = await run(model('h.t.say h.u.hear'));
    expect(result.property('q').verdict).toBe('holds');
    expect(result.trace('q')).toEqual(['h.t.say', 'h.u.hear']);
  });

  it('has a word per value', async () => {
    const result = await run(model('h.w[c].first h.w[c].last per c in C'));
    expect(result.property('q').order?.pairs).toEqual([
      { value: '0', word: 'ALWAYS' },
      { value: '1', word: 'ALWAYS' },
    ]);
  });
});

describe('lock order', () => {
  const model = (second: string) => `
host h {
  mutex a
  mutex b
  mutex c
  thread t {
    start s  final e
    one: s -> s1  lock a
    two: s1 -> s2  lock ${second}
    end: s2 -> e  do { unlock a unlock ${second} }
  }
  thread u {
    start s  final e
    only_b: s -> s1  lock b
    end: s1 -> e  do { unlock b }
  }
}
lock order l: h.a, h.b
lock order r: h.b, h.a
lock order other: h.c, h.a
`;

  it('is kept or broken by what one thread owns already', async () => {
    const result = await run(model('b'));
    expect(result.violated).toEqual(['r']);
    expect(result.trace('r')).toEqual(['h.t.one', 'h.t.two']);
    expect(result.property('r').causeDetails).toMatchObject([{ depth: 2 }]);
  });

  it('speaks of the listed mutexes only', async () => {
    expect((await run(model('c'))).violated).toEqual(['other']);
  });
});
