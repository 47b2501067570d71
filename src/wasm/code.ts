// The body of one function as it is written: instructions, locals, and labels by name instead of by depth.
// In: instructions. Out: bytes. Knows nothing of what is computed.

import { signed, unsigned } from './leb.ts';
import {
  ATOMIC,
  type AtomicOpcode,
  BULK,
  EMPTY_BLOCK,
  OP,
  type PlainOpcode,
  VALTYPE,
  type ValType,
  VECTOR,
  type VectorOpcode,
} from './opcodes.ts';

/** A block that can be branched to; valid while it is open. */
export interface Label {
  readonly depth: number;
}

export class Code {
  private readonly bytes: number[] = [];
  private readonly locals: ValType[] = [];
  private readonly parameters: number;
  private depth = 0;

  constructor(parameters: number) {
    this.parameters = parameters;
  }

  /** A new local; returns its index. */
  local(type: ValType): number {
    return this.parameters + this.locals.push(type) - 1;
  }

  op(...names: PlainOpcode[]): this {
    for (const name of names) this.bytes.push(OP[name]);
    return this;
  }

  get(local: number): this {
    return this.indexed(OP['local.get'], local);
  }

  set(local: number): this {
    return this.indexed(OP['local.set'], local);
  }

  tee(local: number): this {
    return this.indexed(OP['local.tee'], local);
  }

  getGlobal(index: number): this {
    return this.indexed(OP['global.get'], index);
  }

  setGlobal(index: number): this {
    return this.indexed(OP['global.set'], index);
  }

  i32(value: number): this {
    return this.emit(OP['i32.const'], signed(value | 0));
  }

  i64(value: bigint | number): this {
    return this.emit(OP['i64.const'], signed(value));
  }

  call(index: number): this {
    return this.indexed(OP.call, index);
  }

  load(type: 'i32' | 'i64', offset = 0): this {
    return this.emit(OP[`${type}.load`], [...this.alignment(type), ...unsigned(offset)]);
  }

  store(type: 'i32' | 'i64', offset = 0): this {
    return this.emit(OP[`${type}.store`], [...this.alignment(type), ...unsigned(offset)]);
  }

  private alignment(type: 'i32' | 'i64'): number[] {
    return [type === 'i32' ? 2 : 3];
  }

  /** A vector instruction without an immediate operand, or with a lane. */
  vector(name: Exclude<VectorOpcode, 'v128.load'>, ...lane: number[]): this {
    return this.emit(0xfd, [...unsigned(VECTOR[name]), ...lane]);
  }

  loadVector(offset = 0): this {
    return this.emit(0xfd, [...unsigned(VECTOR['v128.load']), 4, ...unsigned(offset)]);
  }

  atomic(name: AtomicOpcode, offset = 0): this {
    const { code, align } = ATOMIC[name];
    return this.emit(0xfe, [code, align, ...unsigned(offset)]);
  }

  /** Takes destination, source and number of bytes. */
  copyMemory(): this {
    return this.emit(0xfc, [BULK.copy, 0, 0]);
  }

  /** Takes destination, value of each byte and number of bytes. */
  fillMemory(): this {
    return this.emit(0xfc, [BULK.fill, 0]);
  }

  /** `body` inside a block; branching to the label leaves it. */
  block(body: (label: Label) => void): this {
    return this.nested(OP.block, EMPTY_BLOCK, body);
  }

  /** `body` inside a loop; branching to the label begins it again. */
  loop(body: (label: Label) => void): this {
    return this.nested(OP.loop, EMPTY_BLOCK, body);
  }

  /** Takes an i32 from the stack. */
  if(then: () => void, otherwise: (() => void) | null = null, type: ValType | null = null): this {
    this.bytes.push(OP.if, type === null ? EMPTY_BLOCK : VALTYPE[type]);
    this.depth += 1;
    then();
    if (otherwise !== null) {
      this.bytes.push(OP.else);
      otherwise();
    }
    this.depth -= 1;
    this.bytes.push(OP.end);
    return this;
  }

  private nested(opcode: number, type: number, body: (label: Label) => void): this {
    this.bytes.push(opcode, type);
    this.depth += 1;
    body({ depth: this.depth });
    this.depth -= 1;
    this.bytes.push(OP.end);
    return this;
  }

  br(label: Label): this {
    return this.indexed(OP.br, this.depth - label.depth);
  }

  brIf(label: Label): this {
    return this.indexed(OP.br_if, this.depth - label.depth);
  }

  /** Takes an i32: branches to `labels[i]`, or to `otherwise` where there is none. */
  brTable(labels: readonly Label[], otherwise: Label): this {
    const targets = labels.flatMap(label => this.distance(label));
    return this.emit(OP.br_table, [
      ...unsigned(labels.length),
      ...targets,
      ...this.distance(otherwise),
    ]);
  }

  private distance(label: Label): number[] {
    return unsigned(this.depth - label.depth);
  }

  /** Almost every index is one byte. */
  private indexed(opcode: number, index: number): this {
    if (index >= 0x80) return this.emit(opcode, unsigned(index));
    this.bytes.push(opcode, index);
    return this;
  }

  private emit(opcode: number, operand: readonly number[]): this {
    this.bytes.push(opcode);
    for (const byte of operand) this.bytes.push(byte);
    return this;
  }

  /** The function body with its locals, as the code section holds it. */
  finish(): number[] {
    const runs: [number, ValType][] = [];
    for (const type of this.locals) {
      const last = runs[runs.length - 1];
      if (last?.[1] === type) last[0] += 1;
      else runs.push([1, type]);
    }
    const locals = runs.flatMap(([count, type]) => [...unsigned(count), VALTYPE[type]]);
    return [...unsigned(runs.length), ...locals].concat(this.bytes, [OP.end]);
  }
}
