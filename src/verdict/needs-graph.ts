// The one place that names the properties a search of states does not decide: they speak of whole runs, of
// single steps or of what stays possible. They are judged on the graph of all states.

import type { Property } from '../ir/program.ts';
import type { Checked } from './result.ts';

export type GraphProperty = Extract<
  Property,
  { kind: 'partial-deadlock' | 'always-possible' | 'order' | 'lock-order' }
>;

export function needsGraph(property: Checked): property is GraphProperty {
  switch (property.kind) {
    case 'partial-deadlock':
    case 'always-possible':
    case 'order':
    case 'lock-order':
      return true;
    default:
      return false;
  }
}
