// models/postcopy-preempt.mig: what the matrix must say, that its verdicts do not depend on the size of the
// model, and that each action fires.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';
import { firedActions } from './fired.ts';
import { programOf } from './program-of.ts';

const PATH = 'models/postcopy-preempt.mig';
const TEXT = readFileSync(PATH, 'utf8');

/** Property names that are violated, per variant: worked out from the protocol, see the model's header. */
const VIOLATED: Readonly<Record<string, readonly string[]>> = {
  none: ['deadlock', 'accepted_before_load', 'accepted_before_run'],
  yield_at_listen: ['deadlock', 'accepted_before_load', 'accepted_before_run'],
  flush_restored: ['deadlock', 'accepted_before_load', 'accepted_before_run'],
  early_connect: ['deadlock', 'accepted_before_load', 'accepted_before_run', 'assertions'],
  both_at_setup: ['assertions'],
  sem_wait_listen: ['deadlock'],
  sem_wait_main: ['deadlock'],
  timedwait_as_posted: ['deadlock', 'accepted_before_load', 'accepted_before_run'],
  timedwait_corrected_shared: ['deadlock'],
  wait_channel_right: [],
  merged: [],
  accept_acked: [],
  load_thread: ['accepted_before_load', 'accepted_before_run'],
  load_thread_bql: ['deadlock', 'accepted_before_load', 'accepted_before_run'],
};

/** Variants that leave the deadlock of `none` in place: they only narrow the race. */
const NARROWING = ['yield_at_listen', 'flush_restored', 'early_connect', 'timedwait_as_posted'];

async function run(fix: string, params: Readonly<Record<string, number>> = {}): Promise<RunResult> {
  return check(programOf(PATH, TEXT, { variant: { fix }, params }), { host: nodeHost });
}

function violated(result: RunResult): string[] {
  return result.properties.filter(p => p.verdict === 'violated').map(p => p.property.name);
}

describe('postcopy-preempt', () => {
  it.each(Object.keys(VIOLATED))('%s violates what the protocol says', async fix => {
    const result = await run(fix);
    expect(result.complete).toBe(true);
    expect(violated(result).sort()).toEqual([...(VIOLATED[fix] ?? [])].sort());
  });

  it.each([
    { PAGES: 2, KERNEL_BUFFER: 1 },
    { PAGES: 1, KERNEL_BUFFER: 3 },
  ])('has the same verdicts with %o', async params => {
    for (const fix of Object.keys(VIOLATED)) {
      const result = await run(fix, params);
      expect([fix, violated(result).sort()]).toEqual([fix, [...(VIOLATED[fix] ?? [])].sort()]);
    }
  });

  it('tells who waits for whom', async () => {
    const result = await run('none');
    const deadlock = result.properties.find(p => p.property.kind === 'deadlock');
    const knot = deadlock?.waits
      .filter(w => w.knot)
      .flatMap(w => w.waits.map(wait => `${wait.kind} ${wait.on}`));
    expect(knot).toEqual(
      expect.arrayContaining([
        'page dst.ram[0]',
        'semaphore dst.postcopy_qemufile_dst_done',
        'turn dst.main_loop',
      ]),
    );
  });

  it('has no way back once the return path has taken the page for the channel', async () => {
    const result = await run('none');
    const noReturn = result.properties.find(p => p.property.kind === 'deadlock')?.noReturn;
    const trace = result.properties.find(p => p.property.kind === 'deadlock')?.trace;
    const path = (id: number) => result.program.actions[id]?.path;
    const step = trace?.steps[(noReturn?.step ?? 0) - 1];
    // Until then the page is dirty, and the migration thread may still send it over the main channel.
    expect(path(step?.action ?? -1)).toBe('src.source_return_path_thread.urgent');
    expect(noReturn?.instead.map(path)).toContain('src.migration_thread.pick');
  });

  it('has none from PACKAGED on where the page comes on request only', async () => {
    const result = await run('none', { LARGE_RAM: 1 });
    const found = result.properties.find(p => p.property.kind === 'deadlock');
    const { trace, noReturn } = found ?? {};
    const path = (id: number) => result.program.actions[id]?.path;
    const step = noReturn?.step ?? 0;
    expect(path(trace?.steps[step - 1]?.action ?? -1)).toBe('src.migration_thread.send_packaged');
    // The coroutine has the DISCARD before it still to read: it does not yield again before the devices.
    expect(noReturn?.instead.map(path)).toEqual([
      'dst.main_loop.process_incoming_migration_co.read_discard',
    ]);
    const before = trace?.steps[step - 2]?.state;
    const accepted = result.program.actions.find(one => one.path.endsWith('.accept_preempt'));
    const system = interpreter(result.program);
    if (before === undefined || accepted === undefined) throw new Error('no such step');
    // The accept is what it would lead to: the stream runs dry, the loop gets its turn.
    const read = result.program.actions.find(one => one.path.endsWith('.read_discard'));
    const dry = [...system.enabled(before)]
      .filter(id => path(id) === read?.path)
      .map(id => system.fire(before, id)?.next)
      .find(next => next != null);
    const yielded = system
      .enabled(dry ?? before)
      .filter(id => path(id)?.startsWith('dst.main_loop.process_incoming_migration_co'))
      .map(id => system.fire(dry ?? before, id)?.next)
      .find(next => next != null);
    expect(system.enabled(yielded ?? before)).toContain(accepted.id);
  });

  it('keeps the cause where a fix only narrows the race', async () => {
    const cause = async (fix: string) =>
      (await run(fix)).properties.find(p => p.property.kind === 'deadlock')?.cause;
    const first = await cause('none');
    expect(first).toMatch(/^[0-9a-f]{12}$/);
    for (const fix of NARROWING) expect([fix, await cause(fix)]).toEqual([fix, first]);
    expect(await cause('sem_wait_listen')).not.toBe(first);
    expect(await cause('load_thread_bql')).not.toBe(first);
  });
});

describe('each action of postcopy-preempt', () => {
  it('fires in some variant', () => {
    const declared = new Set<string>();
    const fired = new Set<string>();
    for (const params of [{}, { TLS: 1 }, { PAGES: 2, RESETS: 1 }]) {
      for (const fix of Object.keys(VIOLATED)) {
        const program = programOf(PATH, TEXT, { variant: { fix }, params });
        for (const action of program.actions)
          declared.add(sourceLine(action.provenance.span.start));
        for (const id of firedActions(interpreter(program))) {
          fired.add(sourceLine(program.actions[id]?.provenance.span.start ?? 0));
        }
      }
    }
    expect([...declared].filter(line => !fired.has(line))).toEqual([]);
    // Every action that is written is an action of some variant.
    const written = [...TEXT.matchAll(/^ +(\w+)(?:\[[^\]]*\])?: +\S+ +-> /gm)].map(m => m[1]);
    const named = new Set([...declared].map(line => line.trim().split(/[[:\s]/)[0]));
    expect(written.filter(name => !named.has(name ?? ''))).toEqual([]);
  });

  function sourceLine(offset: number): string {
    return TEXT.slice(offset).split('\n', 1)[0] ?? '';
  }
});
