// Runs cases one after the other, in a thread of its own so that a hang can be ended. In: what to run. Out: a
// message per problem and one at the end; the number of the case under way is kept in shared memory.

import { parentPort, workerData } from 'node:worker_threads';
import { exercise } from './exercise.mjs';
import { caseOf, prepare } from './mutate.mjs';
import { loadRooms } from './rooms.mjs';

const { corpus, seed, from, to, code, progress } = workerData;
const rooms = await loadRooms(code);
const prepared = prepare(corpus);
const current = new Int32Array(progress);
const reached = { parse: 0, check: 0, lower: 0, run: 0 };

for (let number = from; number < to; number++) {
  Atomics.store(current, 0, number);
  const one = caseOf(prepared, seed, number);
  const outcome = exercise(rooms, one.path, one.text);
  reached[outcome.reached]++;
  if (outcome.problem !== null)
    parentPort.postMessage({ kind: 'problem', number, path: one.path, text: outcome.problem });
  if (number % 500 === 499) parentPort.postMessage({ kind: 'reached', reached: take() });
}
parentPort.postMessage({ kind: 'reached', reached: take() });

function take() {
  const copy = { ...reached };
  for (const stage of Object.keys(reached)) reached[stage] = 0;
  return copy;
}
