// No way back, on models small enough to be worked out by hand.

import { describe, expect, it } from 'vitest';
import type { NoReturn } from '../../src/verdict/result.ts';
import { nameOf, type Run, run } from '../ir/model.ts';

function shown(result: Run, name: string) {
  const { noReturn } = result.property(name);
  const names = (ids: NoReturn['instead'] = []) => ids.map(id => nameOf(result.program, id));
  return (
    noReturn && {
      step: noReturn.step,
      instead: names(noReturn.instead),
      usedUp: names(noReturn.usedUp),
    }
  );
}

/** Two locks taken in opposite order; `u` is over once it has tried. */
const LOCKS = `
host h {
  mutex a
  mutex b
  thread t {
    start s  final e
    ta: s -> s1  lock a
    tb: s1 -> e  lock b  do { unlock a unlock b }
  }
  thread u {
    start s  final e
    ub: s -> s1  lock b
    ua: s1 -> e  lock a  do { unlock a unlock b }
  }
}
deadlock free
`;

describe('no way back', () => {
  it('is the step that closes the circle, and names what could have run', async () => {
    const result = await run(LOCKS);
    expect(shown(result, 'deadlock')).toEqual({ step: 2, instead: ['h.u.ua'], usedUp: [] });
  });

  it('is earlier where the end is certain long before it comes', async () => {
    const result = await run(`
host h {
  var broken : bool = false
  thread t {
    start s  final e
    well: s -> s1
    ill:  s -> s1  do { broken = true }
    on:   s1 -> s2
    end:  s2 -> e  when not broken
  }
}
deadlock free
`);
    expect(result.trace('deadlock')).toEqual(['h.t.ill', 'h.t.on']);
    expect(shown(result, 'deadlock')).toEqual({ step: 1, instead: ['h.t.well'], usedUp: [] });
  });

  it('is from the start where no goal can be reached at all', async () => {
    const result = await run(`
host h {
  var never : bool = false
  thread t { start s  final e  wait: s -> e  when never }
  thread u { start s  final e  go: s -> e  do { never = never } }
}
deadlock free
`);
    expect(shown(result, 'deadlock')).toMatchObject({ step: 0, instead: [] });
  });

  it('is told by the goals of the model where it has some, any of them', async () => {
    const asked = (goals: string) => run(`${LOCKS}\n${goals}\n`);
    const [one, other] = ['goal g: h.t at s1 and h.u at s', 'goal f: h.u at s1 and h.t at s'];
    // The shortest hang begins with u: then t has never been alone.
    expect((await run(LOCKS)).trace('deadlock')).toEqual(['h.u.ub', 'h.t.ta']);
    const first = shown(await asked(one), 'deadlock');
    expect(first).toEqual({ step: 1, instead: ['h.t.ta'], usedUp: [] });
    // With the other goal too, the state after the first step is one, and nothing from it leads to one.
    const both = shown(await asked(`${one}\n${other}`), 'deadlock');
    expect(both).toEqual({ step: 2, instead: [], usedUp: [] });
    const gone = shown(await asked('goal g: h.t at s and h.u at s'), 'deadlock');
    expect(gone).toEqual({ step: 1, instead: [], usedUp: [] });
  });

  it('counts user actions as a way, faults not', async () => {
    const model = (kind: string) => `
host h {
  var open : bool = false
  ${kind} help at most 1: do { open = true }
  thread t { start s  final e  go: s -> s1  on: s1 -> e  when open }
}
deadlock free
`;
    const user = await run(model('user'));
    // The hang is one state; up to it help could have come.
    expect(shown(user, 'deadlock')).toEqual({ step: 1, instead: ['h.help'], usedUp: [] });
    const fault = await run(model('fault'));
    expect(shown(fault, 'deadlock')).toMatchObject({ step: 0, instead: [] });
  });

  it('a step that goes wrong is the end, whatever the state before it allowed', async () => {
    const result = await run(`
host h {
  var n : 0..1 = 1
  thread t { start s  final e  well: s -> e  ill: s -> e  do { n += 1 } }
}
`);
    expect(shown(result, 'errors')).toEqual({ step: 1, instead: ['h.t.well'], usedUp: [] });
  });

  it('names a user action that nothing but its bound forbids', async () => {
    const model = (bound: string) => `
host h {
  var tokens : 0..2 = 1
  user refill ${bound}: when tokens == 0  do { tokens += 1 }
  thread t {
    start s  final e
    take: s -> s1  when tokens > 0  do { tokens -= 1 }
    fail: s1 -> s
    pass: s1 -> e
  }
}
always possible done: h.t at e
`;
    const bounded = await run(model('at most 1'));
    const [take, fail, refill] = ['h.t.take', 'h.t.fail', 'h.refill'];
    expect(bounded.trace('done')).toHaveLength(5);
    expect(bounded.trace('done').at(-1)).toBe(fail);
    expect(shown(bounded, 'done')).toEqual({ step: 5, instead: ['h.t.pass'], usedUp: [refill] });
    expect(bounded.trace('done')).toContain(take);
    expect((await run(model(''))).violated).toEqual([]);
  });
});
