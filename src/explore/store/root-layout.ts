// How a packed state of any width becomes one number, its root. In: bits per word; how many different parts
// were met. Out: which parts are interned in which table, and where their ids lie in the root. Nothing here runs:
// `root-code.ts` makes instructions of it. (Collapse compression, Holzmann 1997; of parts of parts, as in
// Blom, Lisser, van de Pol, Weber 2009.)

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

type Bits = Field & { readonly kind: 'bits' };

export interface Table {
  readonly key: readonly Field[];
  /** Bits of its ids. */
  readonly width: number;
}

export interface RootLayout {
  /** Bits of the root. */
  readonly bits: number;
  readonly root: readonly Field[];
  /** Those whose ids are in the key of another come before it. */
  readonly tables: readonly Table[];
}

const WORD_BITS = 63;
/** States of one word and so many bits are their own roots: two million of them make entries of four bytes. */
const WHOLE_BITS = 44;
/** Narrower words are left as they are. */
const SMALL_BITS = 12;
/** A part is worth interning if as many states share each of its values. */
const REPEATED = 16;
/** Bits of an id while nothing is known of the number of parts; three ids make a root. */
const FIRST_ID_BITS = 21;
/** No table has more ids. */
const MOST_ID_BITS = 31;

/** For the first states of a search. */
export function firstLayout(wordBits: readonly number[]): RootLayout {
  const whole = wordBits.map((width, word): Bits => ({ kind: 'bits', word, shift: 0, width }));
  if (whole.length === 1 && widthOf(whole) <= WHOLE_BITS)
    return { bits: widthOf(whole), root: whole, tables: [] };
  return grouped(whole, () => FIRST_ID_BITS);
}

/**
 * The same parts with ids as wide as they need to be, after `counts` ids were given by the tables of `layout`
 * for so many states. All of these states fit, and more.
 */
export function tightened(
  layout: RootLayout,
  counts: readonly number[],
  states: number,
): RootLayout {
  const parts = layout.tables.flatMap(({ key }, i) => {
    const part = key[0] as Field;
    return key.length === 1 && part.kind === 'bits' ? [{ part, count: counts[i] as number }] : [];
  });
  const whole = [layout.root, ...layout.tables.map(({ key }) => (key.length > 1 ? key : []))];
  const bare = whole.flatMap(fields => fields.filter(field => field.kind === 'bits'));
  const all = [...parts.map(({ part }) => part), ...bare];
  const widths = new Map<Field, number>(parts.map(({ part, count }) => [part, roomy(count)]));
  // Parts of which nearly every state has its own are better left as they are, the worst first.
  const poor = parts.filter(({ count }) => count * REPEATED > states);
  for (const { part } of poor.sort((a, b) => b.count - a.count)) {
    const narrow = widths.get(part) ?? part.width;
    widths.set(part, part.width);
    if (widthOf(all.map(one => ({ width: widths.get(one) ?? one.width }))) > WORD_BITS)
      widths.set(part, narrow);
  }
  return grouped(
    all,
    part => widths.get(part) ?? part.width,
    Math.max(FIRST_ID_BITS, roomy(states)),
  );
}

/** Bits for three times as many ids. */
function roomy(count: number): number {
  return Math.min(Math.ceil(Math.log2(3 * count + 1)), MOST_ID_BITS);
}

/** Interns the parts where that makes them smaller, and groups of them until they fit one word. */
function grouped(
  parts: readonly Field[],
  idBits: (part: Field) => number,
  groupBits = FIRST_ID_BITS,
): RootLayout {
  const tables: Table[] = [];
  const intern = (key: readonly Field[], width: number): Field => {
    const table = tables.push({ key, width }) - 1;
    return { kind: 'id', table, width };
  };
  let fields = parts.map(part => {
    const width = idBits(part);
    return part.width <= SMALL_BITS || part.width <= width ? part : intern([part], width);
  });
  while (widthOf(fields) > WORD_BITS) {
    fields = inGroups(fields).flatMap(group =>
      widthOf(group) <= groupBits ? group : [intern(group, groupBits)],
    );
  }
  return { bits: widthOf(fields), root: fields, tables };
}

export function widthOf(fields: readonly Pick<Field, 'width'>[]): number {
  return fields.reduce((sum, { width }) => sum + width, 0);
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
