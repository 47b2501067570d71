// Which symbol a name stands for: scopes, hosts in several blocks and files, values chosen by their type.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { found, inThread, modelOf, refAt } from './support.ts';

const EVERYTHING = readFileSync(new URL('models/everything.mig', import.meta.url), 'utf8');

describe('a model with every construct', () => {
  it('has nothing wrong with it', () => {
    expect(found(EVERYTHING)).toEqual([]);
  });

  it('lists what it declares in order', () => {
    const model = modelOf(EVERYTHING);
    expect(model.name).toBe('everything');
    expect(model.variants.map(one => one.decl.name.text)).toEqual(['fix']);
    expect(model.versions.map(one => one.decl.name.text)).toEqual(['qemu']);
    expect(model.params.map(one => one.decl.name.text)).toEqual(['PAGES', 'FAULTS']);
    expect(model.hosts.map(host => host.name)).toEqual(['src', 'dst']);
    expect(model.hosts[1]?.threads.map(one => one.decl.name.text)).toEqual([
      'main_loop',
      'load',
      'fault_thread',
    ]);
    expect(model.actions.map(action => action.name.text)).toEqual([
      'lose_main',
      'admin',
      'crash_src',
    ]);
    expect(model.properties).toHaveLength(16);
  });
});

describe('scopes', () => {
  const shadow = inThread(
    'semaphore sem\nstart x  final z\none: x -> y  wait sem\ntwo: y -> z  wait src.sem',
    'semaphore sem',
  );

  it('lets an inner object hide an outer one, which its host still names', () => {
    const model = modelOf(shadow);
    const [host] = model.hosts;
    const thread = host?.threads[0];
    const inner = thread?.kind === 'thread' ? thread.objects[0] : undefined;
    expect(refAt(model, 'sem', 4)).toBe(inner);
    expect(refAt(model, 'sem', 5)).toBe(host?.objects[0]);
    expect(inner).not.toBe(host?.objects[0]);
  });

  it('joins the blocks of a host, also across files', () => {
    const first = 'protocol p\nhost src { semaphore s }';
    const second =
      'host src { thread t {\nstart x  final y\na: x -> y  wait s\n} }\nhost src { thread u {\nstart x  final y\na: x -> y  do { post s }\n} }';
    const model = modelOf(first, second);
    expect(model.hosts).toHaveLength(1);
    expect(model.hosts[0]?.decls).toHaveLength(3);
    expect(model.hosts[0]?.threads).toHaveLength(2);
  });

  it('reports one name in two files', () => {
    expect(found('protocol p\nconst N = 1', 'const N = 2')).toEqual(['MC2002 N']);
  });

  it('finds tasks without the name of their loop, unless two loops have one', () => {
    const loops = (second: string) => `protocol p\nchannel ch : bool fifo 1
host src {
  eventloop one { callback c { a: idle -> idle  recv ch _ } }
  eventloop two { callback ${second} { a: idle -> idle  recv ch _ } }
}
reachable r: src.c at idle`;
    expect(found(loops('d'))).toEqual([]);
    expect(found(loops('c'))).toEqual(['MC2005 c']);
  });

  it('does not let an index variable hide another', () => {
    const text = `protocol p\ntype C = 0..1\nhost src { semaphore s\nthread t[c in C] {\nstart x  final y
each c in C: x -> y { a: wait s }\n} }`;
    expect(found(text)).toEqual(['MC2002 c']);
  });
});

describe('values chosen by type', () => {
  const top = `variant fix { none, merged }\ntype A = { EOS, none }\ntype B = { EOS, PING(n : 0..3) }
channel a : A fifo 1\nchannel b : B fifo 1`;

  it('takes the member of the type that is expected', () => {
    const model = modelOf(
      inThread(
        'start x  final y\none: x -> x  when fix == none  send a EOS\ntwo: x -> y  recv b EOS\nthree: x -> y  recv a none',
        '',
        top,
      ),
    );
    const [variant] = model.variants;
    expect(refAt(model, 'none', 2)).toMatchObject({
      kind: 'choice-value',
      of: variant,
      ordinal: 0,
    });
    const sent = refAt(model, 'EOS', 2);
    const received = refAt(model, 'EOS', 3);
    expect(sent).toMatchObject({ kind: 'constructor', ordinal: 0 });
    expect(received).toMatchObject({ kind: 'constructor', ordinal: 0 });
    expect(sent?.kind === 'constructor' && received?.kind === 'constructor' && sent.of).not.toBe(
      received?.kind === 'constructor' ? received.of : null,
    );
    expect(refAt(model, 'none', 3)).toMatchObject({ kind: 'constructor', ordinal: 1 });
  });

  it('prefers a variable of the type, and the value where the variable does not fit', () => {
    const variables = 'var merged : 0..3\nvar EOS : A';
    const model = modelOf(
      inThread(
        'start x  final y\none: x -> y  when fix == merged  do { EOS = EOS, merged = 1 }',
        variables,
        top,
      ),
    );
    expect(refAt(model, 'merged', 2)).toMatchObject({ kind: 'choice-value', ordinal: 1 });
    expect(refAt(model, 'EOS', 4)).toMatchObject({ kind: 'object' });
  });
});
