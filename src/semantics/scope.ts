// Scopes: which symbol a name stands for at a place. In: symbols by name. Out: look-ups. Reports nothing:
// what a clash or an unknown name means is said by the caller.

import type { ModelSymbol } from './model.ts';

export interface Scope {
  readonly names: Map<string, ModelSymbol>;
  readonly parent: Scope | null;
}

export function newScope(parent: Scope | null): Scope {
  return { names: new Map(), parent };
}

/** The innermost symbol of this name. */
export function lookup(scope: Scope, name: string): ModelSymbol | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

/** All names that can be seen, innermost first, each once. */
export function visibleNames(scope: Scope): string[] {
  const names = new Set<string>();
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    for (const name of at.names.keys()) names.add(name);
  }
  return [...names];
}
