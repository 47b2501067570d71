import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Timeline, timeline } from '../../src/explain/timeline.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { check } from '../../src/verdict/check.ts';
import { programOf } from '../models/program-of.ts';
import { preemptRun } from './preempt-program.ts';

function told(): Timeline {
  const { result, system } = preemptRun();
  if (result.trace === null) throw new Error('no trace');
  return timeline(system, result, result.trace);
}

describe('lanes', () => {
  it('are the threads that act or hang, hosts together', () => {
    expect(told().lanes.map(({ name, host }) => [name, host])).toEqual([
      ['src.migration', 'src'],
      ['src.return_path', 'src'],
      ['dst.main_loop', 'dst'],
      ['dst.postcopy_preempt', 'dst'],
    ]);
  });
});

describe('waits', () => {
  it('say from when to when a thread is blocked, and by what', () => {
    // The loop faults in step 5 and waits for good; the preempt thread waits from the start.
    expect(told().waits.filter(({ knot }) => knot)).toEqual([
      { lane: 2, from: 5, to: 7, text: 'waits for page ram[0]', knot: true },
      {
        lane: 3,
        from: 0,
        to: 7,
        text: 'waits for semaphore postcopy_qemufile_dst_done',
        knot: true,
      },
    ]);
  });

  it('leave a loop out while one of its tasks can move', () => {
    // process_incoming waits for the package until step 3, but accept can run from step 2 on.
    const loop = told().waits.filter(({ lane, knot }) => lane === 2 && !knot);
    for (const { to } of loop) expect(to).toBeLessThan(2);
  });
});

/** The timeline of the deadlock, or of the first witness, of an example. */
async function example(name: string, variant: Record<string, string>, property?: string) {
  const text = readFileSync(`models/examples/${name}.mig`, 'utf8');
  const program = programOf(name, text, { variant, params: {} });
  const run = await check(program, { host: nodeHost });
  const result = run.properties.find(one =>
    property === undefined ? one.trace !== null : one.property.name === property,
  );
  if (result?.trace == null) throw new Error('no trace');
  return timeline(interpreter(program), result, result.trace);
}

describe('arrows', () => {
  it('lead from a send to its receive, and from an accept event to nowhere', () => {
    const { result, system } = preemptRun();
    if (result.trace === null) throw new Error('no trace');
    // Of its traffic only what the streams carry is known to the hand-built program.
    expect(told().arrows).toContainEqual({
      kind: 'connection',
      from: { step: 2, lane: 0 },
      to: null,
      text: 'preempt',
      lostIn: null,
    });
    expect(system.program.objects.length).toBeGreaterThan(0);
  });

  it('end where a message is lost', async () => {
    const { arrows } = await example('lossy-channel', { fix: 'once' });
    expect(arrows).toEqual([
      { kind: 'message', from: { step: 1, lane: 0 }, to: null, text: 'true', lostIn: 1 },
    ]);
  });

  it('lead to both receives of what a channel delivers twice', async () => {
    const { arrows } = await example('duplicating-channel', { fix: 'none' });
    expect(arrows.map(({ from, to }) => [from.step, to?.step])).toEqual([
      [1, 2],
      [1, 3],
    ]);
  });

  it('are level in a rendezvous', async () => {
    const text = readFileSync('models/examples/rendezvous.mig', 'utf8');
    const both = 'reachable served: src.client[0] at done and src.client[1] at done';
    const program = programOf('r.mig', `${text}\n${both}\n`, {
      variant: { opening: 'ask_first' },
      params: {},
    });
    const run = await check(program, { host: nodeHost });
    const result = run.properties.find(one => one.property.name === 'served');
    if (result?.trace == null) throw new Error('no trace');
    const { arrows, steps } = timeline(interpreter(program), result, result.trace);
    expect(arrows).toHaveLength(4);
    for (const { from, to } of arrows) expect(from.step).toBe(to?.step);
    expect(steps.map(({ partner }) => partner !== null)).toEqual([true, true, true, true]);
  });

  it('follow messages, connections, tokens and page faults of a whole protocol', async () => {
    const text = readFileSync('models/postcopy-preempt.mig', 'utf8');
    const program = programOf('models/postcopy-preempt.mig', text);
    const run = await check(program, { host: nodeHost });
    const result = run.properties.find(one => one.property.name === 'deadlock');
    if (result?.trace == null) throw new Error('no trace');
    const { arrows, steps, lanes } = timeline(interpreter(program), result, result.trace);
    const nameOf = (n: number) => steps[n - 1]?.path.split('.').at(-1);
    const shown = arrows.map(
      ({ kind, from, to }) =>
        `${kind} ${nameOf(from.step)} -> ${to === null ? 'nobody' : nameOf(to.step)}`,
    );
    expect(shown).toEqual(
      expect.arrayContaining([
        'message ping -> ping',
        'message send_packaged -> read_package',
        'token channel_done -> wait_connected',
        'connection deliver -> accept_main',
        'connection deliver -> nobody',
        'message send_urgent -> nobody',
      ]),
    );
    const fault = arrows.find(({ kind }) => kind === 'fault');
    expect(lanes[fault?.from.lane ?? -1]?.name).toBe('dst.main_loop');
    expect(lanes[fault?.to?.lane ?? -1]?.name).toBe('dst.postcopy_ram_fault_thread');
  });
});
