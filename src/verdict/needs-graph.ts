// The one place that names the properties this search does not decide: they speak of whole runs or of what
// stays possible, which needs the graph of all states. Their verdict is `unknown`.

import type { Property } from '../ir/program.ts';
import type { Checked } from './result.ts';

export type Undecided = Extract<
  Property,
  { kind: 'partial-deadlock' | 'always-possible' | 'order' | 'lock-order' | 'goal' }
>;

export function isUndecided(property: Checked): property is Undecided {
  switch (property.kind) {
    case 'partial-deadlock':
    case 'always-possible':
    case 'order':
    case 'lock-order':
    case 'goal':
      return true;
    default:
      return false;
  }
}
