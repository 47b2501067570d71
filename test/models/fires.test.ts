// Each action of a system fires under some choice. Those of postcopy-preempt and disk-inactivation are looked at in
// tests of their own.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { interpreter } from '../../src/system/interpreter.ts';
import { firedActions } from './fired.ts';
import { programOf } from './program-of.ts';

/** Depth first, so many states show what is rare as well. */
const MOST_STATES = 20_000;

/** Choices under which, taken together, everything fires. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'postcopy-device': [
    'code=run_acked',
    'code=event_wait LOCKS=1',
    'code=no_device_state BREAKS=0 LOAD_FAILS=1',
  ],
  'preempt-recovery': ['code=drained', 'code=merged', 'code=reset_on_recover'],
  'postcopy-recovery': [
    'code=merged BQL_FAULT=1',
    'code=merged COMPLETION=1',
    'code=merged EARLY_RESUME=1',
    'code=merged OLD_PORT=1',
    'code=merged OOB=0',
    'code=merged SLOW_FAULT_THREAD=1',
    'code=merged BREAKS=0 COMPLETION=1',
    'code=merged BREAKS=0 PAUSES=1',
    'code=merged BREAKS=2',
    'code=paused_before_release',
    'code=dst_paused_early',
    'code=rp_thread_kept',
    'code=stale_last_rb',
    'code=dst_paused_cas',
    'code=peek_magic BREAKS=2',
    'code=checked_send BREAKS=2',
    'code=checked_send SLOW_FAULT_THREAD=1',
    'code=rfc',
  ],
  'multifd-sync': [
    'fix=no_round_sync',
    'fix=merged RESETS=1 CHANNELS=1 ROUNDS=1 PARTIAL_ROUND=1 DEVICE_STATE=0 src.qemu=v11_0',
    'fix=merged RESETS=1 CHANNELS=1 SYNC_RECHECKS=1 RECV_ABORTS=1 PASS_TOKEN=1 src.qemu=v11_0',
    'fix=merged CANCELS=1 DEVICE_STATE=0',
    'fix=merged MAIN_RESETS=1 DEVICE_STATE=0',
    'fix=merged RECV_PARKS=0',
    'fix=none RETURN_PATH=0 DEVICE_STATE=0',
    'fix=unlocked_send DEVICE_STATE=0',
    'fix=deferred_all src.qemu=v4_0',
    'fix=local_sync DEVICE_STATE=0',
    'fix=local_sync_save_thread RESETS=1',
    'fix=local_sync_save_thread_locked RESETS=1',
  ],
  'vfio-device-state': [
    'limit=none CHANNELS=1 CHUNKS=1 CANCELS=1',
    'limit=none CHANNELS=1 CHUNKS=1 DUPLICATES=1',
    'limit=none CHANNELS=1 CHUNKS=1 READ_ERRORS=1',
    'limit=none CHANNELS=1 CHUNKS=1 CONFIG_AFTER_ITER=1 MAIN_BREAKS=1',
    'limit=none MUTANT=1',
    'limit=fail CHANNELS=1 CHUNKS=1 LIMIT=1 ABORT=2',
    'limit=block_but_next CHANNELS=1 CHUNKS=3 LIMIT=1 WRITE_ERRORS=1',
    'limit=window CHANNELS=1 CHUNKS=1 LIMIT=1 WRITE_ERRORS=1',
    'limit=window CHANNELS=1 CHUNKS=1 LIMIT=1 LOAD_ERRORS=1',
    'limit=window_global',
    'limit=window workers=pool_queue DEVICES=2 CHUNKS=1 LIMIT=1 CHANNELS=1 DST_REVERSED=1',
    'workers=pool_queue DEVICES=2 CHUNKS=1 CHANNELS=1 CONFIG_AFTER_ITER=1',
    'workers=pool_block DEVICES=2 CHUNKS=1 CHANNELS=1 CONFIG_AFTER_ITER=1',
    'workers=pool_block_bql DEVICES=2 CHUNKS=1 CHANNELS=1',
  ],
};

test.each(Object.keys(CHOICES))('each action of %s fires', { timeout: 120_000 }, model => {
  const path = `models/${model}.mig`;
  const text = readFileSync(path, 'utf8');
  const [declared, fired] = [new Set<string>(), new Set<string>()];
  for (const choice of CHOICES[model] ?? []) {
    const program = programOf(path, text, choiceOf(choice));
    const place = (id: number) => lineAt(text, program.actions[id]?.provenance.span.start ?? 0);
    for (const { id, kind } of program.actions) {
      if (kind !== 'notice' && kind !== 'delivery') declared.add(place(id));
    }
    for (const id of firedActions(interpreter(program), MOST_STATES)) fired.add(place(id));
  }
  expect([...declared].filter(line => !fired.has(line))).toEqual([]);
  // Everything that is written is there under some of these choices.
  const present = new Set([...declared].map(headOf));
  expect(writtenActions(text).filter(name => !present.has(name))).toEqual([]);
});

function choiceOf(choice: string) {
  const pairs = choice.split(' ').map(word => word.split('=') as [string, string]);
  const isNumber = ([, value]: [string, string]) => /^\d+$/.test(value);
  return {
    variant: Object.fromEntries(pairs.filter(pair => !isNumber(pair))),
    params: Object.fromEntries(
      pairs.filter(isNumber).map(([name, value]) => [name, Number(value)]),
    ),
  };
}

function lineAt(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at)).trim();
}

/** `user cancel at most CANCELS: idle -> idle` is `cancel`. */
function headOf(line: string): string {
  return line.replace(/^(user|fault) /, '').split(/[[:\s]/)[0] ?? '';
}

/** Actions of the text but for calls, of which the procedure's actions are what happens. */
function writtenActions(text: string): string[] {
  const head = /^ +(?:user |fault )?(\w+)(?:\[[^\]]*\])?(?: at most [^:]+)?:(?= |$)/;
  const lines = text.slice(text.indexOf('\nhost ')).split('\n');
  return lines.flatMap((line, i) => {
    const name = head.exec(line)?.[1];
    const next = lines.slice(i, i + 3).join(' ');
    const calls = /:.*?\bcall /.test(
      next
        .split(/ +\w+: /)
        .slice(0, 2)
        .join(': '),
    );
    return name === undefined || calls ? [] : [name];
  });
}
