import { describe, expect, it } from 'vitest';
import { judge } from '../../src/gate/judge.ts';
import type { Observation } from '../../src/gate/observation.ts';
import { caseOf, seen } from './support.ts';

const [A, B] = ['a1a331173677', 'b2b331173677'];
const LIMIT = { complete: false, limit: 'states' } as const;

/** The outcome and the differences, as text. */
function judged(expected: string, found: Observation): string[] {
  const { outcome, differences } = judge(caseOf(expected), found);
  return [outcome, ...differences.map(one => one.text)];
}

describe('a case is met', () => {
  it.each<[string, Observation]>([
    [': holds', seen()],
    [': violated deadlock', seen({ deadlock: [A] })],
    [`: violated deadlock cause ${A}, ${B}`, seen({ deadlock: [A, B] })],
    [`: violated deadlock cause ${B}, ${A}`, seen({ deadlock: [A, B] })],
    [': violated safe deadlock', seen({ deadlock: [A], safe: [B] })],
    [': unknown live', seen({}, { unknown: ['live'] })],
    [': violated safe unknown live', seen({ safe: [A] }, { unknown: ['live'] })],
    [': holds states 10 transitions 20 deadlocks 1 depth 5', seen()],
  ])('%s', (expected, found) => {
    expect(judged(expected, found)).toEqual(['met']);
  });
});

describe('a case is contradicted', () => {
  it.each<[string, Observation, string]>([
    [': holds', seen({ safe: [A] }), 'safe is violated, which is not expected'],
    [
      ': violated deadlock',
      seen({ deadlock: [A], safe: [B] }),
      'safe is violated, which is not expected',
    ],
    [': violated safe', seen(), 'safe is expected to be violated, and holds'],
    [
      `: violated safe cause ${A}`,
      seen({ safe: [B] }),
      `safe has another cause: ${B} instead of ${A}`,
    ],
    [`: violated safe cause ${A}`, seen({ safe: [A, B] }), `safe has a new cause: ${B}`],
    [`: violated safe cause ${A}, ${B}`, seen({ safe: [B] }), `safe no longer has the cause ${A}`],
    [': unknown live', seen(), 'live can be decided now: holds'],
    [': unknown live', seen({ live: [A] }), 'live can be decided now: violated'],
    [': violated gone', seen(), 'the model has no property gone under this choice'],
    [': holds states 11', seen(), '11 states expected, 10 found'],
    [': holds deadlocks 0', seen(), '0 deadlocks expected, 1 found'],
  ])('%s', (expected, found, text) => {
    expect(judged(expected, found)).toEqual(['contradicted', text]);
  });

  it('by a violation even where a limit was reached', () => {
    const found = seen({ safe: [A] }, { ...LIMIT, unknown: ['deadlock', 'live'] });
    expect(judged(': holds', found)).toEqual([
      'contradicted',
      'safe is violated, which is not expected',
      'limit of states reached',
    ]);
  });

  it('by a new cause even where a limit was reached', () => {
    expect(judged(`: violated safe cause ${A}`, seen({ safe: [A, B] }, LIMIT))[0]).toBe(
      'contradicted',
    );
  });
});

describe('a limit that was reached contradicts nothing', () => {
  it.each<[string, Observation]>([
    [': holds', seen({}, { ...LIMIT, unknown: ['deadlock', 'safe'] })],
    [': violated safe', seen({}, { ...LIMIT, unknown: ['safe', 'live'] })],
    [': violated safe', seen({ safe: [A] }, LIMIT)],
    [`: violated safe cause ${A}, ${B}`, seen({ safe: [A] }, LIMIT)],
    [': unknown live', seen({}, { ...LIMIT, unknown: ['live'] })],
    [': holds states 11', seen({}, LIMIT)],
  ])('%s', (expected, found) => {
    expect(judged(expected, found)).toEqual(['undecided', 'limit of states reached']);
  });

  it('names a property that cannot be decided though all was searched', () => {
    expect(judged(': holds', seen({}, { unknown: ['live'] }))).toEqual([
      'undecided',
      'live is not decided, over all states',
    ]);
  });
});
