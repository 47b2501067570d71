// `mcheck simulate MODEL`: random walks with a printed seed.

import { randomInt } from 'node:crypto';
import { nodeHost } from '../../explore/node-host.ts';
import type { Program } from '../../ir/program.ts';
import { type Simulation, simulate, type Violation } from '../../questions/simulate.ts';
import type { ScreenContext } from '../../report/context.ts';
import { counted } from '../../report/layout.ts';
import { verdictLine } from '../../report/text.ts';
import { type Interpreter, interpreter } from '../../system/interpreter.ts';
import { checkedProperties } from '../../verdict/check.ts';
import { regroupResult } from '../../verdict/regroup.ts';
import type { Checked, RunResult } from '../../verdict/result.ts';
import { waitAnalysis } from '../../verdict/waits.ts';
import type { Arguments } from '../arguments.ts';
import { contextOf, reportedRun } from '../checking.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { limitsOf } from '../limits.ts';
import { makePlans, type Plan } from '../plan.ts';
import { present } from '../present.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf, textsOf, wholeOf } from '../values.ts';

const MOST_SEED = 2 ** 32 - 1;

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const format = formatOf(args, 'check', problems);
  const walking = walkingOf(args, problems);
  const limits = limitsOf(args, problems);
  if (args.positionals.length > 1) problems.push('simulate takes one model');
  const [plan] = (await makePlans(args, terminal, problems, false)) ?? [];
  const program = plan?.programs[0];
  if (plan === undefined || program === undefined) return EXIT.usage;
  if (plan.programs.length > 1) {
    await terminal.err('mcheck: simulate walks through one variant at a time\n');
    return EXIT.usage;
  }
  const system = interpreter(program);
  const stopped = stopIn(terminal);
  const properties = watched(program, textsOf(args, 'property'));
  const found = await simulate(program, system, { ...walking, properties, stopped });
  const result = asRun(program, system, found, limits.rawOrder);
  const context = simulationContext(plan, program, args, walking, found);
  const line = `${verdictLine(result, context)}  (${context.sampled})`;
  const code = found.violation === null ? EXIT.undecided : EXIT.violated;
  const model = {
    identity: plan.identity,
    runs: [reportedRun(result, context, limits)],
    asked: null,
  };
  const report = { subject: 'check' as const, models: [model] };
  return present(report, format, { verdicts: [line], code }, args, terminal);
}

interface Walking {
  readonly seed: number;
  readonly walks: number;
  readonly steps: number;
}

function walkingOf(args: Arguments, problems: string[]): Walking {
  const seed = wholeOf(args, 'seed', 0, problems) ?? randomInt(MOST_SEED);
  if (seed > MOST_SEED) problems.push(`--seed takes a number up to ${MOST_SEED}`);
  const walks = wholeOf(args, 'walks', 1, problems) ?? 1000;
  const steps = wholeOf(args, 'steps', 1, problems) ?? 1000;
  return { seed, walks, steps };
}

function watched(program: Program, asked: readonly string[]): Checked[] {
  return checkedProperties(program).filter(one => asked.length === 0 || asked.includes(one.name));
}

/** As for a check, but what repeats it is the seed. */
function simulationContext(
  plan: Plan,
  program: Program,
  args: Arguments,
  walking: Walking,
  found: Simulation,
): ScreenContext {
  const words = Object.entries(walking).flatMap(([name, value]) => [`--${name}`, String(value)]);
  if (args.switches.has('raw-order')) words.push('--raw-order');
  const context = contextOf(plan, program, args, words);
  const rerun = ['mcheck', 'simulate', ...context.rerun.slice(1)];
  return { ...context, sampled: summaryOf(found, walking.seed), rerun };
}

function stopIn(terminal: Terminal): () => Promise<boolean> {
  return async () => {
    await nodeHost.pause();
    return terminal.interrupt.aborted;
  };
}

function summaryOf(found: Simulation, seed: number): string {
  const outcome = found.violation === null ? 'nothing found, which proves nothing' : 'a violation';
  const [walks, steps] = [counted(found.walks, 'walk'), counted(found.steps, 'step')];
  return `seed ${seed}: ${walks}, ${steps}, ${outcome}`;
}

/** A simulation in the shape of a run: it visited some states and knows nothing of the others. */
function asRun(
  program: Program,
  system: Interpreter,
  found: Simulation,
  rawOrder: boolean,
): RunResult {
  const { violation } = found;
  return {
    program,
    verdict: violation === null ? 'unknown' : 'violated',
    complete: false,
    limit: found.interrupted ? 'interrupt' : null,
    properties:
      violation === null
        ? []
        : [regroupResult(system, propertyOf(system, violation), { rawOrder })],
    coverage: null,
    refused: [],
    takenOver: false,
    stats: {
      states: 0,
      transitions: 0,
      deadlocks: 0,
      depth: violation?.steps.length ?? 0,
      engine: 'interpreter',
      search: 'walks',
      reductions: [],
    },
    timing: {
      seconds: 0,
      cpuSeconds: 0,
      searchCpuSeconds: 0,
      peakBytes: 0,
      bytesPerState: 0,
      workers: 1,
    },
  };
}

function propertyOf(system: Interpreter, violation: Violation) {
  const { property, initial, steps, failure } = violation;
  const last = steps.at(-1)?.state ?? initial;
  return {
    property,
    verdict: 'violated' as const,
    value: null,
    cause: null,
    causes: [],
    trace: { shortest: false, initial, steps, failure },
    waits: property.kind === 'deadlock' ? waitAnalysis(system).blockedTasks(last) : [],
    causeDetails: [],
    noReturn: null,
    order: null,
  };
}
