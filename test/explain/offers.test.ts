import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Offer, offering } from '../../src/explain/offers.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { programOf } from '../models/program-of.ts';
import { preemptRun, traceOf } from './preempt-program.ts';

/** `load_virtio: ram[0] = false`; what can run has no colon. */
function told({ text, enabled, missing }: Offer): string {
  const values = missing?.values.map(({ name, value }) => `${name} = ${value}`).join(', ');
  return enabled ? text : `${text}: ${missing?.role} ${values}`;
}

/** The offers of the tasks that have any, by name. */
function offersAfter(names: readonly string[]): Record<string, string[]> {
  const { system } = preemptRun();
  const { program } = system;
  const trace = traceOf(system, names);
  const groups = offering(system)(trace.steps.at(-1)?.state ?? trace.initial);
  return Object.fromEntries(
    groups
      .filter(({ offers }) => offers.length > 0)
      .map(({ task, offers }) => {
        const one = task === null ? undefined : program.tasks[task];
        const thread = one === undefined ? 'nobody' : program.processes[one.process]?.name;
        return [one?.name ?? thread ?? '', offers.map(told)];
      }),
  );
}

describe('offers', () => {
  it('of the first state: one thread can run, the others say what they want', () => {
    expect(offersAfter([])).toEqual({
      'src.migration': ['connect preempt'],
      'src.return_path': ['request: operation main.request = 0'],
      accept_preempt: ['accept: operation preempt.pending = 0'],
      process_incoming: ['read_package: operation main.packaged = 0'],
      'dst.postcopy_preempt': ['wait_channel: operation dst.postcopy_qemufile_dst_done = 0'],
    });
  });

  it('of the hang: nothing can run', () => {
    const { system } = preemptRun();
    const hang = ['connect', 'deliver', 'package', 'read_package', 'fault', 'request', 'urgent'];
    const offers = offersAfter(hang);
    const last = traceOf(system, hang).steps.at(-1)?.state;
    expect(last === undefined ? null : system.enabled(last)).toEqual([]);
    expect(
      Object.values(offers)
        .flat()
        .every(text => text.includes(': ')),
    ).toBe(true);
    expect(offers.process_incoming).toEqual(['load_virtio: operation dst.ram[0] = 0']);
    // The event is there, but the loop is not.
    expect(offers.accept_preempt?.[0]).toMatch(/^accept: turn/);
  });

  it('agree with the interpreter on what can run, in every state of the run', () => {
    const { system, result } = preemptRun();
    const ask = offering(system);
    for (const { state } of result.trace?.steps ?? []) {
      const offered = ask(state).flatMap(({ offers }) => offers.filter(one => one.enabled));
      const paths = (ids: readonly number[]) =>
        new Set(ids.map(id => system.program.actions[id]?.path));
      expect(paths(offered.map(({ action }) => action))).toEqual(paths(system.enabled(state)));
    }
  });

  it('name the partner that is not there', () => {
    const text = readFileSync('models/examples/rendezvous.mig', 'utf8');
    const choice = { variant: { opening: 'greet_first' }, params: {} };
    const system = interpreter(programOf('r.mig', text, choice));
    const offers = offering(system)(system.initial()).flatMap(one => one.offers.map(told));
    expect(offers).toContain('ask: location src.server.at = idle');
    expect(offers.every(one => one.includes(': '))).toBe(true);
    expect(system.enabled(system.initial())).toEqual([]);
  });
});
