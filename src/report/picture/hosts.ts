// Lanes by host. In: lanes, those of one host side by side. Out: a run of lanes per host, in order.

import type { TimelineLane } from '../../explain/timeline.ts';

export interface HostRun {
  /** null: no host's. */
  readonly host: string | null;
  /** Indices of lanes. */
  readonly members: readonly number[];
}

export function hostRuns(lanes: readonly TimelineLane[]): HostRun[] {
  const hosts = [...new Set(lanes.map(({ host }) => host))];
  return hosts.map(host => ({
    host,
    members: lanes.flatMap((lane, i) => (lane.host === host ? [i] : [])),
  }));
}
