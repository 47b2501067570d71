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
  /** `width` bits from bit `from` on of the id that a table has given. */
  | {
      readonly kind: 'id';
      readonly table: number;
      readonly from: number;
      readonly width: number;
    };

export type Bits = Field & { readonly kind: 'bits' };
export type Id = Field & { readonly kind: 'id' };

export interface Table {
  readonly key: readonly Field[];
  /** Bits of its ids. */
  readonly width: number;
}

/** The only field of a key whose index has a place for each of its values; null if ids are looked for by hash. */
export function directPart({ key }: Table): Bits | null {
  const [field] = key;
  const isDirect = key.length === 1 && field?.kind === 'bits' && field.width <= DIRECT_BITS;
  return isDirect ? field : null;
}

export interface RootLayout {
  /** Bits of the root. */
  readonly bits: number;
  /** So many of them, the highest, have been appended since states were entered. */
  readonly appended: number;
  readonly root: readonly Field[];
  /** Those whose ids are in the key of another come before it. */
  readonly tables: readonly Table[];
}

export const WORD_BITS = 63;
/** States of one word and so many bits are their own roots: two million of them make entries of four bytes. */
const WHOLE_BITS = 44;
/** Narrower parts are left as they are. */
const SMALL_BITS = 3;
/** A part of so few bits has an index with a place for each of its values: it is neither hashed nor compared. */
export const DIRECT_BITS = 16;
/** A part is worth interning if as many states share each of its values. */
const REPEATED = 4;
/** So many times as many ids as there are have room: the more, the seldomer all states move. */
const MARGINS = { least: 1.15, usual: 3, most: 16 } as const;
/** Bits of an id while nothing is known of the number of parts; three ids make a root. */
const FIRST_ID_BITS = 21;
/** No table has more ids. */
const MOST_ID_BITS = 31;

/** For the first states of a search. */
export function firstLayout(wordBits: readonly number[]): RootLayout {
  const whole = wordBits.map((width, word): Bits => ({ kind: 'bits', word, shift: 0, width }));
  if (whole.length === 1 && widthOf(whole) <= WHOLE_BITS)
    return { bits: widthOf(whole), appended: 0, root: whole, tables: [] };
  const parts = whole.length === 1 ? cut(whole[0] as Bits) : whole;
  return composed(
    parts,
    ({ width }) => ({ bits: Math.min(width, FIRST_ID_BITS), interned: true }),
    {
      bits: () => null,
      most: FIRST_ID_BITS,
    },
  );
}

/**
 * The same parts with ids as wide as they need to be, after `counts` ids were given by the tables of `layout`
 * for so many states. All of these states fit, and more: how many more depends on what is to be gained. If a
 * root of `narrow` bits or less can be had, it is.
 */
export function tightened(
  layout: RootLayout,
  counts: readonly number[],
  states: number,
  narrow: number,
): RootLayout {
  const known = knownCounts(layout, counts);
  const roomy = (count: number) => bitsFor(count, MARGINS.usual);
  return (
    spread(layout, known, states, narrow) ??
    spread(layout, known, states, WORD_BITS) ??
    layoutWith(roomy, layout, known, states)
  );
}

type Counts = ReadonlyMap<string, number>;

/** By name of what a table interns. */
function knownCounts(layout: RootLayout, counts: readonly number[]): Counts {
  return new Map(layout.tables.map((table, i) => [nameOf(table.key, layout), counts[i] ?? 0]));
}

/**
 * Nothing is interned but parts, and all bits that a root of `limit` bits has are given to them, so that as many times
 * as many ids have room in one as in another; null where the least needs more bits than that.
 */
