// The successors of one state: every action is tried where its task is. In: the actions of a program. Out: code
// that writes the successors one after another. System actions come apart from the others, so that their
// successors alone say whether something is owed.

import { writesOf } from '../ir/access.ts';
import { canFail } from '../ir/can-fail.ts';
import type { Expr } from '../ir/expr.ts';
import type { Action } from '../ir/program.ts';
import { Code, type Label } from '../wasm/code.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { maskWords } from './bit-locals.ts';
import { type Context, fieldOf, readRaw } from './context.ts';
import { rawOf } from './encoding.ts';
import { emitTest, emitWordTests } from './expression.ts';
import { CHEAP, costOf } from './flat.ts';
import { divide, type Guard } from './guard.ts';
import { FAILED, type Parts } from './parts.ts';
import { emitEffects } from './statement.ts';

/** The actions of one task that are system actions, or that are not; null: actions without movers. */
export interface Group {
  readonly task: number | null;
  readonly system: boolean;
  readonly byLocation: ReadonlyMap<number, readonly Action[]>;
}

export function actionGroups({ program, possible }: Parts): Group[] {
  const groups = new Map<string, Group & { readonly byLocation: Map<number, Action[]> }>();
  for (const action of program.actions) {
    if (possible[action.id] !== true) continue;
    const move = action.moves[0];
    const task = move?.task ?? null;
    const system = action.class === 'system';
    const key = `${task} ${system}`;
    const group = groups.get(key) ?? { task, system, byLocation: new Map() };
    groups.set(key, group);
    const from = move?.from ?? 0;
    const known = group.byLocation.get(from);
    if (known === undefined) group.byLocation.set(from, [action]);
    else known.push(action);
  }
  return [...groups.values()];
}

/** Locals of a function that writes successors. */
export interface Frame {
  readonly code: Code;
  /** The state to be expanded. */
  readonly words: readonly number[];
  readonly next: readonly number[];
  /** Where the next successor goes. */
  readonly out: number;
  /** null: all actions are tried, and all successors are written. */
  readonly choice: Choice | null;
}

/** Sets of actions, as locals with their words. */
export interface Choice {
  /** Their successors are written. */
  readonly chosen: readonly number[];
  /** They are taken: the chosen ones, and enabled ones of which it must be known whether they go wrong. */
  readonly taken: readonly number[];
  /** Actions that may be taken without being chosen. */
  readonly watched: ReadonlySet<number>;
}

function setsOf(choice: Choice | null): readonly number[] {
  return choice === null ? [] : [...choice.chosen, ...choice.taken];
}

/** A group as a function: parameters are `out`, the words and those of a choice, the result is `out`. */
function moverFunction(group: Group, { words, choice }: Frame, parts: Parts): number {
  const { module, packing } = parts;
  const sets = setsOf(choice);
  const types: ValType[] = [...words, ...sets].map(() => 'i64');
  const index = module.declare({ parameters: ['i32', ...types], results: ['i32'] });
  const code = new Code(1 + types.length);
  const parameters = types.map((_, i) => 1 + i);
  const [chosenAt, size] = [packing.words, choice?.chosen.length ?? 0];
  const takenAt = chosenAt + size;
  const frame: Frame = {
    code,
    out: 0,
    words: parameters.slice(0, chosenAt),
    next: words.map(() => code.local('i64')),
    choice: choice && {
      ...choice,
      chosen: parameters.slice(chosenAt, takenAt),
      taken: parameters.slice(takenAt),
    },
  };
  emitGroup(group, frame, parts);
  code.get(frame.out);
  module.define(index, code);
  return index;
}

/**
 * All groups of one kind: in place, which takes less time per transition, or as calls where one function would
 * grow large. Compiling it takes more than linear time, which is not worth it for the labelled module.
 */
export function emitMoves(groups: readonly Group[], frame: Frame, parts: Parts): void {
  const actions = parts.possible.filter(possible => possible).length;
  for (const group of groups) {
    if (!parts.labelled && actions <= MOST_IN_PLACE) {
      emitGroup(group, frame, parts);
      continue;
    }
    const index = moverFunction(group, frame, parts);
    frame.code.get(frame.out);
    const { choice, words } = frame;
    for (const word of [...words, ...setsOf(choice)]) frame.code.get(word);
    frame.code.call(index).set(frame.out);
  }
}

const MOST_IN_PLACE = 300;

/** A jump by the task's location, then one attempt after another. */
function emitGroup({ task, byLocation }: Group, frame: Frame, parts: Parts): void {
  const { code, choice } = frame;
  if (choice === null) {
    emitAttempts(task, byLocation, frame, parts);
    return;
  }
  const members = [...byLocation.values()].flat().map(({ id }) => id);
  anyOf(choice.taken, members, code);
  code.if(() => emitAttempts(task, byLocation, frame, parts));
}

function emitAttempts(
  task: Group['task'],
  byLocation: Group['byLocation'],
  frame: Frame,
  parts: Parts,
): void {
  const attempt = (actions: readonly Action[]) => {
    for (const action of actions) attemptAction(action, frame, parts);
  };
  const at = task === null ? undefined : parts.program.tasks[task]?.at;
  if (at === undefined) {
    for (const actions of byLocation.values()) attempt(actions);
    return;
  }
  const field = fieldOf(parts, at);
  const locations = [...byLocation].flatMap(([location, actions]) => {
    const raw = rawOf(field, location);
    return raw === null ? [] : [{ raw, actions }];
  });
  frame.code.block(exit => dispatch(at, locations, exit, attempt, frame, parts));
}

