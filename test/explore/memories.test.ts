// A table in several memories finds what one in a single memory finds; and says so when the last one is full.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import type { ExploreOptions } from '../../src/explore/explore.ts';
import type { Host } from '../../src/explore/host.ts';
import { explorePackedDepthFirst } from '../../src/explore/packed-depth-first.ts';
import type { EdgeReader } from '../../src/explore/packed-edges.ts';
import { explorePacked } from '../../src/explore/packed-search.ts';
import type { Snapshot } from '../../src/explore/snapshot.ts';
import { LARGEST, type MemorySizes } from '../../src/explore/store/memories.ts';
import type { Program } from '../../src/ir/program.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import type { PackedSystem } from '../../src/system/packed-system.ts';
import { programOf } from '../models/program-of.ts';
import { randomProgram } from '../system/random-program.ts';
import { counters, philosophers } from '../system/sample-programs.ts';
import { essenceOf, MONITORS, threadedHost, written } from './essence.ts';

const SLOW = process.env.MCHECK_SLOW !== undefined;
const SEED = Number(process.env.MCHECK_SEED ?? 1);
const MIB = 2 ** 20;

/** The table begins with eight segments in four memories. */
const SPREAD: MemorySizes = { ...LARGEST, bytes: 64 * MIB, depth: 3, segments: [2, 2, 2] };
/** Nothing but the queue and the parts of states lies in the first memory. */
const ELSEWHERE: MemorySizes = { ...LARGEST, bytes: 64 * MIB, segments: [0] };
/** A second memory is there when the first one is half full, and so on. */
const SMALL: MemorySizes = { ...LARGEST, bytes: 6 * MIB };

function compiled(program: Program): PackedSystem {
  const packed = compileProgram(program, []);
  if (packed === null) throw new Error('not compiled');
  return packed;
}

function explored(program: Program, options: Partial<ExploreOptions>) {
  const all = { host: threadedHost, alwaysShare: true, ...options };
  return explorePacked(compiled(program), interpreter(program), MONITORS, [null, null], all);
}

async function breadthFirst(program: Program, options: Partial<ExploreOptions> = {}) {
  const system = interpreter(program);
  const found = await explored(program, options);
  return {
    ...(await essenceOf(system, found)),
    edges: found.edges === null ? null : edgesOf(found.edges(), found.states),
  };
}

/** How often each action leads from one level to another: the order of the states within a level is open. */
function edgesOf(reader: EdgeReader, states: number) {
  const targets = new Uint32Array(states);
  let actions = 0;
  for (let id = 0; id < states; ) {
    const run = reader.run(id, states);
    for (const target of run.targets) targets[target] = (targets[target] as number) + 1;
    for (const action of run.actions) actions += action;
    id += run.states;
  }
  return { actions, indegrees: [...targets].sort((a, b) => a - b).join() };
}

async function depthFirst(program: Program, options: Partial<ExploreOptions> = {}) {
  const all = { host: threadedHost, ...options };
  const system = interpreter(program);
  const found = await explorePackedDepthFirst(
    compiled(program),
    system,
    MONITORS,
    [null, null],
    all,
  );
  const { complete, states, transitions, deadlocks, depth, sightings } = found;
  return { complete, states, transitions, deadlocks, depth, sightings };
}

function modelOf(name: string, params: Record<string, number>): Program {
  const file = `models/classics/${name}.mig`;
  return programOf(file, readFileSync(file, 'utf8'), { variant: {}, params });
}

const SIZES: [string, MemorySizes][] = [
  ['eight segments in four memories', SPREAD],
  ['all segments in further memories', ELSEWHERE],
  ['all addresses above 2 GiB', { ...SPREAD, bytes: LARGEST.bytes, from: 2 ** 31 + MIB }],
  ['one memory, all addresses above 2 GiB', { ...LARGEST, from: 2 ** 31 + MIB }],
];

