// Actions that never fire in a complete space. In: its states, one after another. Out: the actions that are left,
// each with how far its guard has ever held. What that means for a report is said elsewhere.

import { readsOf } from '../ir/access.ts';
import type { CellId } from '../ir/expr.ts';
import type { Action, Conjunct, Program, Task } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { Projection } from './projection.ts';
import type { NeverTrue } from './withheld.ts';

/** An expansion that has not fired so far. */
interface Candidate {
  readonly action: Action;
  readonly declaration: string;
  /** It would be missed: it is declared, and the control flow leads to it. */
  readonly listed: boolean;
  readonly reads: ReadonlySet<CellId>;
  /** Of what the guard reads. */
  readonly seen: Projection;
  /** Conjuncts that have held together, beginning with the first. */
  held: number;
}

/** With the conjunct that was never true in a state where all before it are. */
export interface IdleExpansion extends Candidate, NeverTrue {
  readonly conjunct: Conjunct;
}

/** Candidates by the one value of a cell with which anything of their guards holds. */
interface Place {
  readonly at: CellId;
  readonly from: readonly (readonly Candidate[] | undefined)[];
}

export class IdleActions {
  private readonly system: Interpreter;
  private open: readonly Candidate[];
  private anywhere: readonly Candidate[] = [];
  private places: readonly Place[] = [];

  /** `listed`: whether the action would be missed. `declarationOf`: those that fire or are idle together. */
  constructor(
    system: Interpreter,
    listed: (action: Action) => boolean,
    declarationOf: (action: Action) => string,
  ) {
    this.system = system;
    const { actions, cells } = system.program;
    this.open = actions.map(action => {
      const reads = readsOfGuard(action);
      return {
        action,
        declaration: declarationOf(action),
        listed: listed(action),
        reads,
        seen: new Projection(reads, cells),
        held: 0,
      };
    });
    this.arrange();
  }

  look(state: StateVector): void {
    let fired = this.lookAt(this.anywhere, state, null);
    for (let i = 0; i < this.places.length; i++) {
      const { at, from } = this.places[i] as Place;
      fired = this.lookAt(from[state[at] as number], state, fired);
    }
    if (fired === null) return;
    this.open = this.open.filter(one => fired?.has(one.declaration) !== true);
    this.arrange();
  }

  /** Cells that are asked for while these are open. */
  reads(): Set<CellId> {
    return new Set(this.open.flatMap(one => [...one.reads]));
  }

  idle(): IdleExpansion[] {
    return this.open.map(one => {
      const conjunct = one.action.guard[one.held];
      if (conjunct === undefined) throw new Error(`action ${one.action.id} has fired`);
      const conditions = one.action.guard.map(({ condition }) => condition);
      return { ...one, conjunct, conditions, effects: one.action.effects };
    });
  }

  /** Adds the declarations of those that fire. */
  private lookAt(
    candidates: readonly Candidate[] | undefined,
    state: StateVector,
    fired: Set<string> | null,
  ): Set<string> | null {
    if (candidates === undefined) return fired;
    let found = fired;
    for (const one of candidates) {
      if (this.fires(one, state)) found = (found ?? new Set()).add(one.declaration);
    }
    return found;
  }

  private fires(candidate: Candidate, state: StateVector): boolean {
    if (!candidate.seen.isNew(state)) return false;
    const { guard } = candidate.action;
    for (const [i, { condition }] of guard.entries()) {
      if (this.system.evaluate(condition, state) !== 0) continue;
      candidate.held = Math.max(candidate.held, i);
      return false;
    }
    return true;
  }

  private arrange(): void {
    const anywhere: Candidate[] = [];
    const places = new Map<CellId, Candidate[][]>();
    for (const one of this.open) {
      const start = startOf(this.system.program, one.action);
      if (start === null) {
        anywhere.push(one);
        continue;
      }
      const from = places.get(start.at) ?? [];
      places.set(start.at, from);
      const there = from[start.value] ?? [];
      from[start.value] = there;
      there.push(one);
    }
    this.anywhere = anywhere;
    this.places = [...places].map(([at, from]) => ({ at, from }));
  }
}

function readsOfGuard({ guard }: Action): Set<CellId> {
  const reads = new Set<CellId>();
  for (const { condition } of guard) readsOf(condition, reads);
  return reads;
}

/** Where its first mover is elsewhere, the first conjunct is false: of its guard nothing holds. */
function startOf(
  { tasks }: Program,
  { moves, guard }: Action,
): { readonly at: CellId; readonly value: number } | null {
  const [move] = moves;
  const [first] = guard;
  if (move === undefined || first === undefined) return null;
  const { at } = tasks[move.task] as Task;
  const { condition } = first;
  if (condition.kind !== 'compare' || condition.operator !== '==') return null;
  const { left, right } = condition;
  const isThere = left.kind === 'cell' && left.cell === at && right.kind === 'const';
  return isThere ? { at, value: right.value } : null;
}
