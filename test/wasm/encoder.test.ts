// The bytes of the encoder, read by an implementation of the format that is not ours.

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import wabtModule from 'wabt';
import { generateExpander } from '../../src/codegen/expander.ts';
import { packingOf } from '../../src/codegen/packing.ts';
import { type DepthFirstPlaces, depthFirstModule } from '../../src/explore/depth-first-code.ts';
import { valueSetsOf } from '../../src/ir/value-sets.ts';
import { dependenceOf } from '../../src/reduction/dependence.ts';
import { checkedProperties } from '../../src/verdict/check.ts';
import { Code } from '../../src/wasm/code.ts';
import { Module } from '../../src/wasm/module.ts';
import { OP, type PlainOpcode } from '../../src/wasm/opcodes.ts';
import { randomProgram } from '../system/random-program.ts';

type Wabt = Awaited<ReturnType<typeof wabtModule>>;

const SEED = Number(process.env.MCHECK_SEED ?? 1);
const FEATURES = { threads: true, simd: true, mutable_globals: true };

/** Part of a block, or followed by an operand that `Code` writes. */
const NOT_PLAIN =
  /^(block|loop|if|else|end|br|br_if|br_table|call|(local|global)\..*|.*\.const|.*(load|store|lane).*)$/;
const plain = Object.keys(OP).filter((name): name is PlainOpcode => !NOT_PLAIN.test(name));

let wabt: Wabt;
beforeAll(async () => {
  wabt = await wabtModule();
});

/** The text of a module, once it has been found valid and written with the fewest bytes. */
function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  const module = wabt.readWasm(bytes, { ...FEATURES, check: true });
  // Its types leave the parameter out.
  const checked: { validate(features: typeof FEATURES): void } = module;
  checked.validate(FEATURES);
  expect(Buffer.from(module.toBinary({ canonicalize_lebs: true }).buffer)).toEqual(
    Buffer.from(bytes),
  );
  const text = module.toText({ foldExprs: false });
  module.destroy();
  return text;
}

/** A module with one function without parameters. */
function moduleOf(body: (code: Code, module: Module) => void, shared = false) {
  const module = new Module(shared);
  const index = module.declare({ parameters: [], results: [] });
  const code = new Code(0);
  body(code, module);
  module.define(index, code);
  module.exportFunction('run', index);
  return module.finish();
}

describe('the encoder writes', () => {
  it.each(plain)('%s', name => {
    // After `unreachable` the stack holds whatever is asked for.
    const text = textOf(moduleOf(code => code.op('unreachable', name, 'unreachable')));
    expect(text).toMatch(new RegExp(`^\\s*${name.replace('.', '\\.')}\\b`, 'm'));
  });

  it(`constants, indices and offsets of any size (seed ${SEED})`, () => {
    const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(
        i64,
        i32,
        fc.nat({ max: 2 ** 31 - 1 }),
        fc.nat({ max: 300 }),
        (x, y, offset, n) => {
          const text = textOf(
            moduleOf(code => {
              const locals = Array.from({ length: n + 1 }, (_, i) =>
                code.local(i % 3 === 0 ? 'i32' : 'i64'),
              );
              code.i64(x).op('drop').i32(y).op('drop');
              code.i32(0).load('i64', offset).op('drop');
              code.i32(0).i32(0).store('i32', offset);
              code.get(locals[n] as number).op('drop');
            }),
          );
          expect(text).toContain(`i64.const ${x}\n`);
          expect(text).toContain(`i32.const ${y}\n`);
          if (offset > 0) expect(text).toContain(`i64.load offset=${offset}\n`);
          expect(text).toMatch(new RegExp(`local\\.get ${n}\\n`));
        },
      ),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('blocks, loops, jumps and tables of jumps by the distance of their labels', () => {
    const text = textOf(
      moduleOf(code => {
        code.block(outer => {
          code.loop(again => {
            code.block(inner => {
              code.i32(0).brIf(outer).i32(1).brIf(again).i32(2).brTable([inner, again], outer);
            });
            code.br(again);
          });
        });
        code.i32(1).if(
          () => code.i64(1),
          () => code.i64(2),
          'i64',
        );
        code.op('drop');
      }),
    );
    const jumps = [...text.matchAll(/^\s*(br\S*)\s+(.*?)\s*$/gm)].map(
      ([, name, labels]) =>
        `${name} ${labels
          ?.replace(/\(;@\d+;\)/g, '')
          .replace(/\s+/g, ' ')
          .trim()}`,
    );
    expect(jumps).toEqual(['br_if 2', 'br_if 1', 'br_table 0 1 2', 'br 0']);
    expect(text).toContain('(result i64)');
  });

  it('globals, calls, types and a memory that is shared or not', () => {
    for (const shared of [false, true]) {
      const text = textOf(
        moduleOf((code, module) => {
          const global = module.global('i64', -5);
          module.exportGlobal('g', global);
          const callee = module.declare({ parameters: ['i64', 'i32'], results: ['i32'] });
          module.define(callee, new Code(2).get(1));
          code.getGlobal(global).i32(3).call(callee).op('drop').i64(9).setGlobal(global);
        }, shared),
      );
      expect(text).toContain('(global (;0;) (mut i64) (i64.const -5))');
      expect(text).toContain('(param i64 i32) (result i32)');
      expect(text).toContain(shared ? '(memory (;0;) 1 65536 shared)' : '(memory (;0;) 1)');
    }
  });
});

it('imports before what is its own, and the search that needs them', () => {
  const module = new Module();
  const twice = module.importFunction('twice', { parameters: ['i32'], results: ['i32'] });
  const last = module.importGlobal('last', 'i32');
  const own = module.global('i32');
  const run = module.declare({ parameters: [], results: ['i32'] });
  module.define(run, new Code(0).getGlobal(last).call(twice).setGlobal(own).getGlobal(own));
  module.exportFunction('run', run);
  module.exportGlobal('own', own);
  const bytes = module.finish();
  expect(textOf(bytes)).toContain('(import "env" "twice" (func (;0;) (type 0)))');
  const memory = new WebAssembly.Memory({ initial: 1 });
  const given = new WebAssembly.Global({ value: 'i32', mutable: true }, 21);
  const env = { memory, twice: (x: number) => 2 * x, last: given };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env });
  expect((exports.run as () => number)()).toBe(42);
  const names = ['chunks', 'state', 'successors', 'hits', 'roots', 'hashes', 'list'] as const;
  const [chunks, state, successors, hits, roots, hashes, list] = names.map((_, i) => 65536 * i);
  const at = { words: 2, chunks, state, successors, hits, roots, hashes, list };
  textOf(depthFirstModule(at as DepthFirstPlaces));
});

it(`generated programs become valid modules (seed ${SEED})`, () => {
  fc.assert(
    fc.property(randomProgram, fc.boolean(), fc.boolean(), (program, labelled, reduced) => {
      const sets = valueSetsOf(program);
      const { possible } = sets;
      const packing = packingOf(program, sets);
      const dependence = reduced ? dependenceOf(program, checkedProperties(program)) : null;
      textOf(generateExpander({ program, packing, possible, watched: [], labelled, dependence }));
    }),
    { seed: SEED, numRuns: 50 },
  );
});
