// Where long parts of states are cut: into pieces short enough for direct indexes, with so few different values that
// these stay in the nearest cache. In: a layout, and the values its tables hold. Out: the same bits in other parts, with
// the number of values of each. What follows is a shortest path over places to cut and bits of the root.

import { type Bits, bitsFor, DIRECT_BITS, type RootLayout, WORD_BITS } from './root-layout.ts';

/** Another way to divide states, and how many values each of its tables would hold. */
export interface Division {
  readonly layout: RootLayout;
  readonly counts: readonly number[];
}

/** The values of one table, as pairs of 32-bit halves, the low one first. */
export type Values = Uint32Array;

/** So many times as many ids as there are have room at least. */
const MARGIN = 2;

/** What things cost, in direct lookups that hit the nearest cache. */
const COST = {
  /** Left as it is. */
  plain: 0.3,
  /** For so many bytes of a direct index that are looked at, one more. */
  bytes: 65_536,
  /** Hashed and compared; for so many values one more, as those of long parts become more and more; no more than that. */
  hashed: 5,
  values: 1024,
  far: 30,
  /** Entries of 64 bits. */
  wide: 25,
} as const;
/** With so many bits in the root entries have 64 bits until there are four million states; half as many with one less. */
const WIDE_BITS = 46;
/** Of a cache line. */
const LINE = 64;

/** About so many places to cut a part of a full word. */
const PLACES = 24;
/** With so many values only half as many. */
const MANY = 2 ** 14;
/** What is hashed begins and ends at every so manieth place. */
const COARSE = 4;

interface Piece {
  readonly part: Bits;
  /** null where it is not interned. */
  readonly count: number | null;
  readonly bits: number;
  readonly cost: number;
}

/** Pieces from the first to this one. */
interface Path {
  readonly piece: Piece | null;
  readonly before: Path | null;
  readonly cost: number;
}

/** By bits of the root; null where no way leads there. */
type Paths = readonly (Path | null)[];

const NOWHERE: Paths = new Array<null>(WORD_BITS + 1).fill(null);

/** null where nothing fits a root. `counts`, `valuesOf`: by table of `layout`. */
export function divided(
  layout: RootLayout,
  counts: readonly number[],
  valuesOf: (table: number) => Values,
): Division | null {
  let paths: Paths = NOWHERE.with(0, { piece: null, before: null, cost: 0 });
  for (const part of layout.root) if (part.kind === 'bits') paths = follow(paths, plain(part));
  layout.tables.forEach(({ key }, table) => {
    let at = 0;
    for (const field of key) {
      const only = key.length === 1 ? (counts[table] ?? 0) : null;
      if (field.kind === 'bits')
        paths = throughPart(paths, { part: field, at, values: valuesOf(table), count: only });
      at += field.width;
    }
  });
  const rated = paths.flatMap((path, bits) =>
    path === null ? [] : [{ path, cost: path.cost + wideCost(bits) }],
  );
  const [first, ...others] = rated;
  if (first === undefined) return null;
  const best = others.reduce((a, b) => (b.cost < a.cost ? b : a), first);
  return divisionOf(best.path);
}

function wideCost(bits: number): number {
  return COST.wide * Math.min(1, 2 ** (bits - WIDE_BITS));
}

/** Bits of a state, from bit `at` of values on. `count`: how many values there are if they hold nothing else. */
interface Source {
  readonly part: Bits;
  readonly at: number;
  readonly values: Values;
  readonly count: number | null;
}

function throughPart(from: Paths, source: Source): Paths {
  const { part, count, values } = source;
  const step = Math.ceil(part.width / PLACES) * (values.length / 2 > MANY ? 2 : 1);
  const places: number[] = [];
  for (let place = 0; place < part.width; place += step) places.push(place);
  places.push(part.width);
  const reached: Paths[] = places.map(() => NOWHERE);
  reached[0] = from;
  const last = places.length - 1;
  const isCoarse = (i: number) => i % COARSE === 0 || i === last;
  places.forEach((start, i) => {
    const slice = (end: number) => ({ ...part, shift: part.shift + start, width: end - start });
    const add = (j: number, piece: Piece) => {
      reached[j] = merged(reached[j] as Paths, follow(reached[i] as Paths, piece));
    };
    const ends = places.slice(i + 1).filter(end => end - start <= DIRECT_BITS);
    countShort(source, start, ends).forEach((held, k) => {
      add(i + 1 + k, direct(slice(ends[k] as number), held));
    });
    for (let j = i + 1 + ends.length; j <= last; j++) {
      if (!isCoarse(i) || !isCoarse(j)) continue;
      const end = places[j] as number;
      const isWhole = i === 0 && j === last;
      if (isWhole && count !== null) add(j, hashed(part, count));
      else if (end - start <= LONGEST) add(j, hashed(slice(end), countLong(source, start, end)));
    }
  });
  return reached[last] as Paths;
}

function plain(part: Bits): Piece {
  return { part, count: null, bits: part.width, cost: COST.plain };
}

