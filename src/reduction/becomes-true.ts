// Whether a change can make a condition true. In: an effect of an action, for which values the condition holds. Out:
// "no" is right. The tree is walked for the state before and for the state after at the same time: as long as both
// take the same branches nothing has turned, and what the changed cells do not matter to is left out.

import { isSplit, type Origins, some, where } from './tree.ts';
import type { TruthNode, TruthSplit, TruthTree } from './truth-tree.ts';
import type { ValuePairs } from './value-pairs.ts';
import type { Effect } from './ways.ts';

interface Scene {
  readonly tree: TruthTree;
  readonly pairs: ValuePairs;
  readonly becomes: Origins;
}

/** In a state in which the effect occurs and the condition is not true, whether it may be true afterwards. */
export function becomesTrue(effect: Effect, tree: TruthTree, pairs: ValuePairs): boolean {
  const { becomes, where: states } = effect;
  return turnsBelow(tree.tree, states, [], { tree, pairs, becomes });
}

/** Where the same branches are taken before and after the effect. `path`: those, by which the set is not narrowed yet. */
function turnsBelow(
  node: TruthNode,
  set: Int32Array,
  path: (readonly number[])[],
  scene: Scene,
): boolean {
  const { tree, pairs, becomes } = scene;
  if (!isSplit(node)) return node === null && isPossible(set, path, pairs);
  const depends = tree.dependsOn(node, becomes.keys());
  if (depends === false) return false;
  if (depends === null || becomes.has(node.cell)) {
    const here = narrowedBy(set, path, pairs);
    const found = here !== null && turnsHere(node, here, scene);
    if (here !== null) pairs.release(here);
    return found;
  }
  for (let i = 0; i < node.branches.length; i++) {
    const branch = node.branches[i] as TruthSplit['branches'][number];
    if (!some(set, branch.literals)) continue;
    path.push(branch.literals);
    const found = turnsBelow(tree.nodeOf(branch), set, path, scene);
    path.pop();
    if (found) return true;
  }
  return false;
}

/** One step down with a set that is narrowed: after the effect another branch may be taken than before. */
function turnsHere(node: TruthSplit, set: Int32Array, scene: Scene): boolean {
  const { tree, becomes } = scene;
  if (!becomes.has(node.cell)) {
    return someBranch(node, set, NO_CHANGE, scene, (branch, narrowed) =>
      turnsBelow(tree.nodeOf(branch), narrowed, [], scene),
    );
  }
  return someBranch(node, set, NO_CHANGE, scene, (first, before) =>
    someBranch(node, before, becomes, scene, (second, both) =>
      turns(tree.nodeOf(first), tree.nodeOf(second), both, scene),
    ),
  );
}

/** `set`: literals of states that lead to one node before, and to the other after the effect. */
function turns(before: TruthNode, after: TruthNode, set: Int32Array, scene: Scene): boolean {
  if (before === after) return turnsBelow(before, set, [], scene);
  if (before === true || before === 'never' || after === false || after === 'never') return false;
  const { tree, pairs, becomes } = scene;
  if (isSplit(before)) {
    return someBranch(before, set, NO_CHANGE, scene, (branch, narrowed) =>
      turns(tree.nodeOf(branch), after, narrowed, scene),
    );
  }
  if (isSplit(after)) {
    return someBranch(after, set, becomes, scene, (branch, narrowed) =>
      turns(before, tree.nodeOf(branch), narrowed, scene),
    );
  }
  return pairs.isConsistent(set);
}

const NO_CHANGE: Origins = new Map();

/** Whether some branch that states of the set take, as they are after a change, is one that is looked for. */
function someBranch(
  { cell, branches }: TruthSplit,
  set: Int32Array,
  change: Origins,
  { pairs }: Scene,
  found: (branch: TruthSplit['branches'][number], set: Int32Array) => boolean,
): boolean {
  for (let i = 0; i < branches.length; i++) {
    const branch = branches[i] as TruthSplit['branches'][number];
    const narrowed = where(set, cell, branch.literals, change, pairs);
    if (narrowed === null) continue;
    const isFound = found(branch, narrowed);
    if (narrowed !== set) pairs.release(narrowed);
    if (isFound) return true;
  }
  return false;
}

function isPossible(
  set: Int32Array,
  path: readonly (readonly number[])[],
  pairs: ValuePairs,
): boolean {
  const here = narrowedBy(set, path, pairs);
  if (here === null) return false;
  const found = pairs.isConsistent(here);
  pairs.release(here);
  return found;
}

/** What of a set is left where one literal of each list holds; lent; null: nothing. */
function narrowedBy(
  set: Int32Array,
  path: readonly (readonly number[])[],
  pairs: ValuePairs,
): Int32Array | null {
  const here = pairs.copied(set);
  if (path.every(literals => pairs.narrow(here, literals))) return here;
  pairs.release(here);
  return null;
}
