// Random models whose threads are told apart by nothing: replicated threads over a symmetric type, with arrays,
// sets, variables and a queue of it. In: fast-check. Out: texts, small and quickly explored.

import fc from 'fast-check';

const place = fc.constantFrom('a', 'b', 'c');

const guard = fc.constantFrom(
  'x[i] < 2',
  'x[i] == 0',
  'i in marked',
  'i not in marked',
  'chosen == null',
  'chosen == i',
  'some j in T: j != i and x[j] == 1',
  'all j in T: x[j] <= x[i]',
  'size(marked) < N',
  'own == i',
  'own != i and t[own] at a',
  'owner(m) == t[i]',
);

const effect = fc.constantFrom(
  'if x[i] < 2 { x[i] += 1 }',
  'x[i] = 0',
  'marked += { i }',
  'marked -= { i }',
  'chosen = i',
  'chosen = null',
  'own = i',
  'if marked != {} { own = choose(marked) }',
  'if chosen != null { own = chosen }',
  'for j in T { if j != i { x[j] = 0 } }',
  'x[own] = 2',
  'next[i] = own',
  'if (count j in T: x[j] == 2) > 0 { passed = true }',
  'x[i] += 1',
  'assert x[i] < 2 or chosen != i',
);

const operation = fc.constantFrom(
  'send line i',
  'send line own',
  'recv line ?own',
  'recv line i',
  'lock m',
  'wait s',
  '',
  '',
  '',
  '',
);

const action = fc.record({
  from: place,
  to: place,
  operation,
  guard: fc.option(guard, { freq: 2 }),
  effects: fc.array(effect, { maxLength: 2 }),
});

const property = fc.constantFrom(
  'all j in T: x[j] < 2',
  'size(marked) < N',
  'chosen == null or chosen in marked',
  'not passed',
  'some j in T: not (t[j] at c)',
  'all j in T: all k in T: j == k or not (t[j] at b and t[k] at b)',
);

/** `type`: how T is declared. `extra`: one more action of the threads. */
const model = (type: string, properties: fc.Arbitrary<string>, extra: fc.Arbitrary<string>) =>
  fc
    .record({
      type: fc.constant(type),
      members: fc.constantFrom(2, 3),
      actions: fc.array(action, { minLength: 5, maxLength: 9, size: 'max' }),
      unlock: fc.boolean(),
      property: properties,
      extra,
    })
    .map(textOf);

interface Parts {
  readonly type: string;
  readonly members: number;
  readonly actions: readonly {
    readonly from: string;
    readonly to: string;
    readonly operation: string;
    readonly guard: string | null;
    readonly effects: readonly string[];
  }[];
  readonly unlock: boolean;
  readonly property: string;
  readonly extra: string;
}

export const symmetricModel: fc.Arbitrary<string> = model(
  'type T = 0..N-1 symmetric',
  property,
  fc.constant(''),
);

/** Now and then a property or an action tells one of the members from the others, which is to be noticed. */
export const lopsidedModel: fc.Arbitrary<string> = model(
  'type T = 0..N-1',
  fc.oneof(property, fc.constantFrom('x[0] < 2', 'not (t[1] at c)', 'x[0] <= x[1]', 'chosen != 0')),
  fc.constantFrom(
    '',
    '',
    'b -> a when i == 0',
    'b -> c when i < N - 1 do { marked += { i } }',
    'c -> a do { next[i] = 0 }',
    'a -> c when x[0] == 1',
  ),
);

function textOf({ type, members, actions, unlock, property: condition, extra }: Parts): string {
  const lines = actions.map((one, i) => {
    const locks = one.operation === 'lock m';
    const when = one.guard === null ? '' : `while ${one.guard}`;
    const release = locks && unlock ? ['unlock m'] : [];
    const effects = [...one.effects, ...release];
    const nothing = one.from === one.to && one.operation === '' && effects.length === 0;
    const body = nothing ? ['marked = {}'] : effects;
    return `a${i}: ${one.from} -> ${one.to} ${when} ${one.operation} do { ${body.join('; ')} }`;
  });
  return [
    `const N = ${members}`,
    type,
    'channel line : T fifo 2',
    'host h {',
    'mutex m',
    'semaphore s = 1 max 2',
    'var x[i in T] : 0..2 = 0',
    'var next[i in T] : T or null = null',
    'var marked : set of T = {}',
    'var chosen : T or null = null',
    'var passed : bool = false',
    'thread t[i in T] {',
    'start a',
    'rests c',
    'var own : T',
    'go: a -> b when x[i] < 2 do { own = i }',
    'on: b -> c while chosen != i',
    ...lines,
    extra === '' ? '' : `extra: ${extra}`,
    '}',
    '}',
    'deadlock free',
    `invariant i: ${condition.replaceAll('t[', 'h.t[').replaceAll(/\b(x|marked|chosen|passed)\b/g, 'h.$1')}`,
  ].join('\n');
}
