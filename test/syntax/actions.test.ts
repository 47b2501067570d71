import { describe, expect, test } from 'vitest';
import { bare, declaration, item, statement, treeOf } from './support.ts';

const name = (text: string) => ({ kind: 'name', name: text });
const to = (text: string) => ({ kind: 'name', name: text });

describe('heads and routes', () => {
  test.each([
    ['a: x -> y', { class: 'system', name: 'a', bound: null, from: { names: ['x'] }, to: to('y') }],
    ['a:', { from: null, to: null, guard: null, operation: null, effects: [] }],
    ['a: -> y', { from: null, to: to('y') }],
    ['a: x, y -> z', { from: { kind: 'names', names: ['x', 'y'] } }],
    ['a: anywhere -> z', { from: { kind: 'anywhere' } }],
    ['a: x -> same', { to: { kind: 'same' } }],
    ['a: -> next', { to: { kind: 'next' } }],
    ['a[c in C, d in D]: x -> y', { index: [{ name: 'c' }, { name: 'd' }] }],
    ['user a: x -> y', { class: 'user', name: 'a' }],
    ['fault a at most N + 1: x -> y', { class: 'fault', bound: { operator: '+' } }],
    ['system a: x -> y', { class: 'system', name: 'a' }],
    ['user: x -> y', { class: 'system', name: 'user' }],
    ['fault at most 2: x -> y', { class: 'system', name: 'fault', bound: { value: 2 } }],
    ['a: x -> y when P only Q', { guard: { form: 'when', condition: name('P') }, only: name('Q') }],
    [
      'a: x -> y while t at m, n',
      { guard: { form: 'while', condition: { locations: ['m', 'n'] } } },
    ],
  ])('%s', (text, expected) => {
    expect(item(text)).toMatchObject({ kind: 'action', ...expected });
  });

  test("a host's own action has no locations", () => {
    expect(declaration('fault dies at most 1: when up do { up = false }')).toMatchObject({
      kind: 'action',
      class: 'fault',
      from: null,
      effects: [{ kind: 'assign' }],
    });
  });
});

