// Symmetry: the group is what it is said to be, one representative per orbit, no verdict lost.

import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Program } from '../../src/ir/program.ts';
import { symmetryOf } from '../../src/reduction/symmetry/detect.ts';
import { type Block, groupOf } from '../../src/reduction/symmetry/group.ts';
import { program as programOfText } from '../ir/model.ts';
import { programOf } from '../models/program-of.ts';
import { searchOrbits } from './orbits.ts';

function askedOf(program: Program) {
  return program.properties.flatMap(({ name, span, ...property }) =>
    property.kind === 'invariant' ? [{ name, span, expression: property.condition }] : [],
  );
}

const detect = (program: Program) => symmetryOf(program, askedOf(program), true);

const classic = (name: string, params = {}, variant = {}) =>
  programOf(name, readFileSync(`models/classics/${name}.mig`, 'utf8'), { params, variant });

describe('the walk through a group', () => {
  it.each([1, 2, 3, 4, 5])('of all orders of %i members meets each once', size => {
    const members = Array.from({ length: size }, (_, i) => i);
    const block: Block = { type: 'T', kind: 'exchange', members, generators: [] };
    const { walk } = groupOf([block]);
    const orders = new Set([String(members)]);
    const order = [...members];
    for (const at of walk) {
      [order[at], order[at + 1]] = [order[at + 1] as number, order[at] as number];
      orders.add(String(order));
    }
    expect(orders.size).toBe(walk.length + 1);
    expect(orders.size).toBe([1, 1, 2, 6, 24, 120][size]);
  });
});

describe('orbits', () => {
  test('of philosophers are necklaces', () => {
    // Of three colours and length 6, without the one in which everybody holds a second fork (Burnside).
    const { program, group } = detect(classic('phils', { N: 6 }));
    expect(group?.order).toBe(6);
    if (group !== null) expect(searchOrbits(program, null, group)?.states.length).toBe(129);
  });
});

describe('members are told apart by', () => {
  const model = (body: string, property = '') =>
    programOfText(
      `type T = 0..1\nvar x[i in T] : 0..1 = 0\nvar y : T or null = null\nhost h {\nthread t[i in T] {\nstart a\n${body}\n}\n}\ndeadlock free\n${property}`,
    );
  const symmetric = 'go: a -> b do { x[i] = 1 }\nrests b';

  test('nothing', () => {
    expect(detect(model(symmetric)).group?.order).toBe(2);
  });

  test.each([
    ['a loop in order', `${symmetric}\neach j in T: b -> c {\n v: when x[j] == 1\n}`, '', 'action'],
    [
      'effects in order',
      'go: a -> b do { for j in T { if y == null { y = j } } }\nrests b',
      '',
      'action',
    ],
    ['a property', symmetric, 'invariant p: x[0] == 0', 'property p'],
  ])('%s', (_, body, property, what) => {
    const { group, refused } = detect(model(body, property));
    expect(group).toBeNull();
    expect(refused[0]?.by?.what).toContain(what);
  });
});
