// The WebAssembly instructions that mcheck emits, by their names in the specification. In: nothing. Out:
// opcode bytes. Only what the generators use is here.

export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
  'global.get': 0x23,
  'global.set': 0x24,
  'i32.load': 0x28,
  'i64.load': 0x29,
  'i32.store': 0x36,
  'i64.store': 0x37,
  'i32.const': 0x41,
  'i64.const': 0x42,
  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.ne': 0x47,
  'i32.lt_u': 0x49,
  'i32.gt_u': 0x4b,
  'i32.le_u': 0x4d,
  'i32.ge_u': 0x4f,
  'i64.eqz': 0x50,
  'i64.eq': 0x51,
  'i64.ne': 0x52,
  'i64.lt_s': 0x53,
  'i64.lt_u': 0x54,
  'i64.gt_s': 0x55,
  'i64.le_s': 0x57,
  'i64.ge_s': 0x59,
  'i64.ge_u': 0x5a,
  'i32.ctz': 0x68,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.div_u': 0x6e,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.xor': 0x73,
  'i32.shl': 0x74,
  'i32.shr_u': 0x76,
  'i64.ctz': 0x7a,
  'i64.popcnt': 0x7b,
  'i64.add': 0x7c,
  'i64.sub': 0x7d,
  'i64.mul': 0x7e,
  'i64.div_s': 0x7f,
  'i64.rem_s': 0x81,
  'i64.and': 0x83,
  'i64.or': 0x84,
  'i64.xor': 0x85,
  'i64.shl': 0x86,
  'i64.shr_u': 0x88,
  'i64.rotl': 0x89,
  'i32.wrap_i64': 0xa7,
  'i64.extend_i32_s': 0xac,
  'i64.extend_i32_u': 0xad,
} as const;

/** Behind the prefix 0xfd: 128-bit vectors. */
export const VECTOR = {
  'v128.load': 0x00,
  'i32x4.splat': 0x11,
  'i64x2.splat': 0x12,
  'i32x4.extract_lane': 0x1b,
  'i64x2.extract_lane': 0x1d,
  'i32x4.eq': 0x37,
  'v128.or': 0x50,
  'v128.any_true': 0x53,
  'i32x4.bitmask': 0xa4,
  'i64x2.bitmask': 0xc4,
  'i64x2.eq': 0xd6,
} as const;

/** Behind the prefix 0xfe: atomic accesses, with the alignment (log2) each must have. */
export const ATOMIC = {
  'i32.atomic.load': { code: 0x10, align: 2 },
  'i64.atomic.load': { code: 0x11, align: 3 },
  'i32.atomic.store': { code: 0x17, align: 2 },
  'i64.atomic.store': { code: 0x18, align: 3 },
  'i32.atomic.rmw.add': { code: 0x1e, align: 2 },
  'i32.atomic.rmw.cmpxchg': { code: 0x48, align: 2 },
  'i64.atomic.rmw.cmpxchg': { code: 0x49, align: 3 },
} as const;

/** Behind the prefix 0xfc: whole ranges of memory. */
export const BULK = { copy: 0x0a, fill: 0x0b } as const;

export type Opcode = keyof typeof OP;
export type VectorOpcode = keyof typeof VECTOR;
export type AtomicOpcode = keyof typeof ATOMIC;

/** Instructions without an immediate operand. */
export type PlainOpcode = Exclude<
  Opcode,
  | 'block'
  | 'loop'
  | 'if'
  | 'br'
  | 'br_if'
  | 'br_table'
  | 'call'
  | 'local.get'
  | 'local.set'
  | 'local.tee'
  | 'global.get'
  | 'global.set'
  | 'i32.load'
  | 'i64.load'
  | 'i32.store'
  | 'i64.store'
  | 'i32.const'
  | 'i64.const'
>;

export type ValType = 'i32' | 'i64' | 'v128';

export const VALTYPE: Readonly<Record<ValType, number>> = { i32: 0x7f, i64: 0x7e, v128: 0x7b };

/** The type of a block that leaves nothing. */
export const EMPTY_BLOCK = 0x40;