function dispatch(
  at: number,
  locations: readonly { readonly raw: number; readonly actions: readonly Action[] }[],
  exit: Label,
  attempt: (actions: readonly Action[]) => void,
  { code, words }: Frame,
  parts: Parts,
): void {
  const targets = new Map<number, Label>();
  const open = (i: number): void => {
    const entry = locations[i];
    if (entry === undefined) {
      readRaw({ ...parts, code, words, failed: exit }, fieldOf(parts, at));
      code.op('i32.wrap_i64');
      const highest = Math.max(...locations.map(({ raw }) => raw));
      code.brTable(
        Array.from({ length: highest + 1 }, (_, raw) => targets.get(raw) ?? exit),
        exit,
      );
      return;
    }
    code.block(label => {
      targets.set(entry.raw, label);
      open(i + 1);
    });
    attempt(entry.actions);
    code.br(exit);
  };
  open(0);
}

/** The guard, the effects on a copy of the words, the successor. */
function attemptAction(action: Action, frame: Frame, parts: Parts): void {
  const { code, words, next, out, choice } = frame;
  const { globals, packing, program } = parts;
  const guard = divide(
    action.guard.map(({ condition }) => condition),
    packing,
    locationOf(action, parts),
  );
  if (guard === null) return;
  code.block(over => {
    code.block(failed => {
      const reading: Context = { ...parts, code, words, failed };
      if (choice !== null) {
        anyOf(choice.taken, [action.id], code);
        code.op('i32.eqz').brIf(over);
      }
      // Of an action that is taken only what can go wrong has to be read again.
      const isRead = choice === null || action.guard.some(({ condition }) => canFail(condition));
      if (isRead) emitGuard(guard, over, reading);
      const changed = changedWords(action, parts);
      const after = words.map((word, w) => (changed.has(w) ? (next[w] as number) : word));
      for (const w of changed) code.get(words[w] as number).set(next[w] as number);
      emitEffects(action.effects, guard.known, { program, packing, code, words: after, failed });
      if (choice?.watched.has(action.id) === true) {
        anyOf(choice.chosen, [action.id], code);
        code.op('i32.eqz').brIf(over);
      }
      for (const [w, word] of after.entries()) {
        code
          .get(out)
          .get(word)
          .store('i64', 8 * w);
      }
      code
        .get(out)
        .i32(8 * packing.words)
        .op('i32.add')
        .set(out);
      if (parts.labelled) {
        code.getGlobal(globals.labels);
        code.if(() => {
          code.getGlobal(globals.labels).i32(action.id).store('i32');
          code.getGlobal(globals.labels).i32(4).op('i32.add').setGlobal(globals.labels);
        });
      }
      code.br(over);
    });
    // An action whose guard goes wrong is enabled, too: taking it is the error.
    const bits = FAILED.SOME | (action.class === 'system' ? FAILED.SYSTEM : 0);
    code.getGlobal(globals.failed).i32(bits).op('i32.or').setGlobal(globals.failed);
  });
}

/**
 * Branches to `over` where the guard does not hold. What takes few instructions and cannot go wrong is evaluated
 * together, for one jump.
 */
function emitGuard({ tests, rest }: Guard, over: Label, context: Context): void {
  const { code, failed } = context;
  const holds = code.local('i32');
  let pending = 0;
  const flush = () => {
    if (pending > 0) code.get(holds).op('i32.eqz').brIf(over);
    pending = 0;
  };
  const take = (cost: number) => {
    if (pending > 0) code.get(holds).op('i32.and');
    code.set(holds);
    pending += cost;
    if (pending > CHEAP) flush();
  };
  const conjunct = (condition: Expr): void => {
    if (condition.kind === 'and') {
      condition.operands.forEach(conjunct);
      return;
    }
    if (condition.kind === 'checked' && costOf(condition.condition, context) <= CHEAP) {
      emitTest(condition.condition, context);
      code.op('i32.eqz');
      if (pending > 0) code.get(holds).op('i32.and');
      code.brIf(failed);
      conjunct(condition.value);
      return;
    }
    const cost = costOf(condition, context);
    if (cost > CHEAP) flush();
    emitTest(condition, context);
    take(cost);
  };
  if (tests.length > 0) {
    emitWordTests(tests, context);
    take(4 * tests.length);
  }
  rest.forEach(conjunct);
  flush();
}

/** Pushes an i32: 1 where some of these actions are in a set. */
function anyOf(set: readonly number[], actions: readonly number[], code: Code): void {
  const masks = maskWords(actions, set.length).flatMap((mask, w) => {
    const local = set[w];
    return mask === 0n || local === undefined ? [] : [{ local, mask }];
  });
  masks.forEach(({ local, mask }, i) => {
    code.get(local).i64(mask).op('i64.and');
    if (i > 0) code.op('i64.or');
  });
  code.i64(0).op('i64.ne');
}

/** The comparison that the jump by location has already made. */
function locationOf(action: Action, parts: Parts): readonly [number, number] | null {
  const move = action.moves[0];
  const at = move === undefined ? undefined : parts.program.tasks[move.task]?.at;
  if (move === undefined || at === undefined) return null;
  const raw = rawOf(fieldOf(parts, at), move.from);
  return raw === null ? null : [at, raw];
}

function changedWords({ effects }: Action, { program, packing }: Parts): ReadonlySet<number> {
  const written = new Set<number>();
  for (const effect of effects) {
    for (const cell of writesOf(effect, program.queues))
      written.add(fieldOf({ packing }, cell).word);
  }
  return written;
}
