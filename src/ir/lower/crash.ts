// Crash of a host: its threads stop, its streams break, locks it holds stay held unless declared otherwise.
// In: the host. Out: statements. That nothing of the host moves any more is a conjunct of its actions.

import type { Statement } from '../expr.ts';
import { cell, oneOf } from '../fold.ts';
import { iff, set } from '../fold-statement.ts';
import type { Builder } from './builder.ts';
import type { Entity, HostEntity } from './entity.ts';
import { doBreak } from './stream.ts';

export function lowerCrash(host: HostEntity, builder: Builder): readonly Statement[] {
  if (host.crashed === null) throw new Error(`${host.name} cannot crash`);
  return [
    set(host.crashed, 1),
    ...builder.entities.flatMap(entity => afterCrash(entity, host, builder)),
  ];
}

function afterCrash(entity: Entity, host: HostEntity, builder: Builder): readonly Statement[] {
  if (entity.kind === 'stream') {
    return entity.ends.from.host === host.id || entity.ends.to.host === host.id
      ? doBreak(entity)
      : [];
  }
  if (entity.kind === 'mutex' && entity.releasedOnCrash) {
    const mine = entity.lockers.flatMap((process, i) =>
      builder.processes[process]?.host === host.id ? [i + 1] : [],
    );
    return iff(oneOf(cell(entity.cell), mine), [set(entity.cell, 0)]);
  }
  return [];
}
