// What is said of the reductions of a program: what each found in it, and what tells members apart.

import { expect, test } from 'vitest';
import type { ReductionName } from '../../src/reduction/plan.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { checkedProperties } from '../../src/verdict/check.ts';
import { standInFor } from '../../src/verdict/stand-in.ts';
import { program } from '../ir/model.ts';

const MODEL = `type T = 0..2
var seen : 0..3 = 0
var order : bool = false
var last : T or null = null
host h {
  var x[i in T] : bool = false
  thread t[i in T] {
    start a
    final c
    var own : T
    go: a -> b do { own = i; x[own] = true; if seen < 3 { seen += 1 } }
    on: b -> c do { last = i }
  }
}
deadlock free
invariant some_left: some i in T: not h.x[i]`;

function standIn(text: string, applied: readonly ReductionName[]) {
  const built = program(text);
  return standInFor(interpreter(built), applied, checkedProperties(built));
}

test('each reduction says what it found', () => {
  const { notes, refused } = standIn(MODEL, ['symmetry', 'slice', 'dead']);
  expect(refused).toEqual([]);
  // Nothing asks for `seen` either, but for all the slice knows it might leave its range.
  expect(notes).toEqual([
    { name: 'slice', text: 'leaves out order, last' },
    { name: 'dead', text: 'resets h.t[0].own, h.t[1].own, h.t[2].own' },
    { name: 'symmetry', text: 'exchanges T 0, 1, 2 in any order: 6 images of a state' },
  ]);
});

test('what tells members apart is named with its place', () => {
  const { refused } = standIn(`${MODEL}\ninvariant first: h.x[1] implies h.x[2]`, ['symmetry']);
  expect(refused).toEqual([
    { name: 'symmetry', reason: 'members of T differ in property first (test.mig:18)' },
  ]);
});

test('members that are alike are exchanged, though another one is not', () => {
  const special = MODEL.replace('do { last = i }', 'while i != 1 or x[0] do { last = i }');
  expect(standIn(special, ['symmetry']).notes).toEqual([]);
  const one = MODEL.replace('do { last = i }', 'while i != 1 or seen == 3 do { last = i }');
  expect(standIn(one, ['symmetry']).notes).toEqual([
    { name: 'symmetry', text: 'exchanges T 0, 2 in any order: 2 images of a state' },
  ]);
});
