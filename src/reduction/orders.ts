// Two actions in both orders, decided on what is known of pairs of values. In: all that can come of two actions
// (`outcomes.ts`). Out: whether one disturbs the other; "no" is right. Tries no values: what an action writes is a
// constant, or what a cell held before, for all states that a path of its tree leads to.

import type { CellId } from '../ir/expr.ts';
import { has } from './bit-set.ts';
import type { Budget } from './budget.ts';
import type { Ending, Outcomes } from './outcomes.ts';
import { every, type Origins, walk, where } from './tree.ts';
import type { ValuePairs, Way } from './value-pairs.ts';
import { someMeeting } from './ways.ts';

/** Why one action may not be left out when another is taken. */
export type Disturbance =
  | 'disables' // it can disable the other
  | 'blocked' // after the other it can no longer be taken
  | 'outcome'; // the two orders lead to different states

type Answer = Disturbance | null | 'unclear';

/** Thrown where more has to be known than paths tell. */
class Unclear {}

export class Orders {
  private readonly pairs: ValuePairs;
  private readonly budget: Budget;
  /** By action: whether all its ways are exact. */
  private readonly exact: boolean[] = [];
  /** Answers that were found on the way, by `keyOf`. */
  private readonly known = new Map<number, Answer>();
  private left = 0;

  constructor(pairs: ValuePairs, budget: Budget) {
    this.pairs = pairs;
    this.budget = budget;
  }

  /**
   * Where both are enabled and `other` is taken: why `one` is disabled, or leads somewhere else than when it comes first;
   * null: never; 'unclear': the trees do not tell. What meets is looked for once for both.
   */
  disturbance(one: number, other: number): Answer {
    const known = this.known.get(keyOf(one, other));
    if (known !== undefined) return known;
    const allowed = this.budget.share();
    this.left = allowed;
    const [found, converse] = this.bothWays(one, other);
    this.budget.spend(allowed - this.left);
    this.known.set(keyOf(other, one), converse);
    return found;
  }

  private bothWays(one: number, other: number): readonly [Answer, Answer] {
    try {
      return this.search(one, other);
    } catch (thrown) {
      if (thrown instanceof Unclear) return ['unclear', 'unclear'];
      throw thrown;
    }
  }

  private search(one: number, other: number): readonly [Answer, Answer] {
    const [first, second] = [this.pairs.outcomesOf(one), this.pairs.outcomesOf(other)];
    if (first === null || second === null) return [null, null];
    if (!this.isExact(one) || !this.isExact(other)) throw new Unclear();
    let found: Answer = null;
    let converse: Answer = null;
    someMeeting(one, other, this.pairs, (left, right, set) => {
      if (!this.pairs.consistent(set)) return false;
      found ??= this.inWays(first, left, second, right, set);
      converse ??= this.inWays(second, right, first, left, set);
      return found !== null && converse !== null;
    });
    return [found, converse];
  }

  private isExact(action: number): boolean {
    const known = this.exact[action];
    if (known !== undefined) return known;
    const found = this.pairs.waysOf(action).every(({ ending }) => ending.exact);
    this.exact[action] = found;
    return found;
  }

  /** In states in which both end in one way when they come first. */
  private inWays(
    one: Outcomes,
    { ending: left }: Way,
    other: Outcomes,
    { ending: right }: Way,
    set: Int32Array,
  ): Disturbance | null {
    if (right.change === null) return null;
    let reason: Disturbance | null = null;
    const shown = (why: Disturbance, states: Int32Array) => {
      if (!this.pairs.isConsistent(states)) return false;
      reason = why;
      return true;
    };
    const afterRight = this.pairs.originsOf(right.change);
    this.ends(one, left, set, afterRight, (ending, states) => {
      if (ending === null) return shown('disables', states);
      // Then it leads nowhere.
      if (ending.change === null) return false;
      if (left.change === null) return shown('outcome', states);
      const first = [afterRight, this.pairs.originsOf(ending.change)] as const;
      const afterLeft = this.pairs.originsOf(left.change);
      return this.ends(other, right, states, afterLeft, (last, inBoth) => {
        if (last === null || last.change === null) return shown('blocked', inBoth);
        const second = [afterLeft, this.pairs.originsOf(last.change)] as const;
        return this.differ(first, second, inBoth, states => shown('outcome', states));
      });
    });
    return reason;
  }

