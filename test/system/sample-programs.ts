// Small programs whose state graphs are known by counting. In: sizes. Out: Programs.

import type { Program } from '../../src/ir/program.ts';
import { and, cell, compare, eq, num, ProgramBuilder, plus, range, set } from './build-program.ts';

/**
 * Philosophers take the left fork, then the right one, and put them back in the same order. A state is, for
 * each fork, nobody or one of its two neighbours: 3^n, less the one where each holds only the right fork.
 * Each philosopher's four actions are enabled in 2, 1, 1 and 2 times 3^(n-2) states, the last less one.
 */
export function philosophers(n: number): Program {
  const b = new ProgramBuilder();
  const forks = Array.from({ length: n }, (_, i) => b.cell(`fork[${i}]`, { kind: 'bool' }));
  const mutexes = forks.map((fork, i) => b.object('mutex', `fork[${i}]`, [fork]));
  for (let i = 0; i < n; i++) {
    const task = b.thread(`phil[${i}]`, ['thinks', 'left', 'eats', 'right']);
    const take = (name: string, fork: number, from: string, to: string) =>
      b.action({
        name,
        move: [task, from, to],
        operation: eq(forks[fork] as number, 0),
        wait: {
          kind: 'semaphore',
          object: mutexes[fork] as number,
          on: [`fork[${fork}]`],
          family: 'fork',
        },
        effects: [set(forks[fork] as number, 1)],
      });
    const put = (name: string, fork: number, from: string, to: string) =>
      b.action({ name, move: [task, from, to], effects: [set(forks[fork] as number, 0)] });
    take('take_left', i, 'thinks', 'left');
    take('take_right', (i + 1) % n, 'left', 'eats');
    put('put_left', i, 'eats', 'right');
    put('put_right', (i + 1) % n, 'right', 'thinks');
  }
  b.property({ kind: 'deadlock', name: 'deadlock' });
  return b.build();
}

/** `count` independent counters from 0 to `last`: (last + 1)^count states, count * last deep. */
export function counters(count: number, last: number): Program {
  const b = new ProgramBuilder();
  const values = Array.from({ length: count }, (_, i) => b.cell(`x${i}`, range(0, last)));
  values.forEach((value, i) => {
    const task = b.thread(`t${i}`, ['counts'], { rests: ['counts'] });
    b.action({
      name: 'step',
      move: [task, 'counts', 'counts'],
      guard: compare('<', cell(value), num(last)),
      effects: [set(value, plus(cell(value), num(1)))],
    });
  });
  const full = and(...values.map(value => eq(value, last)));
  b.property({ kind: 'reachable', name: 'all_full', condition: full });
  return b.build();
}
