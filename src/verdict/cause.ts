// The cause of a violation as a short hash that stays the same while the model's size changes. In: what
// went wrong. Out: the first 12 hex digits of a SHA-256. Indices of replication and call paths do not
// enter it, nor do states.

import { createHash } from 'node:crypto';
import type { Action, Process, Program, Task } from '../ir/program.ts';
import type { BlockedTask } from './result.ts';

/** Over the knot's (thread, wait kind, object), sorted, each once. */
export function causeOfDeadlock(
  program: Program,
  property: string,
  blocked: readonly BlockedTask[],
): string {
  const waits = blocked
    .filter(({ knot }) => knot)
    .flatMap(({ process, waits: own }) => {
      const { family } = program.processes[process] as Process;
      // A thread that waits for nothing at all still stands for itself.
      return own.length === 0 ? [family] : own.map(wait => `${family} ${wait.kind} ${wait.family}`);
    });
  return hash([property, ...[...new Set(waits)].sort()]);
}

/** Over the action that made it so; null where it was so from the start. */
export function causeOfAction(program: Program, property: string, action: number | null): string {
  const found = action === null ? undefined : program.actions[action];
  return hash([property, found === undefined ? 'initial' : actionFamily(program, found)]);
}

/** Over the words that name what never happens. */
export function causeOfIdle(what: string): string {
  return hash(['vacuity', what]);
}

/** The action without indices of replication and without the calls that led to it. */
export function actionFamily(program: Program, action: Action): string {
  const [move] = action.moves;
  if (move === undefined) return action.path.replaceAll(/\[[^\]]*\]/g, '');
  return `${taskFamily(program, program.tasks[move.task] as Task)}.${action.name}`;
}

/** The task without indices of replication. */
export function taskFamily(program: Program, task: Task): string {
  const { family } = program.processes[task.process] as Process;
  return task.name === null ? family : `${family}.${task.name}`;
}

function hash(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);
}