describe('operations', () => {
  test.each([
    ['recv ch[0] ?x', { kind: 'recv', channel: { kind: 'index' }, pattern: { kind: 'bind' } }],
    ['send ch { kind: K, dev: d }', { kind: 'send', message: { kind: 'record' } }],
    ['send ch x + 1', { kind: 'send', channel: name('ch'), message: { operator: '+' } }],
    ['connect s', { kind: 'connect', stream: name('s') }],
    ['accept s', { kind: 'accept', target: name('s'), into: null }],
    ['accept l ?s', { kind: 'accept', into: name('s') }],
    ['refused s', { kind: 'refused' }],
    ['error s[f]', { kind: 'error', stream: { kind: 'index' } }],
    ['wait sem', { kind: 'wait', object: name('sem') }],
    ['lock m.n', { kind: 'lock', mutex: { kind: 'member' } }],
    [
      'cond_wait c[d] with m',
      { kind: 'cond_wait', condition: { kind: 'index' }, mutex: name('m') },
    ],
    ['touch ram[p]', { kind: 'touch', page: { kind: 'index' } }],
    [
      'take ram.faults ?p',
      { kind: 'take', faults: { member: 'faults' }, pattern: { kind: 'bind' } },
    ],
    ['join t[i]', { kind: 'join', thread: { kind: 'index' } }],
    ['flush s', { kind: 'flush', stream: name('s') }],
    ['call f', { kind: 'call', procedure: 'f', args: [], outcomes: [] }],
    [
      'call f(1, x) failed -> L, late -> next',
      {
        args: [{ value: 1 }, name('x')],
        outcomes: [
          { name: 'failed', to: to('L') },
          { name: 'late', to: { kind: 'next' } },
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect(item(`a: x -> y when P ${text} do { z = 1 }`)).toMatchObject({
      guard: { condition: name('P') },
      operation: expected,
      effects: [{ kind: 'assign' }],
    });
  });

  test('an operation word before a `:` is the next action', () => {
    const tree = treeOf(
      'thread t { a: x -> y  recv: y -> z  lock at most 1: z -> x  send[i in T]: x -> y }',
    );
    expect(bare(tree.declarations)).toMatchObject([
      {
        items: [
          { name: 'a', operation: null },
          { name: 'recv' },
          { name: 'lock' },
          { name: 'send' },
        ],
      },
    ]);
  });
});

describe('patterns', () => {
  test.each([
    ['?x', { kind: 'bind', target: name('x'), domain: null }],
    ['?x in S', { kind: 'bind', domain: name('S') }],
    ['_', { kind: 'any' }],
    ['other', { kind: 'other' }],
    ['PING', { kind: 'equal', value: name('PING') }],
    ['n + 1', { kind: 'equal', value: { operator: '+' } }],
    [
      'PAGE(?p, _, 3)',
      {
        kind: 'message',
        name: 'PAGE',
        args: [{ kind: 'bind' }, { kind: 'any' }, { kind: 'equal' }],
      },
    ],
    ['EOS()', { kind: 'message', args: [] }],
    [
      '{ dev: ?d, idx: _ }',
      {
        kind: 'record',
        fields: [{ name: 'dev', pattern: { kind: 'bind' } }, { pattern: { kind: 'any' } }],
      },
    ],
  ])('%s', (text, expected) => {
    expect(item(`a: x -> y recv ch ${text}`)).toMatchObject({ operation: { pattern: expected } });
  });
});

describe('what happens', () => {
  test('outcomes', () => {
    expect(item('a: x -> y do { ok = 1 } -> l if ok, same if not ok and z')).toMatchObject({
      to: to('y'),
      outcomes: [
        { to: to('l'), condition: name('ok') },
        { to: { kind: 'same' }, condition: { operator: 'and' } },
      ],
    });
  });

  test('a timed operation', () => {
    expect(item('a: x -> y timed wait s do { n = 1 } timeout -> z do { n = 2 }')).toMatchObject({
      operation: { kind: 'wait' },
      effects: [{ value: { value: 1 } }],
      timeout: { to: to('z'), effects: [{ value: { value: 2 } }] },
    });
    expect(item('a: x -> y timed wait s timeout -> z')).toMatchObject({
      effects: [],
      timeout: { effects: [] },
    });
  });

  test('annotations end with their line', () => {
    const text = `a: x -> y wait s @src "migration/ram.c" ram_save  @cost 10 // why
      do { n = 1 }
      @trace some_event p.dev "return"
      only fix == none`;
    expect(item(text)).toMatchObject({
      effects: [{ kind: 'assign' }],
      annotations: [
        { name: 'src', args: ['migration/ram.c', 'ram_save'] },
        { name: 'cost', args: ['10'] },
        { name: 'trace', args: ['some_event', 'p.dev', 'return'] },
      ],
      only: { operator: '==' },
    });
  });

  test('an annotation ends before a clause of the action', () => {
    const text = 'a: x -> y wait s @src "f.c" g do { n = 1 } @trace event n only fix == none';
    expect(item(text)).toMatchObject({
      effects: [{ kind: 'assign' }],
      annotations: [{ args: ['f.c', 'g'] }, { args: ['event', 'n'] }],
      only: { operator: '==' },
    });
    expect(item('a: x -> y @trace only_once when_done do-it "only"')).toMatchObject({
      annotations: [{ args: ['only_once', 'when_done', 'do-it', 'only'] }],
    });
  });

  test('an annotation ends before a closing brace', () => {
    expect(item('each c in T { a: join x[c] @src "f" g }')).toMatchObject({
      items: [{ annotations: [{ args: ['f', 'g'] }] }],
    });
  });
});

describe('each', () => {
  test('with and without a route', () => {
    expect(item('each c in T { a: wait s  each d in 0..2 { b: -> next } }')).toMatchObject({
      kind: 'each',
      variable: 'c',
      from: null,
      to: null,
      items: [{ kind: 'action' }, { kind: 'each', type: { kind: 'range' } }],
    });
    expect(item('each c in T: from -> to { }')).toMatchObject({
      from: 'from',
      to: 'to',
      items: [],
    });
  });
});

describe('statements', () => {
  test.each([
    ['x = 1', { kind: 'assign', operator: '=', target: name('x') }],
    ['x[i].f += 2', { kind: 'assign', operator: '+=', target: { kind: 'member' } }],
    ['s -= { p }', { kind: 'assign', operator: '-=', value: { kind: 'set' } }],
    ['x = choose(S)', { kind: 'choose', target: name('x'), domain: name('S') }],
    ['x = choose T', { kind: 'choose', domain: name('T') }],
    ['place ram[p]', { kind: 'place', page: { kind: 'index' }, ifAbsent: false }],
    ['place ram[p] if absent', { kind: 'place', ifAbsent: true }],
    ['push q, x + 1', { kind: 'push', queue: name('q'), value: { operator: '+' } }],
    ['pop q', { kind: 'pop', queue: name('q') }],
    ['assert t at a', { kind: 'assert', condition: { kind: 'at' } }],
    ['cas(v, A, B)', { kind: 'attempt', attempt: { kind: 'cas' } }],
    ['try_send ch M', { kind: 'attempt', attempt: { kind: 'try_send' } }],
    ['try_recv ch M(?x)', { kind: 'attempt', attempt: { pattern: { kind: 'message' } } }],
    [
      'for c in T { post s[c], x = c }',
      { kind: 'for', variable: 'c', body: [{ kind: 'verb' }, {}] },
    ],
    ['if a { x = 1 }', { kind: 'if', condition: name('a'), otherwise: [] }],
    ['if a in { b } { x = 1 } else { y = 1 }', { kind: 'if', otherwise: [{ target: name('y') }] }],
    ['if a {} else if b {} else { x = 1 }', { otherwise: [{ kind: 'if', otherwise: [{}] }] }],
    ['if t at a, b { x = 1 }', { condition: { locations: ['a', 'b'] } }],
  ])('%s', (text, expected) => {
    expect(statement(text)).toMatchObject(expected);
  });

  test.each(
    `post unlock signal broadcast set reset spawn schedule listen unlisten break hang shutdown close
     flush discard crash alloc use free`.split(/\s+/),
  )('%s x[0]', verb => {
    expect(statement(`${verb} x[0]`)).toMatchObject({
      kind: 'verb',
      verb,
      target: { kind: 'index' },
    });
    expect(statement(`${verb} = 1`)).toMatchObject({ kind: 'assign', target: name(verb) });
  });

  test('separated by nothing, a comma, a semicolon or a new line', () => {
    expect(item('a: do { post s; unlock m, x = y  signal c\n post s }')).toMatchObject({
      effects: [
        { verb: 'post' },
        { verb: 'unlock' },
        { kind: 'assign' },
        { verb: 'signal' },
        { verb: 'post' },
      ],
    });
    expect(item('a: do { assert t at a, post s }')).toMatchObject({
      effects: [{ condition: { locations: ['a'] } }, { verb: 'post' }],
    });
  });

  test('`place ... if` followed by a condition is the next effect', () => {
    expect(item('a: do { place ram[p] if absent { x = 1 } }')).toMatchObject({
      effects: [
        { kind: 'place', ifAbsent: false },
        { kind: 'if', condition: name('absent') },
      ],
    });
  });
});
