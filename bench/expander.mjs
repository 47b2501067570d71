// What the compiled expander costs by itself: `node bench/expander.mjs MODEL [NAME=VALUE ...]` prints
// nanoseconds per transition and per state, the shape of the code, and how long it took to make. A sample of
// the first states in breadth-first order is expanded again and again; nothing is hashed or stored.

import { loadModel, lowerModel } from '../dist/cli/load.js';
import { compileProgram } from '../dist/codegen/compiled.js';
import { generateExpander } from '../dist/codegen/expander.js';
import { packingOf } from '../dist/codegen/packing.js';
import { narrowedProgram } from '../dist/ir/narrow-program.js';
import { valueSetsOf } from '../dist/ir/value-sets.js';
import { interpreter } from '../dist/system/interpreter.js';

const SAMPLE = 50_000;
const ROUNDS = 12;

/** The program of a model under choices given as NAME=VALUE. */
export async function programOf(path, choices) {
  const outcome = await loadModel(path);
  if (outcome.kind !== 'loaded') throw new Error(JSON.stringify(outcome));
  const request = { variant: {}, params: {} };
  for (const [name, value] of choices.map(word => word.split('='))) {
    if (/^-?\d+$/.test(value)) request.params[name] = Number(value);
    else request.variant[name] = value;
  }
  const { program, diagnostics } = lowerModel(outcome.loaded.model, request);
  if (program === null) throw new Error(JSON.stringify(diagnostics));
  return program;
}

/** The first states in breadth-first order, packed one after the other from `at` on. */
function sample(packed, program, stepper, memory, at, room) {
  const bytes = 8 * packed.words;
  const words = new BigUint64Array(memory.buffer);
  const seen = new Set();
  const keyAt = address => words.slice(address / 8, address / 8 + packed.words).join();
  packed.pack(interpreter(program).initial(), words, at / 8);
  seen.add(keyAt(at));
  let end = at + bytes;
  const buffer = at + SAMPLE * bytes + room;
  for (let from = at; from < end && seen.size < SAMPLE; from += bytes) {
    stepper.step(from, from + bytes, buffer, buffer + room, buffer + 2 * room);
    for (let next = buffer; next < stepper.successorsEnd() && seen.size < SAMPLE; next += bytes) {
      const key = keyAt(next);
      if (seen.has(key)) continue;
      seen.add(key);
      words.copyWithin(end / 8, next / 8, next / 8 + packed.words);
      end += bytes;
    }
  }
  return end;
}

function main(program) {
  const started = performance.now();
  const { possible, ...sets } = valueSetsOf(program, []);
  const analysed = performance.now();
  const packing = packingOf(program, sets);
  const narrowed = narrowedProgram(program, { possible, ...sets });
  const code = generateExpander({
    program: narrowed,
    packing,
    possible,
    watched: [],
    labelled: false,
    dependence: null,
  });
  const generated = performance.now();
  new WebAssembly.Module(code);
  const compiled = performance.now();
  const packed = compileProgram(program, []);
  const bytes = 8 * packed.words;
  const room = bytes * (4096 + packed.maxSuccessors);
  const pages = Math.ceil((65536 + SAMPLE * bytes + 6 * room) / 65536) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 65536 });
  const stepper = packed.stepper(memory);
  const end = sample(packed, program, stepper, memory, 65536, room);
  const buffer = 65536 + SAMPLE * bytes + room;
  let best = Number.POSITIVE_INFINITY;
  let transitions = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    transitions = 0;
    for (let repeat = 0; repeat < 10; repeat++) {
      for (let from = 65536; from < end; ) {
        from = stepper.step(from, end, buffer, buffer + 512 * bytes, buffer + 2 * room);
        transitions += (stepper.successorsEnd() - buffer) / bytes;
      }
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, user + system);
  }
  const states = ((end - 65536) / bytes) * 10;
  const bits = packing.bits.join('+');
  console.log(
    `${((best * 1000) / transitions).toFixed(2)} ns/transition, ` +
      `${((best * 1000) / states).toFixed(1)} ns/state, ` +
      `${(transitions / states).toFixed(2)} transitions/state; words ${bits} bits, ` +
      `${possible.filter(Boolean).length} of ${program.actions.length} actions, ${code.length} bytes, ` +
      `value sets ${(analysed - started).toFixed(1)} ms, generated ${(generated - analysed).toFixed(1)} ms, compiled ${(compiled - generated).toFixed(1)} ms`,
  );
}

const [path, ...choices] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node bench/expander.mjs MODEL [NAME=VALUE ...]');
  process.exitCode = 2;
} else {
  main(await programOf(path, choices));
}
