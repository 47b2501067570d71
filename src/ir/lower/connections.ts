// Which streams connect through which listener. In: the top-level streams. Out: their names per listener,
// in order: the tickets in the listener's queue.

import { combinations } from './declare.ts';
import type { Scope } from './scope.ts';
import { valueType } from './types.ts';
import { lastSymbol } from './usage.ts';

export function nameConnections(top: Scope): void {
  const { builder } = top;
  for (const symbol of builder.model.objects) {
    const { decl } = symbol;
    if (decl.kind !== 'stream' || decl.via === null) continue;
    const listener = lastSymbol(builder.model, decl.via);
    if (listener?.kind !== 'object') continue;
    const dims = decl.index.map(index => valueType(index.type, top));
    const names =
      decl.index.length === 0
        ? [decl.name.text]
        : combinations(decl.index, dims, symbol, top).map(c => `${decl.name.text}[${c.suffix}]`);
    builder.connections.set(listener, [...builder.streamsVia(listener), ...names]);
  }
}
