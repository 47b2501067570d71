// A WebAssembly module: functions, mutable globals, one imported memory, what it takes from other modules. In:
// finished code. Out: the bytes of the binary format. Sections in the order the specification demands.

import type { Code } from './code.ts';
import { signed, unsigned } from './leb.ts';
import { OP, VALTYPE, type ValType } from './opcodes.ts';

export interface Signature {
  readonly parameters: readonly ValType[];
  readonly results: readonly ValType[];
}

export class Module {
  private readonly types: string[] = [];
  private readonly typeBytes: number[][] = [];
  private readonly functions: { type: number; body: number[] | null }[] = [];
  private readonly globals: number[][] = [];
  private readonly exports: number[][] = [];
  private readonly imports: number[][] = [];
  private importedFunctions = 0;
  private importedGlobals = 0;
  private readonly shared: boolean;

  /** Imports `env.memory`; `shared` must be as the memory is. */
  constructor(shared = false) {
    this.shared = shared;
  }

  /** A function `env.name`; imports come before everything else. */
  importFunction(name: string, signature: Signature): number {
    if (this.functions.length > 0) throw new Error('an import after a function');
    this.imports.push([...text('env'), ...text(name), 0x00, ...unsigned(this.typeOf(signature))]);
    return this.importedFunctions++;
  }

  /** A mutable global `env.name`; imports come before everything else. */
  importGlobal(name: string, type: ValType): number {
    if (this.globals.length > 0) throw new Error('an import after a global');
    this.imports.push([...text('env'), ...text(name), 0x03, VALTYPE[type], 1]);
    return this.importedGlobals++;
  }

  /** Reserves a function index, so that functions can call one another; `define` gives its body. */
  declare(signature: Signature): number {
    const own = this.functions.push({ type: this.typeOf(signature), body: null }) - 1;
    return this.importedFunctions + own;
  }

  define(index: number, code: Code): void {
    const entry = this.functions[index - this.importedFunctions];
    if (entry === undefined) throw new Error('no such function');
    entry.body = code.finish();
  }

  global(type: ValType, initial: bigint | number = 0): number {
    const constant = type === 'i32' ? OP['i32.const'] : OP['i64.const'];
    const own = this.globals.push([VALTYPE[type], 1, constant, ...signed(initial), OP.end]);
    return this.importedGlobals + own - 1;
  }

  exportFunction(name: string, index: number): void {
    this.exports.push([...text(name), 0x00, ...unsigned(index)]);
  }

  exportGlobal(name: string, index: number): void {
    this.exports.push([...text(name), 0x03, ...unsigned(index)]);
  }

  private typeOf(signature: Signature): number {
    const bytes = [
      0x60,
      ...vector(signature.parameters.map(type => [VALTYPE[type]])),
      ...vector(signature.results.map(type => [VALTYPE[type]])),
    ];
    const key = bytes.join();
    const known = this.types.indexOf(key);
    if (known >= 0) return known;
    this.typeBytes.push(bytes);
    return this.types.push(key) - 1;
  }

  finish(): Uint8Array<ArrayBuffer> {
    const limits = this.shared
      ? [0x03, ...unsigned(1), ...unsigned(65536)]
      : [0x00, ...unsigned(1)];
    const memory = [...text('env'), ...text('memory'), 0x02, ...limits];
    const bodies = this.functions.flatMap(({ body }) => {
      if (body === null) throw new Error('a function without a body');
      return [unsigned(body.length), body];
    });
    return joined([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, vector(this.typeBytes)),
      section(2, vector([memory, ...this.imports])),
      section(3, vector(this.functions.map(({ type }) => unsigned(type)))),
      this.globals.length === 0 ? [] : section(6, vector(this.globals)),
      section(7, vector(this.exports)),
      ...codeSection(this.functions.length, bodies),
    ]);
  }
}

/** In pieces, which are not copied but into the module: it is nearly all of it. */
function codeSection(functions: number, bodies: readonly number[][]): number[][] {
  const count = unsigned(functions);
  return [[10, ...unsigned(count.length + lengthOf(bodies))], count, ...bodies];
}

function lengthOf(parts: readonly number[][]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function joined(parts: readonly number[][]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length)].concat(content);
}

function vector(items: readonly (readonly number[])[]): number[] {
  const bytes = unsigned(items.length);
  for (const item of items) for (const byte of item) bytes.push(byte);
  return bytes;
}

/** Names are ours, and ASCII. */
function text(value: string): number[] {
  const bytes = unsigned(value.length);
  for (let i = 0; i < value.length; i++) bytes.push(value.charCodeAt(i));
  return bytes;
}
