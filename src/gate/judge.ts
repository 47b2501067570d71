// Compares what a case of a spec expects with what a run found. In: a case, an observation. Out: met,
// contradicted or undecided, and every difference in words. A limit that was reached contradicts nothing.

import type { SpecCase, SpecProperty } from '../syntax/spec/tree.ts';
import { COUNTS } from '../syntax/spec/tree.ts';
import type { Verdict } from '../verdict/result.ts';
import type { Observation, ObservedProperty } from './observation.ts';

export type Outcome = 'met' | 'contradicted' | 'undecided';

export interface Difference {
  readonly outcome: 'contradicted' | 'undecided';
  /** Null where it is about the run as a whole. */
  readonly property: string | null;
  /** `deadlock is violated, which is not expected` */
  readonly text: string;
}

export interface Judgement {
  readonly outcome: Outcome;
  readonly differences: readonly Difference[];
}

/** All violated properties, and only those, must be named; every cause of a property that has any named. */
export function judge(expected: SpecCase, found: Observation): Judgement {
  const differences = [
    ...found.properties.flatMap(property => propertyDifferences(expected, property, found)),
    ...missingProperties(expected, found),
    ...countDifferences(expected, found),
    ...(found.complete ? [] : [undecided(null, limitText(found))]),
  ];
  if (differences.some(one => one.outcome === 'contradicted')) {
    return { outcome: 'contradicted', differences };
  }
  return { outcome: differences.length === 0 ? 'met' : 'undecided', differences };
}

function propertyDifferences(
  expected: SpecCase,
  property: ObservedProperty,
  found: Observation,
): Difference[] {
  const { name, verdict } = property;
  const violation = expected.violated.find(one => one.name.text === name);
  const wanted = wantedVerdict(expected, violation, name);
  if (wanted === verdict) return violation ? causeDifferences(violation, property, found) : [];
  if (verdict === 'unknown') {
    // What a limit left open is said once, for the run.
    return found.complete ? [undecided(name, `${name} is not decided, over all states`)] : [];
  }
  if (wanted === 'unknown') return [contradicted(name, `${name} can be decided now: ${verdict}`)];
  return [
    verdict === 'violated'
      ? contradicted(name, `${name} is violated, which is not expected`)
      : contradicted(name, `${name} is expected to be violated, and holds`),
  ];
}

function wantedVerdict(
  expected: SpecCase,
  violation: SpecProperty | undefined,
  name: string,
): Verdict {
  if (violation !== undefined) return 'violated';
  return expected.unknown.some(one => one.text === name) ? 'unknown' : 'holds';
}

/** A search cut short may have missed a cause; one that it did see is there. */
function causeDifferences(
  { name, causes }: SpecProperty,
  property: ObservedProperty,
  found: Observation,
): Difference[] {
  if (causes === null) return [];
  const gone = causes.filter(cause => !property.causes.includes(cause));
  const added = property.causes.filter(cause => !causes.includes(cause));
  const what = name.text;
  if (added.length > 0 && gone.length > 0) {
    const text = `${what} has another cause: ${added.join(', ')} instead of ${gone.join(', ')}`;
    return [contradicted(what, text)];
  }
  if (added.length > 0) return [contradicted(what, `${what} has a new cause: ${added.join(', ')}`)];
  if (gone.length === 0) return [];
  if (!found.complete) return [];
  return [contradicted(what, `${what} no longer has the cause ${gone.join(', ')}`)];
}

function missingProperties(expected: SpecCase, found: Observation): Difference[] {
  const names = [...expected.violated.map(one => one.name), ...expected.unknown];
  return names
    .filter(({ text }) => !found.properties.some(one => one.name === text))
    .map(({ text }) => contradicted(text, `the model has no property ${text} under this choice`));
}

function countDifferences(expected: SpecCase, found: Observation): Difference[] {
  return COUNTS.flatMap(name => {
    const wanted = expected.counts[name];
    const count = found.counts[name];
    if (wanted === undefined || wanted === count || !found.complete) return [];
    return [contradicted(null, `${wanted} ${name} expected, ${count} found`)];
  });
}

function contradicted(property: string | null, text: string): Difference {
  return { outcome: 'contradicted', property, text };
}

function undecided(property: string | null, text: string): Difference {
  return { outcome: 'undecided', property, text };
}

/** Why a search is not complete: `limit of states reached`. */
function limitText({ limit }: Observation): string {
  switch (limit) {
    case 'states':
    case 'memory':
    case 'time':
      return `limit of ${limit} reached`;
    case 'interrupt':
      return 'interrupted';
    case 'first':
      return 'stopped at the first violation';
    case null:
      return 'not all states were searched';
  }
}
