// Variables that nothing reads or nothing writes, and objects that nothing uses. MC3015, MC3016 (warnings).

import { describe, nameOf, warning } from '../checking.ts';
import type { ObjectSymbol } from '../model.ts';
import type { RuleContext } from './rule.ts';

export function checkUnused({ check, model }: RuleContext): void {
  const reads = new Set(
    check.accesses.filter(access => access.mode === 'read').map(access => access.symbol),
  );
  const writes = new Set(
    check.accesses.filter(access => access.mode === 'write').map(access => access.symbol),
  );
  for (const symbol of allObjects(model)) {
    const read = reads.has(symbol);
    const written = writes.has(symbol);
    const { span } = symbol.decl.name;
    if (!read && !written) warning(check, 'MC3015', span, `${describe(symbol)} is never used`);
    else if (symbol.decl.kind !== 'var') continue;
    else if (!read)
      warning(check, 'MC3015', span, `variable '${nameOf(symbol)}' is written but never read`);
    else if (!written)
      warning(
        check,
        'MC3016',
        span,
        `variable '${nameOf(symbol)}' keeps its initial value: nothing writes it`,
      );
  }
}

function allObjects(model: RuleContext['model']): ObjectSymbol[] {
  const objects = [...model.objects];
  for (const host of model.hosts) {
    objects.push(...host.objects);
    for (const process of host.threads) {
      objects.push(...process.objects);
      if (process.kind === 'loop') objects.push(...process.tasks.flatMap(task => task.objects));
    }
  }
  for (const procedure of model.procedures) objects.push(...procedure.objects);
  return objects;
}