function direct(part: Bits, count: number): Piece {
  const bits = bitsFor(count, MARGIN);
  if (bits >= part.width) return plain(part);
  const bytes = Math.min(4 * 2 ** part.width, LINE * count);
  return { part, count, bits, cost: 1 + bytes / COST.bytes };
}

function hashed(part: Bits, count: number): Piece {
  const bits = bitsFor(count, MARGIN);
  if (bits >= part.width) return plain(part);
  return { part, count, bits, cost: COST.hashed + Math.min(COST.far, count / COST.values) };
}

/** Every path, and then the piece. */
function follow(paths: Paths, piece: Piece): Paths {
  return paths.map((_, bits) => {
    const before = paths[bits - piece.bits] ?? null;
    return before === null ? null : { piece, before, cost: before.cost + piece.cost };
  });
}

function merged(some: Paths, others: Paths): Paths {
  return some.map((path, bits) => {
    const other = others[bits] ?? null;
    return path === null || (other !== null && other.cost < path.cost) ? other : path;
  });
}

/** Bits of values from bit `start` on: 32 at most, and where the values end early fewer. */
function slicesFrom({ at, values }: Source, start: number): Uint32Array {
  const shift = at + start;
  const [half, down] = shift < 32 ? [0, shift] : [1, shift - 32];
  const slices = new Uint32Array(values.length / 2);
  for (let i = 0; i < slices.length; i++) {
    const low = (values[2 * i + half] as number) >>> down;
    const high = half === 0 && down > 0 ? (values[2 * i + 1] as number) << (32 - down) : 0;
    slices[i] = low | high;
  }
  return slices;
}

/** What is longer is not counted, unless it is all that a table holds. */
const LONGEST = 32;
const SPREAD = 0x9e3779b1;

/** How many different values the bits from `start` to `end` have. */
function countLong(source: Source, start: number, end: number): number {
  const slices = slicesFrom(source, start);
  const up = LONGEST - (end - start);
  const log = Math.ceil(Math.log2(slices.length + 1)) + 1;
  const places = new Float64Array(2 ** log).fill(-1);
  let count = 0;
  for (let i = 0; i < slices.length; i++) {
    const value = ((slices[i] as number) << up) >>> 0;
    let place = Math.imul(value ^ (value >>> 15), SPREAD) >>> (LONGEST - log);
    while (places[place] !== value && places[place] !== -1) place = (place + 1) % places.length;
    if (places[place] === value) continue;
    places[place] = value;
    count += 1;
  }
  return count;
}

/** The same for several short ends, ascending: what there is of shorter slices follows from what there is of longer ones. */
function countShort(source: Source, start: number, ends: readonly number[]): number[] {
  const slices = slicesFrom(source, start);
  const longest = (ends.at(-1) ?? start) - start;
  // A bit per slice that there is.
  const seen = new Uint32Array(Math.max(1, 2 ** (longest - WORD)));
  const mask = 2 ** longest - 1;
  // An iterator would take most of the time.
  for (let i = 0; i < slices.length; i++) {
    const slice = (slices[i] as number) & mask;
    const place = slice >>> WORD;
    seen[place] = (seen[place] as number) | (1 << (slice & 31));
  }
  let width = longest;
  const counts = [...ends].reverse().map(end => {
    for (; width > end - start; width--) fold(seen, width);
    return bitsSetIn(seen, width);
  });
  return counts.reverse();
}

/** log2 of the bits in one place. */
const WORD = 5;

/** Slices of `width` bits lose their highest one. */
function fold(seen: Uint32Array, width: number): void {
  const half = 2 ** (width - 1 - WORD);
  if (half < 1) seen[0] = (seen[0] as number) | ((seen[0] as number) >>> (2 ** WORD * half));
  else for (let i = 0; i < half; i++) seen[i] = (seen[i] as number) | (seen[i + half] as number);
}

/** How many of the first 2^width are there. */
function bitsSetIn(seen: Uint32Array, width: number): number {
  if (width < WORD) return bitsSet((seen[0] as number) & (2 ** (2 ** width) - 1));
  let count = 0;
  for (let i = 0; i < 2 ** (width - WORD); i++) count += bitsSet(seen[i] as number);
  return count;
}

/** Of 32 bits, in parallel (Warren, Hacker's Delight, 2002). */
function bitsSet(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function divisionOf(path: Path): Division {
  const pieces: Piece[] = [];
  for (let at: Path | null = path; at !== null; at = at.before)
    if (at.piece !== null) pieces.push(at.piece);
  pieces.sort((a, b) => a.part.word - b.part.word || a.part.shift - b.part.shift);
  const interned = pieces.filter(({ count }) => count !== null);
  const tables = interned.map(({ part, bits }) => ({ key: [part], width: bits }));
  const root = pieces.map(piece => {
    const table = interned.indexOf(piece);
    return table < 0 ? piece.part : { kind: 'id' as const, table, from: 0, width: piece.bits };
  });
  const bits = pieces.reduce((sum, piece) => sum + piece.bits, 0);
  return {
    layout: { bits, appended: 0, root, tables },
    counts: interned.map(({ count }) => count as number),
  };
}
