// A search that lets expanded states go says what one says that keeps them all: counts, sightings, paths.

import { expect, test } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import type { Exploration, ExploreOptions } from '../../src/explore/explore.ts';
import type { Monitor } from '../../src/explore/monitor.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import { explorePacked } from '../../src/explore/packed-search.ts';
import { rebuildPaths } from '../../src/explore/paths.ts';
import { LARGEST } from '../../src/explore/store/memories.ts';
import type { Program } from '../../src/ir/program.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { and, eq } from '../system/build-program.ts';
import { counters, philosophers } from '../system/sample-programs.ts';

async function explored(program: Program, options: Partial<ExploreOptions>) {
  const packed = compileProgram(program, []);
  if (packed === null) throw new Error('not compiled');
  const system = interpreter(program);
  const monitors: Monitor[] = [{ kind: 'deadlock' }];
  const found = await explorePacked(packed, system, monitors, [null], {
    host: nodeHost,
    ...options,
  });
  const targets = found.sightings.flatMap(sighting => sighting ?? []);
  const paths = await rebuildPaths(system, found, targets, nodeHost);
  return { found, paths };
}

function deadlocksOf(found: Exploration, width: number): number[][] {
  const state = new Int32Array(width);
  return found.deadlockIds.map(id => {
    found.store.read(id, state);
    return [...state];
  });
}

test.each([
  ['philosophers', philosophers(8)],
  ['counters', counters(2, 140)],
])('%s', async (_, program) => {
  const all = await explored(program, {});
  expect(all.found.again).toBeNull();
  for (const keepStates of [0, 100, 3000]) {
    const some = await explored(program, { keepStates });
    expect(some.found.again).not.toBeNull();
    const { states, transitions, deadlocks, deadlockIds, levels, sightings } = all.found;
    expect(some.found).toMatchObject({ states, transitions, deadlocks, deadlockIds, levels });
    expect(some.found.sightings).toEqual(sightings);
    expect(some.paths).toEqual(all.paths);
    const { width } = interpreter(program);
    expect(deadlocksOf(some.found, width)).toEqual(deadlocksOf(all.found, width));
    const state = new Int32Array(width);
    expect(() => some.found.store.read(1, state)).toThrow(RangeError);
  }
});

test('chunks of roots that are not needed any more are used again', async () => {
  const program = counters(2, 499);
  const kept = await explored(program, {});
  const streaming = await explored(program, { keepStates: 0 });
  expect(kept.found.states).toBe(250_000);
  // Eight bytes a state less, apart from a few chunks.
  const saved = kept.found.store.bytes - streaming.found.store.bytes;
  expect(saved).toBeGreaterThan(8 * (250_000 - 4 * 16_384));
});

test('a path is rebuilt where not all of its levels can be kept at once', async () => {
  const program = counters(3, 79);
  const system = interpreter(program);
  const counts = [0, 1, 2];
  const isFull = and(...counts.map(count => eq(count, 79)));
  const watched = { kind: 'state', condition: isFull, onFailure: false } as const;
  const packed = compileProgram(program, [watched]);
  if (packed === null) throw new Error('not compiled');
  const monitors: Monitor[] = [
    {
      kind: 'state',
      holds: state => counts.every(count => state[count] === 79),
      violation: false,
    },
  ];
  // Room for the table and a third of the roots.
  const memories = { ...LARGEST, bytes: 6 * 2 ** 20 };
  const options = { host: nodeHost, keepStates: 0, memories };
  const found = await explorePacked(packed, system, monitors, [0], options);
  expect(found).toMatchObject({ complete: true, states: 512_000, depth: 237 });
  const targets = found.sightings.flatMap(sighting => sighting ?? []);
  const [path] = await rebuildPaths(system, found, targets, nodeHost);
  expect(path?.length).toBe(237);
  const reference = await explorePacked(packed, system, monitors, [0], { host: nodeHost });
  expect([path]).toEqual(await rebuildPaths(system, reference, targets, nodeHost));
});
