// What of an exploration may depend on nothing but the system: not on threads, memories or the order of arrival. In: what
// a search has found. Out: plain data to compare. And a snapshot as it comes back from a file.

import { expect } from 'vitest';
import type { Exploration } from '../../src/explore/explore.ts';
import type { Host } from '../../src/explore/host.ts';
import type { Monitor } from '../../src/explore/monitor.ts';
import { nodeHost, threadsOf } from '../../src/explore/node-host.ts';
import { rebuildPaths } from '../../src/explore/paths.ts';
import type { Snapshot } from '../../src/explore/snapshot.ts';
import type { TransitionSystem } from '../../src/system/transition-system.ts';

/** Threads run what `npm run build` has made. */
export const threadedHost: Host = {
  ...nodeHost,
  startThread: threadsOf(new URL('../../dist/explore/node-thread.js', import.meta.url)),
};

/** Deadlocks, and everything that goes wrong. */
export const MONITORS: readonly Monitor[] = [
  { kind: 'deadlock' },
  { kind: 'failure', selects: () => true },
];

export async function essenceOf(system: TransitionSystem, found: Exploration) {
  const targets = found.sightings.flatMap(sighting => sighting ?? []);
  const state = new Int32Array(system.width);
  const deadlocks = found.deadlockIds.map(id => {
    found.store.read(id, state);
    return state.join();
  });
  return {
    complete: found.complete,
    counts: [found.states, found.transitions, found.deadlocks, found.depth],
    levels: found.levels,
    sightings: found.sightings,
    failing: found.failingActions,
    deadlocks: deadlocks.sort(),
    paths: await rebuildPaths(system, found, targets, threadedHost),
  };
}

/** A copy that has been through a file, read in pieces of another size than they were written in. */
export async function written(
  { data, bytes, pieces }: Snapshot,
  pieceBytes: number,
): Promise<Snapshot> {
  const copies: Uint8Array[] = [];
  for await (const piece of pieces) copies.push(piece.slice());
  const all = Buffer.concat(copies);
  expect(all.length).toBe(bytes);
  const parts = Array.from({ length: Math.ceil(bytes / pieceBytes) }, (_, i) =>
    all.subarray(pieceBytes * i, pieceBytes * (i + 1)),
  );
  return { data: JSON.parse(JSON.stringify(data)), bytes, pieces: parts };
}