  /**
   * How an action ends after a change; null: it is disabled. The set has been narrowed by the path of the way in which the
   * action ends without it. Sets are lent.
   */
  private ends(
    outcomes: Outcomes,
    { path }: Ending,
    set: Int32Array,
    after: Origins,
    found: (ending: Ending | null, set: Int32Array) => boolean,
  ): boolean {
    const { pairs } = this;
    const lent: Int32Array[] = [];
    let here = set;
    let over: boolean | null = null;
    const { start } = outcomes;
    for (let i = 0; i < start.length; i++) {
      const members = start[i] as readonly number[];
      const any = members[0];
      if (any === undefined) {
        over = found(null, here);
        break;
      }
      const cell = pairs.literals.cellOf(any);
      if (after.has(cell)) {
        const elsewhere = where(here, cell, this.othersThan(members, cell), after, pairs);
        if (elsewhere !== null) {
          const shown = found(null, elsewhere);
          if (elsewhere !== here) pairs.release(elsewhere);
          if (shown) {
            over = true;
            break;
          }
        }
      } else if (every(here, members)) continue;
      const narrowed = where(here, cell, members, after, pairs);
      if (narrowed === null) {
        over = false;
        break;
      }
      if (narrowed !== here) lent.push(narrowed);
      here = narrowed;
    }
    const told = { path, first: start.length, except: after };
    over ??= walk(
      outcomes,
      here,
      after,
      pairs,
      (ending, states) => {
        this.left -= 1;
        if (this.left < 0 || ending?.exact === false) throw new Unclear();
        return found(ending, states);
      },
      told,
    );
    for (let i = 0; i < lent.length; i++) pairs.release(lent[i] as Int32Array);
    return over;
  }

  private othersThan(members: readonly number[], cell: CellId): number[] {
    return this.pairs.literals.of(cell).filter(literal => !members.includes(literal));
  }

  /** Whether some cell can hold different values after two changes as after two others. */
  private differ(
    left: Both,
    right: Both,
    set: Int32Array,
    shown: (set: Int32Array) => boolean,
  ): boolean {
    let found = false;
    const look = (_: number, cell: CellId) => {
      if (found) return;
      const a = through(left, cell);
      const b = through(right, cell);
      found = a !== b && this.mayDiffer(a, b, set, shown);
    };
    left[0].forEach(look);
    left[1].forEach(look);
    right[0].forEach(look);
    right[1].forEach(look);
    return found;
  }

  private mayDiffer(
    a: number,
    b: number,
    set: Int32Array,
    shown: (set: Int32Array) => boolean,
  ): boolean {
    const { pairs } = this;
    const { literals } = pairs;
    for (const left of this.literalsOf(a, set)) {
      const here = a < 0 ? set.slice() : set;
      if (a < 0 && !pairs.narrow(here, [left])) continue;
      for (const right of this.literalsOf(b, here)) {
        if (literals.valueOf(left) === literals.valueOf(right)) continue;
        const both = here.slice();
        if ((b >= 0 || pairs.narrow(both, [right])) && shown(both)) return true;
      }
    }
    return false;
  }

  /** The literal of a constant, or those that can hold. */
  private literalsOf(origin: number, set: Int32Array): number[] {
    if (origin >= 0) return [origin];
    return this.pairs.literals.of(-1 - origin).filter(literal => has(set, literal));
  }
}

function keyOf(one: number, other: number): number {
  return one * 2 ** 20 + other;
}

/** One change after another. */
type Both = readonly [Origins, Origins];

/** Where the value of a cell comes from after both. */
function through(changes: Both, cell: CellId): number {
  const last = changes[1].get(cell) ?? -1 - cell;
  return last >= 0 ? last : (changes[0].get(-1 - last) ?? last);
}
