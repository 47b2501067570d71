// Any number of threads finds what one finds: counts, levels, sightings, deadlock states, paths.

import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import type { ExploreOptions } from '../../src/explore/explore.ts';
import type { Host } from '../../src/explore/host.ts';
import { explorePacked } from '../../src/explore/packed-search.ts';
import {
  CONTROL,
  CONTROL_ADDRESS,
  MODE,
  RECORD,
  STATUS,
} from '../../src/explore/parallel/control.ts';
import type { Snapshot } from '../../src/explore/snapshot.ts';
import { PackedStore } from '../../src/explore/store/packed-store.ts';
import type { Program } from '../../src/ir/program.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { programOf } from '../models/program-of.ts';
import { cell, eq, num, ProgramBuilder, plus, range, set } from '../system/build-program.ts';
import { randomProgram } from '../system/random-program.ts';
import { counters, philosophers } from '../system/sample-programs.ts';
import { essenceOf, MONITORS, threadedHost, written } from './essence.ts';

const SLOW = process.env.MCHECK_SLOW !== undefined;
const SEED = Number(process.env.MCHECK_SEED ?? 1);

/** What may not depend on the number of threads. */
async function essence(
  program: Program,
  workers: number,
  keepStates?: number,
  more: Pick<ExploreOptions, 'snapshots' | 'resume'> & { readonly host?: Host } = {},
) {
  const packed = compileProgram(program, []);
  if (packed === null) throw new Error('not compiled');
  const system = interpreter(program);
  const found = await explorePacked(packed, system, MONITORS, [null, null], {
    host: threadedHost,
    workers,
    keepStates,
    alwaysShare: true,
    ...more,
  });
  expect(found.workers).toBe(workers);
  return essenceOf(system, found);
}

function modelOf(name: string, params: Record<string, number>): Program {
  const file = `models/classics/${name}.mig`;
  return programOf(file, readFileSync(file, 'utf8'), { variant: {}, params });
}

