// A second search for levels that the first one has let go. In: how to begin one, how deep it has to go. Out: the last
// levels, as many of them as there is memory for. Looks at no state.

import type { ExploreOptions, KeptLevels } from './explore.ts';

/** Expands one level after another. */
export interface LevelSearch {
  start(): void;
  unfinished(): boolean;
  expandLevel(): Promise<void>;
  /** Levels before the one to be expanded need not be kept where there is no room, or `now`. */
  mayForget(now: boolean): void;
  keptLevels(): KeptLevels;
}

export function levelsAgain(
  begin: () => LevelSearch,
  { host, maxMemory = Number.POSITIVE_INFINITY }: Pick<ExploreOptions, 'host' | 'maxMemory'>,
): (depth: number) => Promise<KeptLevels> {
  return async depth => {
    const search = begin();
    search.start();
    for (let level = 0; level < depth && search.unfinished(); level++) {
      search.mayForget(host.memory() > maxMemory);
      await search.expandLevel();
    }
    return search.keptLevels();
  };
}
