// Each property of the seven systems can fail. Most do under some choice of their own, which the header of the model
// expects; the others are broken here by a change of the text. Every change must still find what it changes.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import { check } from '../../src/verdict/check.ts';
import { programOf } from './program-of.ts';
import { expectationsOf, modelFiles } from './run-model.ts';

interface Mutant {
  readonly property: string;
  readonly choice: string;
  readonly from: string;
  readonly to: string;
}

const MUTANTS: Readonly<Record<string, readonly Mutant[]>> = {
  'postcopy-preempt': [
    {
      property: 'one_guest',
      choice: 'fix=merged',
      from: 'do { vm_stopped = true }',
      to: '',
    },
    {
      property: 'no_page_lost',
      choice: 'fix=merged PAGES=2',
      from: 'dirty - far_pages)\n           dirty -= { next } }',
      to: 'dirty - far_pages)\n           dirty = {} }',
    },
    {
      property: 'guest_can_run',
      choice: 'fix=merged',
      from: 'schedule loadvm_postcopy_handle_run_bh',
      to: '',
    },
    // A page is sent again in a later round, when it is there already.
    {
      property: 'errors',
      choice: 'fix=merged',
      from: 'place ram[page] if absent',
      to: 'place ram[page]',
    },
  ],
  'multifd-sync': [
    // Two channels post before the main thread has gathered one.
    {
      property: 'errors',
      choice: 'fix=merged',
      from: 'semaphore sem_sync = 0 max 4 * CHANNELS',
      to: 'semaphore sem_sync = 0 max 1',
    },
  ],
  'postcopy-device': [
    {
      property: 'dst_can_run',
      choice: 'code=merged',
      from: 'do { image_lock = DST\n           guest_runs = true }',
      to: 'do { image_lock = DST }',
    },
    // The PONG posts, and so does the end of the return path.
    {
      property: 'errors',
      choice: 'code=merged',
      from: 'semaphore rp_sem = 0 max 2',
      to: 'semaphore rp_sem = 0 max 1',
    },
  ],
  'preempt-recovery': [
    ...['deadlock', 'recovered'].map(property => ({
      property,
      choice: 'code=merged',
      from: 'do { post postcopy_qemufile_dst_done }',
      to: 'do { }',
    })),
    // The token of the first attempt is still there when the second channel is accepted.
    {
      property: 'errors',
      choice: 'code=merged',
      from: 'semaphore postcopy_qemufile_dst_done = 0',
      to: 'semaphore postcopy_qemufile_dst_done = 0 max 1',
    },
  ],
  'disk-inactivation': [
    // The BQL is taken again by who still has it.
    {
      property: 'errors',
      choice: 'fix=refused_cont',
      from: 'fail: fail_bql -> failing\n      do { unlock bql }',
      to: 'fail: fail_bql -> failing\n      do { }',
    },
  ],
  'vfio-device-state': [
    // The coroutine yields without the BQL.
    {
      property: 'errors',
      choice: 'limit=none',
      from: 'started: started -> loading\n        lock bql',
      to: 'started: started -> loading',
    },
    // A packet that comes twice is taken twice.
    {
      property: 'assertions',
      choice: 'limit=none CHANNELS=1 CHUNKS=1 DUPLICATES=1',
      from: 'full = packet.idx in load_bufs[packet.dev]\n               or not room',
      to: 'full = not room',
    },
  ],
};

const files = (await modelFiles(['models'])).filter(file => /^models\/[^/]+\.mig$/.test(file));

describe.each(files)('%s', file => {
  const text = readFileSync(file, 'utf8');
  const mutants = MUTANTS[file.slice('models/'.length, -'.mig'.length)] ?? [];

  it('has no property that cannot fail', () => {
    const expected = expectationsOf(text).flatMap(({ violated }) => violated);
    const failing = new Set([...expected, ...mutants.map(({ property }) => property)]);
    expect(propertiesOf(text).filter(name => !failing.has(name))).toEqual([]);
  });

  it.each(mutants)(
    '$property fails in a mutant of $choice',
    async ({ property, choice, from, to }) => {
      expect(text).toContain(from);
      const violated = async (model: string) => {
        const result = await check(programOf(file, model, choiceOf(choice)), { host: nodeHost });
        const found = result.properties.filter(({ verdict }) => verdict === 'violated');
        return found.map(one => one.property.name);
      };
      expect(await violated(text.replace(from, to))).toContain(property);
      expect(await violated(text)).not.toContain(property);
    },
  );
});

/** A `bound` without a limit asks for a value and cannot fail; what goes wrong in a run is a property of every model. */
function propertiesOf(text: string): string[] {
  const named = /^(?:invariant|reachable|always possible|lock order|order|bound) (\w+):(.*)$/gm;
  const declared = [...text.matchAll(named)].filter(
    ([line, , body = '']) => !line.startsWith('bound') || body.includes('<='),
  );
  const deadlock = /^deadlock free/m.test(text) ? ['deadlock'] : [];
  const assertions = /\bassert /.test(text) ? ['assertions'] : [];
  return [...declared.map(([, name = '']) => name), ...deadlock, ...assertions, 'errors'];
}

function choiceOf(choice: string) {
  const pairs = choice.split(' ').map(word => word.split('=') as [string, string]);
  const isNumber = ([, value]: [string, string]) => /^\d+$/.test(value);
  return {
    variant: Object.fromEntries(pairs.filter(pair => !isNumber(pair))),
    params: Object.fromEntries(
      pairs.filter(isNumber).map(([name, value]) => [name, Number(value)]),
    ),
  };
}
