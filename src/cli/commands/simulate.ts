// `mcheck simulate MODEL`: random walks with a printed seed.

import { randomInt } from 'node:crypto';
import { nodeHost } from '../../explore/node-host.ts';
import type { Program } from '../../ir/program.ts';
import { type Simulation, simulate, type Violation } from '../../questions/simulate.ts';
import { jsonText } from '../../report/json.ts';
import { counted } from '../../report/layout.ts';
import { verdictLine } from '../../report/text.ts';
import { type Interpreter, interpreter } from '../../system/interpreter.ts';
import { checkedProperties } from '../../verdict/check.ts';
import type { RunResult } from '../../verdict/result.ts';
import { waitAnalysis } from '../../verdict/waits.ts';
import type { Arguments } from '../arguments.ts';
import { contextOf, documentOf, screenOf } from '../checking.ts';
import { styleFor } from '../colours.ts';
import { deliver } from '../deliver.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { makePlans } from '../plan.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf, textsOf, wholeOf } from '../values.ts';

const MOST_SEED = 2 ** 32 - 1;

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const format = formatOf(args, problems);
  const seed = wholeOf(args, 'seed', 0, problems) ?? randomInt(MOST_SEED);
  const walks = wholeOf(args, 'walks', 1, problems) ?? 1000;
  const steps = wholeOf(args, 'steps', 1, problems) ?? 1000;
  if (seed > MOST_SEED) problems.push(`--seed takes a number up to ${MOST_SEED}`);
  if (args.positionals.length > 1) problems.push('simulate takes one model');
  const [plan] = (await makePlans(args, terminal, problems, false)) ?? [];
  const program = plan?.programs[0];
  if (plan === undefined || program === undefined) return EXIT.usage;
  if (plan.programs.length > 1) {
    await terminal.err('mcheck: simulate walks through one variant at a time\n');
    return EXIT.usage;
  }
  const system = interpreter(program);
  const asked = textsOf(args, 'property');
  const properties = checkedProperties(program).filter(
    one => asked.length === 0 || asked.includes(one.name),
  );
  const found = await simulate(program, system, {
    seed,
    walks,
    steps,
    properties,
    stopped: stopIn(terminal),
  });
  const result = asRun(program, system, found);
  const words = ['--seed', String(seed), '--walks', String(walks), '--steps', String(steps)];
  const context = contextOf(plan, program, args, words);
  const sampled = summaryOf(found, seed);
  const rerun = ['mcheck', 'simulate', ...context.rerun.slice(1)];
  const named = { ...context, sampled, rerun };
  const verdicts = [`${verdictLine(result, named)}  (${sampled})`];
  const text =
    format === 'json'
      ? jsonText(documentOf(plan, [result]))
      : args.switches.has('quiet')
        ? `${verdicts[0]}\n`
        : screenOf(result, named, styleFor(args, terminal));
  const code = found.violation === null ? EXIT.undecided : EXIT.violated;
  return deliver({ text, verdicts, code }, args, terminal);
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
function asRun(program: Program, system: Interpreter, found: Simulation): RunResult {
  const { violation } = found;
  return {
    program,
    verdict: violation === null ? 'unknown' : 'violated',
    complete: false,
    limit: found.interrupted ? 'interrupt' : null,
    properties: violation === null ? [] : [propertyOf(system, violation)],
    stats: {
      states: 0,
      transitions: 0,
      deadlocks: 0,
      depth: violation?.steps.length ?? 0,
      engine: 'interpreter',
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
  };
}
