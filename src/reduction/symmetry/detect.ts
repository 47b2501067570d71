// Finds the symmetry of a program: which members of its named ranges can be exchanged, or turned in a circle, so
// that actions, places to rest and checked properties stay the same. In: a program and what is asked of it. Out:
// a program prepared for it, the group, and for each type without symmetry what tells its members apart. What a
// model declares `symmetric` is looked at in the same way.

import type { IndexType, Program } from '../../ir/program.ts';
import type { ValueType } from '../../ir/value-type.ts';
import { type Asked, type Distinction, distinction } from './closed.ts';
import { type Block, groupOf, orderOf, type SymmetryGroup } from './group.ts';
import { prepare, rotation } from './prepare.ts';
import { type Permutation, type Renaming, renamingOf } from './renaming.ts';

/** Every state found costs a look at all its images: more elements than this a group does not have. */
export const MOST_ELEMENTS = 720;

export interface Symmetry {
  /** Same cells and action ids; cells may have values beside their type's, and dead ones are reset. */
  readonly program: Program;
  /** null: nothing is symmetric. */
  readonly group: SymmetryGroup | null;
  readonly refused: readonly { readonly type: string; readonly by: Distinction | null }[];
}

export function symmetryOf(
  program: Program,
  asked: readonly Asked[],
  quiescence: boolean,
): Symmetry {
  const types = typesOf(program);
  const observed = { expressions: asked.map(({ expression }) => expression), quiescence };
  const prepared = prepare(program, types, observed);
  const blocks: Block[] = [];
  const refused: { type: string; by: Distinction | null }[] = [];
  let order = 1;
  for (const type of types) {
    const found = blocksOf(prepared, asked, type);
    if (found.blocks.length === 0) refused.push({ type: type.name, by: found.by });
    for (const block of found.blocks) {
      const fitting = cut(block, Math.floor(MOST_ELEMENTS / order));
      if (fitting === null) continue;
      blocks.push(fitting);
      order *= orderOf(fitting);
    }
  }
  const group = blocks.length === 0 ? null : groupOf(blocks);
  return { program: group === null ? program : prepared, group, refused };
}

/** Fewer members, where a block has too many orders; null if one member would be left. */
function cut(block: Block, most: number): Block | null {
  if (orderOf(block) <= most) return block;
  if (block.kind === 'turn' || block.members.length <= 2) return null;
  const members = block.members.slice(0, -1);
  return cut({ ...block, members, generators: block.generators.slice(0, -1) }, most);
}

/** Ranges with a name and at least two values, by name. */
function typesOf(program: Program): IndexType[] {
  const types = new Map<string, IndexType>();
  const add = (type: IndexType) => {
    if (type.lo < type.hi) types.set(type.name, type);
  };
  for (const dims of program.replication.indices.values()) {
    for (const dim of dims) if (dim !== null) add(dim);
  }
  for (const { type } of program.cells) for (const range of rangesIn(type)) add(range);
  return [...types.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function rangesIn(type: ValueType): IndexType[] {
  switch (type.kind) {
    case 'range':
      return type.name === null ? [] : [{ name: type.name, lo: type.lo, hi: type.hi }];
    case 'set':
    case 'nullable':
      return rangesIn(type.of);
    case 'record':
      return type.fields.flatMap(field => rangesIn(field.type));
    case 'message':
      return type.members.flatMap(({ fields }) => fields.flatMap(field => rangesIn(field.type)));
    case 'bool':
    case 'enum':
      return [];
  }
}

/** Exchanging is an equivalence: a with b and b with c give a with c. */
function blocksOf(
  program: Program,
  asked: readonly Asked[],
  type: IndexType,
): { blocks: Block[]; by: Distinction | null } {
  let by: Distinction | null = null;
  const verified = (permutation: Permutation): Renaming | null => {
    const renaming = renamingOf(program, permutation);
    const suspect = by?.action ?? null;
    const found = renaming === null ? null : distinction(program, asked, renaming, suspect);
    if (found !== null) by = found;
    return found === null ? renaming : null;
  };
  const { name, lo, hi } = type;
  if (hi - lo >= MOST_MEMBERS) return { blocks: [], by };
  const classes: { members: number[]; generators: Renaming[] }[] = [];
  for (let value = lo; value <= hi; value++) {
    const joined = classes.some(({ members, generators }) => {
      const renaming = verified(exchange(type, members.at(-1) as number, value));
      if (renaming !== null) {
        members.push(value);
        generators.push(renaming);
      }
      return renaming !== null;
    });
    if (!joined) classes.push({ members: [value], generators: [] });
  }
  const blocks = classes
    .filter(({ members }) => members.length > 1)
    .map((one): Block => ({ type: name, kind: 'exchange', ...one }));
  if (blocks.length > 0 || hi - lo < 2) return { blocks, by };
  const told = by;
  const turn = verified(rotation(type));
  if (turn === null) return { blocks, by: told };
  const members = Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
  return { blocks: [{ type: name, kind: 'turn', members, generators: [turn] }], by };
}

/** Larger ranges are numbers. */
const MOST_MEMBERS = 32;

function exchange({ name, lo, hi }: IndexType, a: number, b: number): Permutation {
  const to = Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
  to[a - lo] = b;
  to[b - lo] = a;
  return { type: name, lo, to };
}
