// LEB128, the variable-length integers of the WebAssembly binary format. In: integers. Out: bytes.

/** Unsigned, for indices, sizes and offsets up to 2^32 - 1. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed, for constants of 64 bits. */
export function signed(value: bigint | number): number[] {
  const small = Number(value);
  if (small === (small | 0)) return signedSmall(small);
  // Four bytes at a time, since arithmetic on big integers is slow.
  const rest = BigInt.asIntN(64, BigInt(value));
  const low = Number(rest & 0xfffffffn);
  const bytes = [0, 7, 14, 21].map(shift => ((low >> shift) & 0x7f) | 0x80);
  return bytes.concat(signed(rest >> 28n));
}

/** The same from -2^31 to 2^31 - 1: most constants. */
function signedSmall(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}
