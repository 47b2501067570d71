// What the systems declare and never exercise, though no parameter rules it out: what `--strict` finds at the default
// parameters, listed with the reason. In: a model and the chosen values. Out: the names that are excused.

import type { Coverage } from '../../src/verdict/result.ts';

/** By model, then by the value of its variant. Everything else is exercised in every variant. */
const EXCUSED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'models/postcopy-preempt.mig': {
    // The main thread takes the token that the preempt thread waits for: no run completes, nothing is cleaned up.
    timedwait_corrected_shared: [
      'action dst.postcopy_listen_thread.join_fault',
      'action dst.postcopy_listen_thread.join_preempt',
      'action dst.postcopy_listen_thread.send_shut',
      'action dst.postcopy_preempt_thread.place_page',
      'action dst.postcopy_preempt_thread.quit',
      'action dst.postcopy_preempt_thread.wait_channel',
      'action dst.postcopy_ram_fault_thread.quit',
      'action src.migration_thread.close_return_path',
      'action src.source_return_path_thread.shut',
      'location dst.postcopy_listen_thread.done',
      'location dst.postcopy_listen_thread.join_fault',
      'location dst.postcopy_listen_thread.shut',
      'location dst.postcopy_preempt_thread.done',
      'location dst.postcopy_preempt_thread.loading',
      'location dst.postcopy_ram_fault_thread.done',
      'location src.migration_thread.completed',
      'location src.source_return_path_thread.done',
      'property no_page_lost',
    ],
  },
  'models/postcopy-recovery.mig': {
    // The kept return-path thread ends in an error, or lives on and with it the block that was named last.
    rp_thread_kept: ['location src.source_return_path_thread.no_block'],
    rfc: ['location src.source_return_path_thread.no_block'],
  },
};

/** Names that a run with these values may leave out; none where a parameter is among them, which is not looked at. */
export function excused(file: string, values: readonly string[]): readonly string[] {
  return values.flatMap(value => EXCUSED[file]?.[value] ?? []);
}

export function neverExercised(coverage: Coverage | null): string[] {
  if (coverage === null) throw new Error('the space is not complete');
  return [
    ...coverage.actions.map(one => `action ${one.name}`),
    ...coverage.locations.map(one => `location ${one.name}`),
    ...coverage.properties.map(one => `property ${one.name}`),
  ].sort();
}
