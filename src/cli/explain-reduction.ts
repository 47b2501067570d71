// `--explain-reduction`: what the reductions of a check save, each alone and together, and which actions depend on
// one another. In: plans and arguments. Out: text on standard output, and the exit code of the check.

import { dependenceOf } from '../reduction/dependence.ts';
import { disturbancesOf } from '../reduction/explain-dependence.ts';
import { REDUCTIONS, type ReductionName } from '../reduction/plan.ts';
import { reductionText } from '../report/reduction.ts';
import { verdictLine } from '../report/text.ts';
import { interpreter } from '../system/interpreter.ts';
import { checkedProperties } from '../verdict/check.ts';
import type { RunResult } from '../verdict/result.ts';
import { standInFor } from '../verdict/stand-in.ts';
import type { Arguments } from './arguments.ts';
import { contextOf, runPlan } from './checking.ts';
import { deliver } from './deliver.ts';
import { EXIT, type ExitCode, worst } from './exit-code.ts';
import type { Limits } from './limits.ts';
import type { Plan } from './plan.ts';
import type { Terminal } from './terminal.ts';
import { textsOf } from './values.ts';

export async function explainReduction(
  plans: readonly Plan[],
  args: Arguments,
  limits: Limits,
  terminal: Terminal,
): Promise<ExitCode> {
  const names = textsOf(args, 'property');
  const texts: string[] = [];
  const verdicts: string[] = [];
  const codes: ExitCode[] = [];
  for (const plan of plans) {
    const rounds: RunResult[][] = [];
    for (const reductions of roundsOf(
      limits.reductions.length > 0 ? limits.reductions : REDUCTIONS,
    )) {
      rounds.push(await runPlan(plan, args, { ...limits, reductions }, terminal));
    }
    plan.programs.forEach((program, i) => {
      const runs = rounds.flatMap(round => round[i] ?? []);
      const last = runs.at(-1);
      if (last === undefined) return;
      const asked = checkedProperties(program).filter(
        ({ name }) => names.length === 0 || names.includes(name),
      );
      const disturbances = disturbancesOf(program, dependenceOf(program, asked));
      const title = verdictLine(last, contextOf(plan, program, args, limits.words));
      const { refused } = last;
      const used = last.stats.reductions;
      const { notes } = standInFor(interpreter(program), used, asked);
      texts.push(
        reductionText({ program, title, runs: unique(runs), refused, notes, disturbances }),
      );
      verdicts.push(title);
      codes.push(CODES[last.verdict]);
    });
  }
  return deliver({ text: texts.join('\n'), verdicts, code: worst(codes) }, args, terminal);
}

const CODES = { holds: EXIT.ok, violated: EXIT.violated, unknown: EXIT.undecided } as const;

/** None, each alone, all together. */
function roundsOf(asked: readonly ReductionName[]): (readonly ReductionName[])[] {
  const alone = asked.length > 1 ? asked.map(name => [name]) : [];
  return [[], ...alone, asked];
}

/** A run in which a reduction is refused is one without it. */
function unique(runs: readonly RunResult[]): RunResult[] {
  const key = ({ stats }: RunResult) => stats.reductions.join();
  return runs.filter((run, i) => runs.findIndex(other => key(other) === key(run)) === i);
}
