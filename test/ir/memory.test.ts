// Memory: touch, faults, place, discard.

import { describe, expect, test } from 'vitest';
import { enabled, endings, follow, run, shown, space, taken, thread } from './model.ts';

const host = (toucher: string, server: string, memory = 'memory ram : 0..1', more = '') =>
  `host dst { ${memory} var p : 0..1 ${more} thread t { start s final e ${toucher} } thread u { start s rests s ${server} } }\ndeadlock free`;
const SERVE = 'serve: s -> m take ram.faults ?p  put: m -> s do { place ram[p] }';

describe('touch', () => {
  test('of a present page is one step', () => {
    const all = space(
      host(
        'load: s -> e touch ram[0]',
        'n: s -> s when false do { p = 1 }',
        'memory ram : 0..1 present',
      ),
    );
    expect(all.states).toHaveLength(2);
  });

  test('of an absent page raises the fault, then waits until it is placed', () => {
    const all = space(
      host(
        'load: s -> e touch ram[1] do { got = true }',
        SERVE,
        'memory ram : 0..1',
        'var got : bool',
      ),
    );
    const raised = follow(all, 'load');
    expect(shown(all, 'dst.ram.faults[1]', raised)).toBe('true');
    expect(shown(all, 'dst.t.at', raised)).toBe('s');
    expect(enabled(all, raised)).toEqual(['dst.u.serve page=1']);
    const taken = follow(all, 'load', 'serve page=1');
    expect(shown(all, 'dst.p', taken)).toBe('1');
    expect(shown(all, 'dst.ram.faults[1]', taken)).toBe('false');
    expect(shown(all, 'dst.got', follow(all, 'load', 'serve page=1', 'put', 'load'))).toBe('true');
    expect(endings(all, 'dst.t.at')).toEqual(['e']);
  });

  test('once raised, only this action goes on', () => {
    const all = space(host('load: s -> e touch ram[1]  other: s -> e', SERVE));
    expect(enabled(all)).toEqual(['dst.t.load', 'dst.t.other']);
    expect(enabled(all, follow(all, 'load', 'serve page=1', 'put'))).toEqual(['dst.t.load']);
  });

  test('the fault is not taken again after it was served', () => {
    const all = space(host('load: s -> e touch ram[1]', SERVE));
    expect(taken(all)).toEqual(['dst.t.load', 'dst.u.put', 'dst.u.serve page=1']);
    expect(all.states).toHaveLength(5);
  });

  test('two threads may fault on one page; one page in the set', () => {
    const all = space(
      `host dst { memory ram : 0..0  var p : 0..0
         thread t[i in 0..1] { start s final e  load: s -> e touch ram[0] }
         thread u { start s rests s  serve: s -> m take ram.faults ?p  put: m -> s do { place ram[p] if absent } } }`,
    );
    expect(endings(all, 'dst.t[0].at')).toEqual(['e']);
    expect(enabled(all, follow(all, 't[0].load', 't[1].load', 'serve page=0', 'put'))).toEqual([
      'dst.t[0].load',
      'dst.t[1].load',
    ]);
  });

  test('nobody serves: a deadlock, with the page as what is waited for', async () => {
    const result = await run(
      host('load: s -> e touch ram[1]', 'n: s -> s when false do { p = 1 }'),
    );
    expect(result.violated).toEqual(['deadlock']);
    expect(result.property('deadlock').waits[0]?.waits[0]).toMatchObject({
      kind: 'page',
      on: 'dst.ram[1]',
    });
  });
});

describe('place and discard', () => {
  test('placing removes the page from the faults', () => {
    const all = space(
      host('load: s -> e touch ram[0]', 'put: s -> m do { place ram[0] }  n: m -> s when false'),
    );
    const served = follow(all, 'load', 'put');
    expect(shown(all, 'dst.ram.faults[0]', served)).toBe('false');
    expect(shown(all, 'dst.ram[0]', served)).toBe('true');
  });

  test('`if absent` does nothing to a present page; discard makes it absent', () => {
    const all = space(
      thread(
        'final e\none: s -> a do { place ram[0] if absent place ram[0] if absent }\ntwo: a -> e do { discard ram[0] discard ram[1] }',
        'memory ram : 0..1',
      ),
    );
    expect(shown(all, 'src.ram[0]', follow(all, 'one'))).toBe('true');
    expect(endings(all, 'src.ram[0]')).toEqual(['false']);
  });

  test('`take` by pattern: only the page asked for', () => {
    const all = space(
      host('load: s -> e touch ram[1]', 'serve: s -> m take ram.faults 0  n: m -> s when false'),
    );
    expect(taken(all)).toEqual(['dst.t.load']);
  });

  test('pages of a type that does not begin at 0', () => {
    const all = space(
      `host dst { memory ram : 3..4  var p : 3..4 = 3
         thread t { start s final e  load: s -> e touch ram[4] }
         thread u { start s rests s  serve: s -> m take ram.faults ?p  put: m -> s do { place ram[p] } } }`,
    );
    expect(endings(all, 'dst.p')).toEqual(['4']);
    expect(endings(all, 'dst.t.at')).toEqual(['e']);
  });
});
