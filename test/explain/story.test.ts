import { describe, expect, it } from 'vitest';
import { story } from '../../src/explain/story.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';
import { named, preemptProgram, preemptRun, runWith, traceOf } from './preempt-program.ts';

function told() {
  const { run, result, system } = preemptRun();
  const found = story(run, result, system);
  if (found === null) throw new Error('no story');
  return found;
}

describe('story', () => {
  it('has a lane per acting or hanging thread, by host and then by first action', () => {
    expect(told().lanes.map(lane => lane.name)).toEqual([
      'src.migration',
      'src.return_path',
      'dst.main_loop',
      'dst.postcopy_preempt',
    ]);
  });

  it('numbers rows like the steps of the trace', () => {
    expect(told().rows.map(row => row.n)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('draws a delivery under the thread that connected', () => {
    expect(told().rows[1]?.cells).toEqual([
      { lane: 0, task: null, text: '~> accept event pending on dst' },
    ]);
  });

  it('draws it there too when another thread has used the stream since', () => {
    const { run, result, system } = preemptRun();
    const late = ['connect', 'package', 'read_package', 'fault', 'request', 'urgent', 'deliver'];
    const rows = story(run, { ...result, trace: traceOf(system, late) }, system)?.rows ?? [];
    expect(rows[6]?.cells[0]?.lane).toBe(0);
  });

  it('counts a switch for each change of the acting thread, none for the network', () => {
    // migration x2 (a delivery between), main_loop x2, return_path x2
    expect(told().switches).toBe(2);
  });

  it('is null without a trace', () => {
    const { run, result, system } = preemptRun();
    expect(story(run, { ...result, trace: null }, system)).toBeNull();
  });

  it('names the task where several tasks of a loop act', () => {
    const { result, system } = preemptRun();
    const trace = traceOf(system, ['connect', 'deliver', 'accept', 'package', 'read_package']);
    const run: RunResult = runWith(system.program, []);
    const rows = story(run, { ...result, trace, waits: [] }, system)?.rows ?? [];
    expect(rows[2]?.cells[0]?.task).toBe('accept_preempt');
    expect(rows[4]?.cells[0]?.task).toBe('process_incoming');
  });
});

describe('why', () => {
  it('fits what the checker finds out by itself', async () => {
    const run = await check(preemptProgram(), { host: nodeHost });
    const [result] = run.properties;
    if (result === undefined) throw new Error('no property');
    const found = story(run, result, interpreter(run.program));
    expect(found?.why).toEqual(told().why);
  });

  it('says who waits for whom', () => {
    expect(told().why.map(one => `${one.thread} ${one.text}`)).toEqual([
      'dst.main_loop waits for page ram[0] (process_incoming, line 21), which only dst.postcopy_preempt can place',
      'dst.postcopy_preempt waits for semaphore postcopy_qemufile_dst_done (line 30), which only dst.main_loop can post',
    ]);
  });

  it('says why the only waker cannot run, where it is not blocked itself', () => {
    expect(told().why.map(one => one.notes)).toEqual([
      [],
      [
        'accept_preempt runs in dst.main_loop, which does not return to its loop while process_incoming waits for page ram[0]',
      ],
    ]);
  });

  it('leaves out a task that waits for a turn which its own loop keeps', () => {
    const { run, result, system } = preemptRun();
    const accept = named(system.program, 'accept');
    const task = accept.moves[0]?.task ?? 0;
    const turn = {
      task,
      process: system.program.tasks[task]?.process ?? 0,
      knot: true,
      waits: [
        {
          kind: 'turn' as const,
          object: null,
          on: 'dst.main_loop',
          family: 'dst.main_loop',
          action: accept.id,
          conjunct: 1,
          wakers: [named(system.program, 'load_virtio').id],
          released: [],
        },
      ],
    };
    const found = story(run, { ...result, waits: [...result.waits, turn] }, system);
    expect(found?.why).toHaveLength(2);
  });

  it('says when nothing can wake a thread any more, and what from outside could', () => {
    const { run, result, system } = preemptRun();
    const [first, second] = result.waits;
    if (first === undefined || second === undefined) throw new Error('two waits expected');
    const without = (released: number[]) => ({
      ...second,
      waits: second.waits.map(wait => ({ ...wait, wakers: [], released })),
    });
    const say = (released: number[]) =>
      story(run, { ...result, waits: [without(released)] }, system)?.why[0]?.text;
    expect(say([])).toMatch(/, which nothing can post any more$/);
    expect(say([named(system.program, 'connect').id])).toMatch(
      /which only the system action connect can post$/,
    );
  });

  it('keeps to six sentences and counts the rest', () => {
    const { run, result, system } = preemptRun();
    const [first] = result.waits;
    if (first === undefined) throw new Error('a wait expected');
    const found = story(run, { ...result, waits: Array.from({ length: 9 }, () => first) }, system);
    expect(found?.why).toHaveLength(6);
    expect(found?.whyOmitted).toBe(3);
  });
});

describe('ending', () => {
  it('is a hang for a deadlock', () => {
    expect(told().ending).toEqual({ kind: 'hang' });
  });

  it('is none for a run that goes well', () => {
    const { run, result, system } = preemptRun();
    const fine = { ...result, verdict: 'holds' as const };
    expect(story(run, fine, system)?.ending).toEqual({ kind: 'reached' });
  });

  it('lists what a false invariant reads, each variable once', () => {
    const { run, result, system } = preemptRun();
    const { program } = system;
    const ram = program.cells.find(cell => cell.name === 'dst.ram[0]');
    const at = program.tasks.find(task => task.name === 'process_incoming')?.at ?? 0;
    const read = { kind: 'cell' as const, cell: ram?.id ?? 0 };
    const condition = {
      kind: 'and' as const,
      operands: [
        read,
        { kind: 'not' as const, operand: { kind: 'cell' as const, cell: at } },
        read,
      ],
    };
    const span = { file: program.sources[0] as never, start: 0, end: 9 };
    const property = { kind: 'invariant' as const, name: 'loaded', condition, span };
    const found = story(run, { ...result, property, waits: [] }, system);
    expect(found?.ending).toMatchObject({
      kind: 'false',
      place: { file: 'models/preempt.mig', line: 1 },
      values: [
        { name: 'dst.ram[0]', value: '0' },
        { name: 'dst.main_loop.process_incoming.at', value: 'faulted' },
      ],
    });
  });

  it('shows the message and the place of an action that goes wrong', () => {
    const { run, result, system } = preemptRun();
    const action = named(system.program, 'urgent');
    const failure = {
      error: 'closed' as const,
      message: 'preempt is closed',
      span: action.provenance.span,
    };
    const trace = result.trace && { ...result.trace, failure };
    const found = story(run, { ...result, trace, waits: [] }, system);
    expect(found?.ending).toEqual({
      kind: 'failure',
      assertion: false,
      message: 'preempt is closed',
      place: { file: 'models/preempt.mig', line: 26 },
      values: [],
    });
  });
});

describe('names in a row', () => {
  it('are without the thread and the host that act', () => {
    const { run, result, system } = preemptRun();
    const actions = run.program.actions.map(action =>
      action.name === 'fault'
        ? { ...action, label: ['fault on dst.main_loop.page of dst.ram[0], xdst.ram, src.dst.y'] }
        : action,
    );
    const program = { ...run.program, actions };
    const found = story({ ...run, program }, result, system);
    expect(found?.rows[4]?.cells[0]?.text).toBe('fault on page of ram[0], xdst.ram, src.dst.y');
  });
});

describe('what made it so', () => {
  it('is the last step, and each value has the step that gave it', () => {
    const { run, result, system } = preemptRun();
    const { program } = system;
    const cellNamed = (name: string) => ({
      kind: 'cell' as const,
      cell: program.cells.find(cell => cell.name === name)?.id ?? -1,
    });
    const operands = [cellNamed('main.packaged'), cellNamed('dst.ram[0]')];
    const span = { file: program.sources[0] as never, start: 0, end: 9 };
    const condition = { kind: 'and' as const, operands };
    const property = { kind: 'invariant' as const, name: 'loaded', condition, span };
    const found = story(run, { ...result, property, waits: [] }, system);
    expect(found?.ending).toMatchObject({
      by: { action: 'urgent', thread: 'src.return_path', line: 26 },
      values: [
        // Sent in step 3, read in step 4.
        { name: 'main.packaged', value: '0', since: 4 },
        { name: 'dst.ram[0]', value: '0', since: 0 },
      ],
    });
  });

  it('is told first by what can be given, last by who waits for the end of another', () => {
    const { run, result, system } = preemptRun();
    const [page, semaphore] = result.waits;
    if (page === undefined || semaphore === undefined) throw new Error('two waits expected');
    const joins = { ...page, waits: page.waits.map(wait => ({ ...wait, kind: 'join' as const })) };
    const found = story(run, { ...result, waits: [joins, semaphore] }, system);
    expect(found?.why.map(({ thread }) => thread)).toEqual([
      'dst.postcopy_preempt',
      'dst.main_loop',
    ]);
  });
});
