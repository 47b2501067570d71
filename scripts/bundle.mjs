// What bin/mcheck.js starts, in a few files: reading some 350 small modules takes twice as long as all else that a
// start does. In: dist/, as the compiler wrote it. Out: dist/start/, with one file per command and what they share.
// The packages it depends on stay outside.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const dist = join(import.meta.dirname, '..', 'dist');
const folder = join(dist, 'start');

/** Started by name beside the file that starts them: the two kinds of worker thread. */
const input = {
  main: join(dist, 'cli/main.js'),
  worker: join(dist, 'cli/gate/worker.js'),
  'node-thread': join(dist, 'explore/node-thread.js'),
};

rmSync(folder, { recursive: true, force: true });
const bundle = await rolldown({
  input,
  platform: 'node',
  external: id => !id.startsWith('.') && !id.startsWith('/') && !/^[A-Za-z]:\\/.test(id),
  onwarn(warning) {
    throw new Error(warning.message);
  },
});
await bundle.write({ dir: folder, format: 'esm' });
await bundle.close();