function spread(
  layout: RootLayout,
  known: Counts,
  states: number,
  limit: number,
): RootLayout | null {
  const parts = partsOf(layout).map(part => {
    const count = known.get(nameOf([part], layout)) ?? null;
    const isPlain = count === null || part.width <= SMALL_BITS;
    const least = isPlain ? part.width : bitsFor(count, MARGINS.least);
    return { part, count, bits: Math.min(least, part.width) };
  });
  let sum = parts.reduce((total, { bits }) => total + bits, 0);
  // Parts of which nearly every state has its own are better left as they are, the worst first.
  const poor = parts.filter(({ count }) => (count ?? 0) * REPEATED > states);
  for (const one of poor.sort((a, b) => (b.count ?? 0) - (a.count ?? 0))) {
    const more = one.part.width - one.bits;
    if (sum + more > WORD_BITS) continue;
    sum += more;
    one.bits = one.part.width;
  }
  if (sum > limit) return null;
  const room = ({ bits, count }: (typeof parts)[number]) => 2 ** bits / (count ?? 1);
  for (; sum < limit; sum++) {
    const open = parts.filter(one => one.bits < one.part.width && room(one) < MARGINS.most);
    const [first, ...others] = open;
    if (first === undefined) break;
    others.reduce((a, b) => (room(b) < room(a) ? b : a), first).bits += 1;
  }
  const widths = new Map(parts.map(({ part, bits }) => [part, bits]));
  const bits = (part: Bits) => widths.get(part) ?? part.width;
  return composed(
    parts.map(({ part }) => part),
    part => ({ bits: bits(part), interned: bits(part) < part.width }),
    { bits: () => null, most: WORD_BITS },
  );
}

/** Where parts alone need more bits than a root has: parts of parts are interned, too. */
function layoutWith(
  roomy: (count: number) => number,
  layout: RootLayout,
  known: Counts,
  states: number,
): RootLayout {
  const parts = partsOf(layout);
  const countOf = (part: Bits) => known.get(nameOf([part], layout));
  const interned = new Set(parts.filter(part => countOf(part) !== undefined));
  const most = roomy(states);
  const idBits = (part: Bits) => {
    const count = countOf(part);
    return Math.min(count === undefined ? most : roomy(count), part.width);
  };
  // Parts of which nearly every state has its own are better left as they are, the worst first.
  const poor = parts.filter(part => (countOf(part) ?? 0) * REPEATED > states);
  const widthNow = () =>
    parts.reduce((sum, part) => sum + (interned.has(part) ? idBits(part) : part.width), 0);
  for (const part of poor.sort((a, b) => (countOf(b) ?? 0) - (countOf(a) ?? 0))) {
    interned.delete(part);
    if (widthNow() > WORD_BITS) interned.add(part);
  }
  // Ids that have become longer can leave no room for what was left as it is.
  for (const part of [...parts].sort((a, b) => b.width - a.width)) {
    if (widthNow() <= WORD_BITS) break;
    interned.add(part);
  }
  return composed(
    parts,
    part => ({ bits: idBits(part), interned: interned.has(part) && idBits(part) < part.width }),
    {
      bits: name => {
        const count = known.get(name);
        return count === undefined ? null : roomy(count);
      },
      most,
    },
  );
}

/**
 * The same layout with twice as many ids for these tables: one more bit of each is appended to the root, so that roots
 * stay the numbers they are. null where a root has no room for them, or they are in the key of another table.
 */
export function extended(layout: RootLayout, full: readonly number[]): RootLayout | null {
  const { root, tables } = layout;
  const isInRoot = (table: number) =>
    root.some(field => field.kind === 'id' && field.table === table);
  const bits = layout.bits + full.length;
  const isLong = (table: number) => (tables[table]?.width ?? 0) >= MOST_ID_BITS;
  if (bits > WORD_BITS || !full.every(isInRoot) || full.some(isLong)) return null;
  const more = full.map(
    (table): Field => ({ kind: 'id', table, from: tables[table]?.width ?? 0, width: 1 }),
  );
  return {
    bits,
    appended: layout.appended + full.length,
    root: [...root, ...more],
    tables: tables.map((table, i) =>
      full.includes(i) ? { ...table, width: table.width + 1 } : table,
    ),
  };
}

