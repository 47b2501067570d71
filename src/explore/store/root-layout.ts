// How a packed state of any width becomes one number, its root. In: bits per word. Out: which parts are interned
// in which table, and where their ids lie in the root. Nothing here runs: `root-code.ts` makes instructions of
// it. (Collapse compression, Holzmann 1997; of parts of parts, as in Blom, Lisser, van de Pol, Weber 2009.)

/** Bits that are put together to a key or a root, from the low end on. */
export type Field =
  /** `width` bits of a word. */
  | {
      readonly kind: 'bits';
      readonly word: number;
      readonly shift: number;
      readonly width: number;
    }
  /** The id that a table has given. */
  | { readonly kind: 'id'; readonly table: number; readonly width: number };

export interface RootLayout {
  /** Bits of the root. */
  readonly bits: number;
  readonly root: readonly Field[];
  /** The fields of each table's key; those of a table come after those it refers to. */
  readonly tables: readonly (readonly Field[])[];
}

const WORD_BITS = 63;
/** Parts of a word are interned whole up to this width. */
const PART_BITS = 32;
/** Three ids make a root. */
export const ID_BITS = 21;

/** A state of one word is its own root. */
export function layoutOf(wordBits: readonly number[]): RootLayout {
  const whole = wordBits.map((width, word): Field => ({ kind: 'bits', word, shift: 0, width }));
  if (whole.length === 1) return { bits: widthOf(whole), root: whole, tables: [] };
  const tables: Field[][] = [];
  const intern = (key: readonly Field[]): Field => {
    const table = tables.push([...key]) - 1;
    return { kind: 'id', table, width: ID_BITS };
  };
  let fields = whole.flatMap(cut).map(part => (part.width <= ID_BITS ? part : intern([part])));
  while (widthOf(fields) > WORD_BITS)
    fields = inGroups(fields).map(g => (g.length > 1 ? intern(g) : (g[0] as Field)));
  return { bits: widthOf(fields), root: fields, tables };
}

export function widthOf(fields: readonly Field[]): number {
  return fields.reduce((sum, { width }) => sum + width, 0);
}

/** Parts of about equal width. */
function cut(field: Field): Field[] {
  if (field.kind === 'id' || field.width <= PART_BITS) return [field];
  const low = Math.ceil(field.width / 2);
  return [
    { ...field, width: low },
    { ...field, shift: field.shift + low, width: field.width - low },
  ];
}

/** Neighbours that fit a word together. */
function inGroups(fields: readonly Field[]): Field[][] {
  const groups: Field[][] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    if (last !== undefined && widthOf(last) + field.width <= WORD_BITS) last.push(field);
    else groups.push([field]);
  }
  return groups;
}