describe.each(SIZES)('%s', (_, memories) => {
  test.each([
    ['philosophers', philosophers(9)],
    ['states whose parts get other ids on the way', modelOf('leader_election', { N: 6 })],
  ])('%s', async (_, program) => {
    const one = await breadthFirst(program);
    expect(one.complete).toBe(true);
    expect(await breadthFirst(program, { memories })).toEqual(one);
    const streaming = await breadthFirst(program, { memories, keepStates: 0 });
    expect({ ...streaming, edges: one.edges }).toEqual(one);
    expect(await depthFirst(program, { memories })).toEqual(await depthFirst(program));
  });

  test('two threads', async () => {
    const program = philosophers(9);
    expect(await breadthFirst(program, { memories, workers: 2 })).toEqual(
      await breadthFirst(program),
    );
  });
});

test('three threads', async () => {
  const program = modelOf('leader_election', { N: 6 });
  const one = await breadthFirst(program);
  for (const memories of [SPREAD, ELSEWHERE])
    expect(await breadthFirst(program, { memories, workers: 3 })).toEqual(one);
});

describe('memories are added as the table grows', () => {
  // Of a million states with four bytes each.
  const program = counters(3, 99);

  test.each([
    [1, SMALL],
    [2, { ...SMALL, bytes: 14 * MIB, segments: [5, 10] }],
  ])('%i threads', async (workers, memories) => {
    const found = await breadthFirst(program, { keepStates: 0, memories, workers });
    expect(found.counts).toEqual([1_000_000, 2_970_000, 0, 297]);
    expect(found).toEqual(await breadthFirst(program, { keepStates: 0 }));
  });

  // Every thread is given chunks in advance, which take room in the first memory.
  test.each([
    [1, 8, 158],
    [2, 16, 200],
  ])('until there are as many as there may be, %i threads', async (workers, mebibytes, values) => {
    const large = counters(3, values);
    const states: number[] = [];
    for (const most of [1, 3]) {
      const memories = { ...SMALL, bytes: mebibytes * MIB, most };
      const found = await explored(large, { keepStates: 0, memories, workers });
      expect(found).toMatchObject({ complete: false, limit: 'memory' });
      states.push(found.states);
    }
    const [one, three] = states as [number, number];
    expect(three).toBeGreaterThan(2 * one);
  });
});

test('depth first, roots and stack stay in the first memory', async () => {
  const program = counters(3, 99);
  const memories = { ...SMALL, bytes: 14 * MIB };
  expect(await depthFirst(program, { memories })).toEqual(await depthFirst(program));
  const one = { ...memories, most: 1 };
  expect(await depthFirst(program, { memories: one })).toMatchObject({ complete: false });
});

test('a search goes on from a snapshot of all memories', async () => {
  const program = philosophers(8);
  const kept: Snapshot[] = [];
  const keep = async (snapshot: Snapshot) => {
    kept.push(await written(snapshot, 3e6));
  };
  // Time stands still, so that a snapshot is due between any two levels.
  const still: Host = { ...threadedHost, now: () => 0 };
  const memories = SPREAD;
  const snapshots = { every: 0, keep };
  const one = await breadthFirst(program, { memories, snapshots, host: still });
  expect(one).toEqual(await breadthFirst(program));
  expect(kept.length).toBe(one.levels.length - 1);
  for (const resume of [kept[1], kept[10]]) {
    expect(await breadthFirst(program, { memories, resume })).toEqual(one);
    expect(await breadthFirst(program, { memories, resume, workers: 2 })).toEqual(one);
  }
});

test(`generated programs (seed ${SEED})`, { timeout: SLOW ? 1_800_000 : 60_000 }, async () => {
  const sizes = fc.constantFrom(SPREAD, ELSEWHERE);
  await fc.assert(
    fc.asyncProperty(randomProgram, sizes, async (program, memories) => {
      const one = await breadthFirst(program);
      expect(await breadthFirst(program, { memories })).toEqual(one);
      expect(await breadthFirst(program, { memories, workers: 2 })).toEqual(one);
      expect(await depthFirst(program, { memories })).toEqual(await depthFirst(program));
    }),
    { numRuns: SLOW ? 300 : 12, seed: SEED },
  );
});
