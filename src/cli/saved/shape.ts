// Reading what somebody else wrote: shapes of parsed JSON. In: an unknown value. Out: the value with its type, or where
// it is not as it should be. Nothing is used before it was looked at.

/** Returns the value, typed, or throws Misshapen. `where` is the way to it: `runs[0].verdict`. */
export type Shape<T> = (value: unknown, where: string) => T;

/** Thrown inside of a reading only; `readShape` turns it into text. */
class Misshapen extends Error {}

/** The value; or text: `runs[0].verdict is not one of holds, violated, unknown`. */
export function readShape<T>(
  shape: Shape<T>,
  value: unknown,
): { readonly value: T } | { readonly wrong: string } {
  try {
    return { value: shape(value, '') };
  } catch (error) {
    if (error instanceof Misshapen) return { wrong: error.message };
    throw error;
  }
}

export const text: Shape<string> = (value, where) =>
  typeof value === 'string' ? value : refuse(where, 'text');

export const number: Shape<number> = (value, where) =>
  typeof value === 'number' ? value : refuse(where, 'a number');

export const whole: Shape<number> = (value, where) =>
  typeof value === 'number' && Number.isSafeInteger(value)
    ? value
    : refuse(where, 'a whole number');

export const flag: Shape<boolean> = (value, where) =>
  typeof value === 'boolean' ? value : refuse(where, 'true or false');

export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return (value, where) =>
    words.find(word => word === value) ?? refuse(where, `one of ${words.join(', ')}`);
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value, where) => (value === null ? null : shape(value, where));
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, where) => (value === undefined ? undefined : shape(value, where));
}

export function listOf<T>(shape: Shape<T>): Shape<T[]> {
  return (value, where) =>
    Array.isArray(value)
      ? value.map((one: unknown, i) => shape(one, `${where}[${i}]`))
      : refuse(where, 'a list');
}

/** Any names, values of one shape. */
export function recordOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, where) =>
    Object.fromEntries(
      entriesOf(value, where).map(([name, one]) => [name, shape(one, `${where}.${name}`)]),
    );
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Of<S> = S extends Shape<infer T> ? T : never;
type OptionalIn<F extends Fields> = {
  [K in keyof F]: undefined extends Of<F[K]> ? K : never;
}[keyof F];
type Read<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalIn<F>>]: Of<F[K]>;
} & { readonly [K in OptionalIn<F>]?: Exclude<Of<F[K]>, undefined> };

/** These fields; others are left out. */
export function object<F extends Fields>(fields: F): Shape<Read<F>> {
  return (value, where) => {
    const given = new Map(entriesOf(value, where));
    const read = Object.entries(fields).map(([name, shape]): [string, unknown] => [
      name,
      shape(given.get(name), where === '' ? name : `${where}.${name}`),
    ]);
    return Object.fromEntries(read.filter(([, one]) => one !== undefined)) as Read<F>;
  };
}

function entriesOf(value: unknown, where: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(where, 'an object');
  }
  return Object.entries(value);
}

function refuse(where: string, what: string): never {
  throw new Misshapen(where === '' ? `it is not ${what}` : `${where} is not ${what}`);
}
