// Cells that can be exchanged are told apart by values together, or not at all: what holds of one in the first state holds
// of another one in a state that stands for it. In: a program with more literals than are told apart (`literals.ts`).

import { expect, it } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { check } from '../../src/verdict/check.ts';
import {
  and,
  cell,
  compare,
  eq,
  fail,
  num,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';

const MEMBERS = [0, 1] as const;
/** With fewer values than what is exchanged has, so that there is room for one of two cells. */
const FILLERS = Array.from({ length: 15 }, (_, i) => i);

/** The first state, x = [20, 0], stands beside x = [0, 20], which is less. */
function build(): Program {
  const b = new ProgramBuilder();
  const type = { name: 'Member', lo: 0, hi: 1 };
  for (const name of ['x', 't']) b.indices.set(name, [type]);
  const x = MEMBERS.map(member => b.cell(`x[${member}]`, range(0, 39), member === 0 ? 20 : 0));
  const fillers = FILLERS.map(i => b.cell(`filler${i}`, range(0, 29)));
  const [u, v] = [b.cell('u', range(0, 1)), b.cell('v', range(0, 1), 1)] as const;
  const threads = MEMBERS.map(member =>
    b.thread(`t[${member}]`, ['a', 'b'], { rests: ['a', 'b'] }),
  );
  const ticker = b.thread('ticker', ['on', 'off']);
  // They never happen, but give the cells their values.
  const never = { guard: eq(u, 1), operation: eq(v, 1) };
  const more = (id: number) => [set(id, plus(cell(id), num(1)), fail('range'))];
  for (const member of MEMBERS) {
    const [own, task] = [x[member] ?? 0, threads[member] ?? 0];
    b.action({ name: 'go', move: [task, 'a', 'b'], guard: eq(own, 0), effects: [set(own, 1)] });
    b.action({ name: 'wild', move: [task, 'a', 'a'], ...never, effects: more(own) });
  }
  b.action({ name: 'tick', move: [ticker, 'on', 'off'], effects: [set(u, 1), set(v, 0)] });
  b.action({ name: 'tock', move: [ticker, 'off', 'on'], effects: [set(u, 0), set(v, 1)] });
  for (const filler of fillers)
    b.action({ name: `fill${filler}`, class: 'user', ...never, effects: more(filler) });
  const condition = and(...x.map(id => compare('!=', cell(id), num(1))));
  b.property({ kind: 'invariant', name: 'never', condition });
  return b.build();
}

const LISTS = [
  ['symmetry'],
  ['stubborn'],
  ['stubborn', 'symmetry'],
  ['deletion', 'symmetry'],
] as const;

it.each(LISTS.map(list => [list.join(), list] as const))(
  '%s finds what goes wrong',
  async (_, reductions) => {
    for (const engine of [{}, { compile: compileProgram }]) {
      const options = { host: nodeHost, properties: ['never'], reductions, ...engine };
      const { properties, refused } = await check(build(), options);
      expect(refused).toEqual([]);
      expect(properties[0]?.verdict).toBe('violated');
    }
  },
);
