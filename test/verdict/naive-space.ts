// All states of a small program in a map, and the definitions of the analyses taken word by word: every
// question is a search of its own. In: a program. Out: what the analyses of the graph must agree with.

import type { Expr } from '../../src/ir/expr.ts';
import type { OrderPair, Program } from '../../src/ir/program.ts';
import { type Interpreter, interpreter } from '../../src/system/interpreter.ts';
import { isTrue } from '../../src/verdict/properties.ts';

export interface NaiveState {
  readonly key: string;
  readonly state: Int32Array;
  readonly depth: number;
  readonly edges: readonly { readonly action: number; readonly to: string }[];
  readonly failing: readonly { readonly action: number; readonly assertion: boolean }[];
  /** No system action is enabled. */
  readonly quiescent: boolean;
  readonly accepted: boolean;
}

export class NaiveSpace {
  readonly system: Interpreter;
  readonly states = new Map<string, NaiveState>();

  constructor(program: Program) {
    this.system = interpreter(program);
    let level = [this.system.initial()];
    for (let depth = 0; level.length > 0; depth++) {
      const next: Int32Array[] = [];
      for (const state of level) {
        if (this.states.has(String(state))) continue;
        this.states.set(String(state), this.look(state, depth, next));
      }
      level = next;
    }
  }

  private look(state: Int32Array, depth: number, next: Int32Array[]): NaiveState {
    const edges: { action: number; to: string }[] = [];
    const failing: { action: number; assertion: boolean }[] = [];
    let quiescent = true;
    for (const { id, class: kind } of this.program.actions) {
      const fired = this.system.fire(state, id);
      if (fired === null) continue;
      if (kind === 'system') quiescent = false;
      if (fired.next === null) {
        failing.push({ action: id, assertion: fired.failure.error === 'assert' });
      } else {
        edges.push({ action: id, to: String(fired.next) });
        next.push(fired.next);
      }
    }
    const accepted = this.system.accepted(state);
    return { key: String(state), state, depth, edges, failing, quiescent, accepted };
  }

  get program(): Program {
    return this.system.program;
  }

  at(key: string): NaiveState {
    const found = this.states.get(key);
    if (found === undefined) throw new Error('no such state');
    return found;
  }

  satisfies({ state }: NaiveState, condition: Expr): boolean {
    return isTrue(this.system.evaluate(condition, state));
  }

  /** What system and user actions lead to, never through a state that is `barred`. */
  *ahead(from: NaiveState, barred: (one: NaiveState) => boolean): Generator<NaiveState> {
    const seen = new Set<string>([from.key]);
    for (const key of seen) {
      const one = this.at(key);
      if (barred(one)) continue;
      yield one;
      for (const { action, to } of one.edges) if (!this.isFault(action)) seen.add(to);
    }
  }

  isFault(action: number): boolean {
    return this.program.actions[action]?.class === 'fault';
  }

  canReach(from: NaiveState, condition: Expr): boolean {
    return [...this.ahead(from, () => false)].some(one => this.satisfies(one, condition));
  }

  isStuck(from: NaiveState, task: number): boolean {
    const { accepted } = this.program.tasks[task] ?? {};
    if (accepted !== undefined && this.satisfies(from, accepted)) return false;
    const moves = ({ action }: { action: number }) =>
      !this.isFault(action) &&
      this.program.actions[action]?.moves.some(move => move.task === task) === true;
    return ![...this.ahead(from, () => false)].some(
      one => one.edges.some(moves) || one.failing.some(moves),
    );
  }

  isGoal(one: NaiveState): boolean {
    const goals = this.program.properties.filter(property => property.kind === 'goal');
    if (goals.length === 0) return one.quiescent && one.accepted;
    return goals.some(goal => this.satisfies(one, goal.condition));
  }

  isDoomed(from: NaiveState, violates: (one: NaiveState) => boolean): boolean {
    return ![...this.ahead(from, violates)].some(one => this.isGoal(one));
  }

  /** Ways in which the second action fires, over states with and without the first. */
  orderOf({ first, second }: OrderPair) {
    const seen = new Map<string, number>([[`${[...this.states.keys()][0]}|0`, 0]]);
    const [before, after]: [number[], number[]] = [[], []];
    let firstFires = false;
    for (const [node, depth] of seen) {
      const [key = '', layer] = node.split('|');
      for (const { action, to } of this.at(key).edges) {
        firstFires ||= first.includes(action);
        const next = layer === '1' || first.includes(action) ? '1' : '0';
        if (second.includes(action) && layer === '1') after.push(depth + 1);
        if (second.includes(action) && next === '0') before.push(depth + 1);
        if (!seen.has(`${to}|${next}`)) seen.set(`${to}|${next}`, depth + 1);
      }
    }
    const least = (depths: number[]) => (depths.length === 0 ? null : Math.min(...depths));
    const [b, a] = [least(before), least(after)];
    const both = b !== null && a !== null;
    const word = a !== null ? 'ALWAYS' : 'NEVER';
    const fires = firstFires && (b !== null || a !== null);
    return { word: fires ? (both ? 'EITHER' : word) : 'UNREACHABLE', before: b, after: a };
  }
}
