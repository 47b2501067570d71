// models/disk-inactivation.mig: which commit of the history cures what, that the verdicts do not depend on
// the size of the model, that each property can fail and that each action fires.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';
import { firedActions } from './fired.ts';
import { programOf } from './program-of.ts';

const PATH = 'models/disk-inactivation.mig';
const TEXT = readFileSync(PATH, 'utf8');
const FIXES = [
  'as_reported',
  'flag_early',
  'single_fail_label',
  'always_reactivate',
  'flag_after',
  'global_flag',
  'per_node',
  'start_refused',
  'refused_cont',
];

function run(fix: string, params: Record<string, number> = {}, text = TEXT): Promise<RunResult> {
  return check(programOf(PATH, text, { variant: { fix }, params }), { host: nodeHost });
}

function violated(result: RunResult): string[] {
  return result.properties
    .filter(p => p.verdict === 'violated')
    .map(p => p.property.name)
    .sort();
}

describe('disk-inactivation', () => {
  it('says the same of three nodes and of three migrations', async () => {
    for (const fix of FIXES) {
      const usual = violated(await run(fix));
      expect([fix, violated(await run(fix, { NODES: 3 }))]).toEqual([fix, usual]);
      expect([fix, violated(await run(fix, { MIGRATIONS: 3 }))]).toEqual([fix, usual]);
    }
  });

  it('shows nothing of the report with one node, where nothing can be inactivated in part', async () => {
    for (const fix of ['as_reported', 'flag_early', 'single_fail_label', 'always_reactivate']) {
      expect([fix, violated(await run(fix, { NODES: 1 }))]).toEqual([fix, []]);
    }
  });

  it('keeps the cause of the report where the flag is set early and nobody reads it', async () => {
    const cause = async (fix: string) =>
      (await run(fix)).properties.find(p => p.property.name === 'disks_active')?.cause;
    expect(await cause('as_reported')).toMatch(/^[0-9a-f]{12}$/);
    expect(await cause('flag_early')).toBe(await cause('as_reported'));
  });
});

describe('each property of disk-inactivation can fail', () => {
  const noInactivation = [
    '             src_inactive += { n } }',
    '             src_inactive += {} }',
  ] as const;
  const mutants: readonly [
    property: string,
    fix: string,
    params: Record<string, number>,
    from: string,
    to: string,
  ][] = [
    // The destination takes disks that the source has kept.
    ['one_owner', 'refused_cont', { LOCKS: 0 }, ...noInactivation],
    [
      'deadlock',
      'refused_cont',
      {},
      'fail_bql -> failing\n      do',
      'fail_bql -> failing\n      when status == NONE\n      do',
    ],
  ];

  it.each(mutants)('%s', async (property, fix, params, from, to) => {
    expect(TEXT).toContain(from);
    const result = await run(fix, params, TEXT.replaceAll(from, to));
    expect(violated(result)).toContain(property);
  });
});

describe('each action of disk-inactivation', () => {
  it('fires in some variant', () => {
    const declared = new Set<string>();
    const fired = new Set<string>();
    const few = { MIGRATIONS: 1, DISK_FAILURES: 0 };
    const some = [
      { MIGRATIONS: 2 },
      { ...few, CANCELS: 1, NFS_OUTAGES: 1 },
      { ...few, BREAKS: 1, DST_DEATHS: 1 },
      { ...few, BREAKS: 1, DST_DEATHS: 1, RETURN_PATH: 1 },
      { ...few, CANCELS: 1, PAUSE: 1 },
      { ...few, INCOMING_PAUSED: 1 },
    ];
    for (const params of some) {
      for (const fix of FIXES) {
        const program = programOf(PATH, TEXT, { variant: { fix }, params });
        for (const action of program.actions)
          declared.add(sourceLine(action.provenance.span.start));
        for (const id of firedActions(interpreter(program)))
          fired.add(sourceLine(program.actions[id]?.provenance.span.start ?? 0));
      }
    }
    expect([...declared].filter(line => !fired.has(line))).toEqual([]);
    const written = [
      ...TEXT.matchAll(/^ +(?:user |fault )?(\w+)(?:\[[^\]]*\])?(?: at most \w+)?: /gm),
    ];
    const named = new Set([...declared].map(nameIn));
    const calls = new Set(
      [...TEXT.matchAll(/^ +(\w+): .*(?:\n +when .*)?\n +call /gm)].map(m => m[1]),
    );
    const names = written.map(m => m[1] ?? '').filter(name => !calls.has(name));
    expect(names.filter(name => !named.has(name))).toEqual([]);
  });

  const sourceLine = (at: number) =>
    TEXT.slice(TEXT.lastIndexOf('\n', at) + 1, TEXT.indexOf('\n', at));
  const nameIn = (line: string) =>
    line
      .trim()
      .replace(/^(user|fault) /, '')
      .split(/[[:\s]/)[0] ?? '';
});
