import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { causeOfAction, causeOfDeadlock } from '../../src/verdict/cause.ts';
import type { BlockedTask, WaitFor } from '../../src/verdict/result.ts';
import { ProgramBuilder } from '../system/build-program.ts';

const b = new ProgramBuilder();
const first = b.thread('src.send[0]', ['a']);
const second = b.thread('src.send[1]', ['a']);
const loop = b.loop('dst.main_loop', 1);
const incoming = b.task(loop, 'incoming', ['a']);
const put = [first, second, incoming].map(task =>
  b.action({ name: 'put', move: [task, 'a', 'a'] }),
);
const deliver = b.action({ name: 'deliver', path: 'multifd[1].deliver' });
const program = b.build();

const wait = (kind: WaitFor['kind'], family: string): WaitFor => ({
  kind,
  family,
  object: null,
  on: `${family}[7]`,
  action: 0,
  conjunct: 0,
  wakers: [],
  released: [],
});
const blocked = (process: number, knot: boolean, ...waits: WaitFor[]): BlockedTask => ({
  task: process,
  process,
  knot,
  waits,
});
const digest = (...lines: string[]) =>
  createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);

test('a deadlock: the sorted waits of the knot, replicated members once', () => {
  const waits = [
    blocked(1, true, wait('semaphore', 'sem'), wait('recv', 'main')),
    blocked(0, true, wait('recv', 'main')),
    blocked(2, false, wait('page', 'ram')),
  ];
  const expected = digest('deadlock', 'src.send recv main', 'src.send semaphore sem');
  expect(causeOfDeadlock(program, 'deadlock', waits)).toBe(expected);
  expect(causeOfDeadlock(program, 'deadlock', waits.toReversed())).toBe(expected);
  expect(causeOfDeadlock(program, 'deadlock', [blocked(2, true)])).toBe(
    digest('deadlock', 'dst.main_loop'),
  );
});

test('an action: its declaration, not its instance', () => {
  const causes = put.map(action => causeOfAction(program, 'errors', action));
  expect(causes).toEqual([
    digest('errors', 'src.send.put'),
    digest('errors', 'src.send.put'),
    digest('errors', 'dst.main_loop.incoming.put'),
  ]);
  expect(causeOfAction(program, 'errors', deliver)).toBe(digest('errors', 'multifd.deliver'));
  expect(causeOfAction(program, 'small', null)).toBe(digest('small', 'initial'));
});