describe('two and three threads find what one finds', () => {
  test.each([
    ['philosophers', philosophers(9)],
    ['counters, whose table is split by all', counters(3, 79)],
    ['states of fourteen words', modelOf('leader_election', { N: 5 })],
    ['states whose parts get other ids on the way', modelOf('leader_election', { N: 6 })],
    ['szymanski', modelOf('szymanski', { N: 3 })],
  ])('%s', async (_, program) => {
    const one = await essence(program, 1);
    expect(one.complete).toBe(true);
    expect(await essence(program, 2)).toEqual(one);
    expect(await essence(program, 3)).toEqual(one);
    expect(await essence(program, 2, 0)).toEqual(one);
    // Where vector loads warrant nothing, entries are looked at again.
    const cautious = { ...threadedHost, wholeVectors: false };
    expect(await essence(program, 2, undefined, { host: cautious })).toEqual(one);
  });

  test(`generated programs (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async program => {
        expect(await essence(program, 2)).toEqual(await essence(program, 1));
      }),
      { numRuns: SLOW ? 300 : 12, seed: SEED },
    );
  }, 300_000);
});

/**
 * Each state of a level has two successors until there are 2^16, the last 2^15 of them in one level; each of those has
 * one successor, in which a number that was the same all the time is another one than in any other state. 98304 states.
 */
function lateFlood(): Program {
  const bits = 15;
  const b = new ProgramBuilder();
  const number = b.cell('number', range(0, 2 ** bits - 1));
  const at = b.cell('at', range(0, bits + 2));
  const copies = [0, 1, 2].map(i => b.cell(`copy[${i}]`, range(0, 2 ** 31 - 1)));
  const task = b.thread('t', ['runs'], { rests: ['runs'] });
  const act = (name: string, when: number, effects: readonly ReturnType<typeof set>[]) =>
    b.action({
      name,
      move: [task, 'runs', 'runs'],
      guard: eq(at, when),
      effects: [...effects, set(at, when + 1)],
    });
  act('start', 0, []);
  for (let bit = 0; bit < bits; bit++) {
    act(`zero[${bit}]`, bit + 1, []);
    act(`one[${bit}]`, bit + 1, [set(number, plus(cell(number), num(2 ** bit)))]);
  }
  act(
    'copy',
    bits + 1,
    copies.map(copy => set(copy, cell(number))),
  );
  return b.build();
}

test('ids of parts run out several times in one level', async () => {
  const program = lateFlood();
  // The clock is looked at in every round; rounds that lead to nothing do not last for ever.
  const patient = (): Host => {
    let looks = 20_000;
    const now = () => {
      looks -= 1;
      if (looks < 0) throw new Error('the rounds have no end');
      return threadedHost.now();
    };
    return { ...threadedHost, now };
  };
  const one = await essence(program, 1);
  expect(one.counts.slice(0, 2)).toEqual([98_304, 98_303]);
  const lengthenIds = vi.spyOn(PackedStore.prototype, 'lengthenIds');
  try {
    for (const workers of [2, 3]) {
      lengthenIds.mockClear();
      expect(await essence(program, workers, undefined, { host: patient() })).toEqual(one);
      expect(lengthenIds.mock.calls.length).toBeGreaterThanOrEqual(2);
    }
  } finally {
    lengthenIds.mockRestore();
  }
});

test('a search goes on from a snapshot with as many threads as it likes', async () => {
  const program = philosophers(8);
  const kept: Snapshot[] = [];
  const keep = async (snapshot: Snapshot) => {
    kept.push(await written(snapshot, 3e6));
  };
  // Time stands still, so that a snapshot is due between any two levels.
  const still: Host = { ...threadedHost, now: () => 0 };
  const one = await essence(program, 2, undefined, { snapshots: { every: 0, keep }, host: still });
  expect(kept.length).toBe(one.levels.length - 1);
  for (const resume of [kept[1], kept[10]]) {
    expect(await essence(program, 1, undefined, { resume })).toEqual(one);
    expect(await essence(program, 3, undefined, { resume })).toEqual(one);
  }
});

/** A thread that does nothing, and says this when it should split segments. */
const idle = (saying: number) => `
const { workerData: { memory, place, round: before } } = require('node:worker_threads');
const words = new Int32Array(memory.buffer);
const control = (word) => ${CONTROL_ADDRESS / 4} + word;
let round = before;
Atomics.add(words, control(${CONTROL.READY}), 1);
for (;;) {
  Atomics.wait(words, control(${CONTROL.ROUND}), round);
  if (Atomics.load(words, control(${CONTROL.ROUND})) === round) continue;
  round = Atomics.load(words, control(${CONTROL.ROUND}));
  const mode = Atomics.load(words, control(${CONTROL.MODE}));
  if (mode === ${MODE.QUIT}) break;
  const status = mode === ${MODE.SPLIT} ? ${saying} : ${STATUS.IDLE};
  words[place.base / 4 + ${RECORD.STATUS}] = status;
  Atomics.sub(words, control(${CONTROL.RUNNING}), 1);
  Atomics.notify(words, control(${CONTROL.RUNNING}));
}
`;

/** Starts such threads. */
function startIdle(saying: number) {
  return (setup: object) => {
    const worker = new Worker(idle(saying), { eval: true, workerData: setup });
    return { send: () => {}, stop: () => void worker.terminate() };
  };
}

test('a thread that fails while segments are split ends the search', async () => {
  const host: Host = { ...threadedHost, startThread: startIdle(STATUS.FAILED) };
  await expect(essence(counters(3, 79), 2, undefined, { host })).rejects.toThrow(
    'a thread of the search failed',
  );
});

test('rounds that are cut short as soon as they may be come to an end', async () => {
  const program = counters(3, 79);
  const one = await essence(program, 1);
  for (const startThread of [threadedHost.startThread, startIdle(STATUS.IDLE)]) {
    let looks = 0;
    // A second passes between any two looks at the clock.
    const now = () => {
      looks += 1;
      if (looks > 20_000) throw new Error('the rounds have no end');
      return 1000 * looks;
    };
    const host: Host = { ...threadedHost, startThread, now };
    expect(await essence(program, 2, undefined, { host })).toEqual(one);
  }
});

if (SLOW) {
  test('200 runs on two threads', { timeout: 1_800_000 }, async () => {
    const program = philosophers(11);
    const one = await essence(program, 1);
    for (let run = 0; run < 200; run++) expect(await essence(program, 2)).toEqual(one);
  });
}
