// What --checkpoint and --resume ask for. In: arguments, the plans of a command. Out: a keeper of snapshots and the
// snapshot to go on from, as options of one check; or what is wrong with them.

import { escapeText } from '../diagnostic/escape.ts';
import type { Snapshot } from '../explore/snapshot.ts';
import type { Program } from '../ir/program.ts';
import type { CheckOptions } from '../verdict/check.ts';
import type { Arguments } from './arguments.ts';
import { type RunIdentity, readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import type { Limits } from './limits.ts';
import type { Plan } from './plan.ts';
import { secondsOf, textOf, textsOf } from './values.ts';
import { version } from './version.ts';

/** Seconds between two checkpoints; a search that takes less time than this hardly needs one. */
const EVERY = 30;

export interface Checkpoints {
  readonly options: Pick<CheckOptions, 'snapshots' | 'resume'>;
  /** Why the last snapshot could not be kept; null if it was. */
  problem(): string | null;
}

/** null: something is wrong, and `problems` says what. */
export async function checkpointsOf(
  args: Arguments,
  plans: readonly Plan[],
  limits: Limits,
  problems: string[],
): Promise<Checkpoints | null> {
  const [kept, resumed] = [textOf(args, 'checkpoint'), textOf(args, 'resume')];
  const every = secondsOf(args, 'checkpoint-every', problems) ?? EVERY;
  const given = kept !== undefined ? 'checkpoint' : 'resume';
  let failure: string | null = null;
  const problem = () => failure;
  if (kept === undefined && resumed === undefined) {
    if (textOf(args, 'checkpoint-every') !== undefined)
      problems.push('--checkpoint-every needs --checkpoint FILE');
    return problems.length > 0 ? null : { options: {}, problem };
  }
  if (limits.search !== 'bfs') problems.push(`--${given} needs --search bfs`);
  const programs = plans.flatMap(plan => plan.programs);
  const [plan, program] = [plans[0], programs[0]];
  if (plan === undefined || program === undefined || programs.length > 1) {
    problems.push(`--${given} takes one run, and this command makes ${programs.length}`);
  }
  if (problems.length > 0 || plan === undefined || program === undefined) return null;
  const identity = identityOf(plan, program, args, limits);
  const from = resumed === undefined ? undefined : await readCheckpoint(resumed, identity);
  if (from !== undefined && 'message' in from) {
    problems.push(`cannot resume: ${escapeText(from.message)}`);
    return null;
  }
  if (kept === undefined) return { options: { resume: from }, problem };
  const keep = async (snapshot: Snapshot) => {
    failure = await writeCheckpoint(kept, identity, snapshot);
  };
  return { options: { snapshots: { every, keep }, resume: from }, problem };
}

/** Everything that the course of a search depends on. */
function identityOf(plan: Plan, program: Program, args: Arguments, limits: Limits): RunIdentity {
  const { variant, params, versions } = program.choice;
  const pairs = (values: Readonly<Record<string, string | number>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ') || 'none';
  return {
    mcheck: version(),
    model: plan.identity.sha256,
    variant: pairs(variant),
    params: pairs(params),
    versions: pairs(versions),
    properties: textsOf(args, 'property').join(' ') || 'all',
    engine: limits.engine,
    reductions: limits.reductions.join(' ') || 'none',
    first: String(limits.first),
    strict: String(limits.strict),
    'max-states': String(limits.maxStates ?? 'none'),
  };
}