/** Whether some tables are new, so that the number of their ids can only be told after a move to this layout. */
export function isGuessed(next: RootLayout, layout: RootLayout): boolean {
  const known = new Set(layout.tables.map(({ key }) => nameOf(key, layout)));
  return next.tables.some(({ key }) => !known.has(nameOf(key, next)));
}

/** Bits for so many times as many ids. */
export function bitsFor(count: number, margin: number): number {
  return Math.min(Math.ceil(Math.log2(margin * count + 1)), MOST_ID_BITS);
}

/** Bits for ids of groups of parts: by name, null if it is not known, and enough for any. */
interface Groups {
  readonly bits: (name: string) => number | null;
  readonly most: number;
}

/** Neighbours in the root. `width` is less than that of the key where it is better interned. */
interface Group {
  readonly key: readonly Field[];
  readonly width: number;
}

/** Interns parts, and joins the smallest neighbours until all fit one word. */
function composed(
  parts: readonly Bits[],
  ids: (part: Bits) => { readonly bits: number; readonly interned: boolean },
  { bits: known, most }: Groups,
): RootLayout {
  const tables: Table[] = [];
  const layout = () => ({ tables });
  const intern = (key: readonly Field[], width: number): Field => {
    const table = tables.push({ key, width }) - 1;
    return { kind: 'id', table, from: 0, width };
  };
  const fieldsOf = ({ key, width }: Group) => (width < widthOf(key) ? [intern(key, width)] : key);
  const group = (key: readonly Field[]): Group => {
    const bits = known(nameOf(key, layout())) ?? most;
    return { key, width: Math.min(widthOf(key), bits) };
  };
  let groups: Group[] = parts.map(part => {
    const { bits, interned } = ids(part);
    const field = interned && part.width > SMALL_BITS ? intern([part], bits) : part;
    return { key: [field], width: field.width };
  });
  while (groups.reduce((sum, { width }) => sum + width, 0) > WORD_BITS) {
    const at = smallestPair(groups);
    const [left, right] = groups.slice(at, at + 2) as [Group, Group];
    const flat = [...left.key, ...right.key];
    const key = widthOf(flat) <= WORD_BITS ? flat : [...fieldsOf(left), ...fieldsOf(right)];
    groups = [...groups.slice(0, at), group(key), ...groups.slice(at + 2)];
  }
  const root = groups.flatMap(fieldsOf);
  return { bits: widthOf(root), appended: 0, root, tables };
}

/** Position of the neighbours that make the shortest key together. */
function smallestPair(groups: readonly Group[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < groups.length; i++) {
    const [left, right] = groups.slice(i, i + 2) as [Group, Group];
    const flat = widthOf(left.key) + widthOf(right.key);
    const width = flat <= WORD_BITS ? flat : WORD_BITS + left.width + right.width;
    if (width >= least) continue;
    least = width;
    best = i;
  }
  return best;
}

export function widthOf(fields: readonly Pick<Field, 'width'>[]): number {
  return fields.reduce((sum, { width }) => sum + width, 0);
}

/** The parts that a key or a root is made of, by their places: the same in every layout. */
function nameOf(key: readonly Field[], { tables }: Pick<RootLayout, 'tables'>): string {
  return leaves(key, tables)
    .map(({ word, shift, width }) => `${word}.${shift}.${width}`)
    .join(' ');
}

function leaves(key: readonly Field[], tables: readonly Table[]): Bits[] {
  return key.flatMap(field => {
    if (field.kind === 'bits') return [field];
    // What was appended is of an id that is there already.
    return field.from > 0 ? [] : leaves(tables[field.table]?.key ?? [], tables);
  });
}

function partsOf({ root, tables }: RootLayout): Bits[] {
  return leaves(root, tables);
}

/** Of a single word: neighbours of about the same width, each with a direct index. */
function cut(word: Bits): Bits[] {
  const count = Math.ceil(word.width / DIRECT_BITS);
  const edges = Array.from({ length: count + 1 }, (_, i) => Math.round((i * word.width) / count));
  return edges.slice(1).map((edge, i) => {
    const shift = edges[i] as number;
    return { ...word, shift, width: edge - shift };
  });
}
