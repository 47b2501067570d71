// A compiled expander at work on a memory. In: the module, which watched conditions are maxima, the memory. Out: a
// `Stepper`. What is in `StepperCode` can be sent to another thread.

import type { Stepper } from './packed-system.ts';

/** What a stepper is made of. */
export interface StepperCode {
  /** Its memory is shared, or not, as the one it will work on. */
  readonly module: WebAssembly.Module;
  /** Positions of the watched maxima. */
  readonly maxima: readonly number[];
  /** Puts representatives in the place of successors, where there is symmetry. */
  readonly representatives?: WebAssembly.Module;
}

type I32Global = WebAssembly.Global<'i32'>;

/** `imports`: functions that the module asks for beside its memory. */
export function stepperOn(
  { module, maxima }: StepperCode,
  memory: WebAssembly.Memory,
  imports: WebAssembly.ModuleImports = {},
): Stepper {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, ...imports } });
  const step = exports.step as (from: number, end: number, out: number, limit: number) => number;
  const global = (name: string) => exports[name] as I32Global;
  const [out, hits, deadlocks, open] = ['out', 'hits', 'deadlocks', 'open'].map(global) as [
    I32Global,
    I32Global,
    I32Global,
    I32Global,
  ];
  const tied = maxima.map(i => global(`tied${i}`));
  return {
    exports: { step, out, hits },
    // Addresses cross 2^31: WebAssembly gives them back signed.
    step(from, end, into, limit, hitsAt) {
      hits.value = hitsAt;
      return step(from, end, into, limit) >>> 0;
    },
    successorsEnd: () => out.value >>> 0,
    hitsEnd: () => hits.value >>> 0,
    takeDeadlocks() {
      const count = deadlocks.value;
      deadlocks.value = 0;
      return count;
    },
    want(mask) {
      open.value = mask;
    },
    startLevel() {
      for (const flag of tied) flag.value = 0;
    },
  };
}

/** Replaces the packed states between two addresses. */
export type Representer = (from: number, end: number) => void;

export function representer(module: WebAssembly.Module, memory: WebAssembly.Memory): Representer {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports.represent as Representer;
}

/** The stepper with representatives in the place of successors. */
export function representing(stepper: Stepper, represent: Representer): Stepper {
  const { exports } = stepper;
  return {
    ...stepper,
    exports: {
      ...exports,
      step(from, end, out, limit) {
        const stopped = exports.step(from, end, out, limit);
        represent(out, exports.out.value);
        return stopped;
      },
    },
    step(from, end, out, limit, hits) {
      const stopped = stepper.step(from, end, out, limit, hits);
      represent(out, stepper.successorsEnd());
      return stopped;
    },
  };
}

/** For code that needs nothing but a memory. */
export function stepperFor(code: StepperCode, memory: WebAssembly.Memory): Stepper {
  const stepper = stepperOn(code, memory);
  const { representatives } = code;
  return representatives === undefined
    ? stepper
    : representing(stepper, representer(representatives, memory));
}

export function isShared(memory: WebAssembly.Memory): boolean {
  return memory.buffer instanceof SharedArrayBuffer;
}
