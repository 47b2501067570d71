// Every case of the specs, checked on as many threads as asked for, with progress on a terminal. In: loaded specs.
// Out: results in the order of the specs, or what is wrong with a model under some choice.

import { escapeText } from '../../diagnostic/escape.ts';
import { casesOf, type GateCase, runGate, type SpecResult } from '../../gate/run-gate.ts';
import { choiceName, placeOfCase } from '../../report/gate-case.ts';
import type { Arguments } from '../arguments.ts';
import type { Limits } from '../limits.ts';
import { statusLine } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import type { LoadedSpec } from './load-specs.ts';
import { casePool } from './pool.ts';
import type { CaseTask } from './run-case.ts';

/** Results, with their text where it is not the usual one; or what is wrong, for standard error. */
export type Gated =
  | { readonly results: readonly SpecResult[]; readonly text: string | null }
  | { readonly wrong: string };

export async function checkAll(
  specs: readonly LoadedSpec[],
  limits: Limits,
  threads: number,
  args: Arguments,
  terminal: Terminal,
): Promise<Gated> {
  const slow = args.switches.has('slow');
  const gates = specs.map(({ gate }) => gate);
  const total = gates.flatMap(casesOf).filter(one => slow || !one.expected.slow).length;
  const pool = casePool(Math.min(threads, total), terminal.interrupt);
  const status = statusLine(terminal, !args.switches.has('quiet'));
  const wrong: { readonly one: GateCase; readonly text: string }[] = [];
  let done = 0;
  const checkCase = async (one: GateCase) => {
    const outcome = await pool.run(taskOf(one, limits));
    done++;
    status.show(`${done} of ${total} cases`);
    if (outcome?.kind === 'wrong') wrong.push({ one, text: outcome.text });
    return outcome?.kind === 'found' ? outcome.found : null;
  };
  try {
    const results = await runGate(gates, checkCase, { slow });
    return wrong.length === 0 ? { results, text: null } : { wrong: wrongText(wrong, gates) };
  } finally {
    status.clear();
    await pool.close();
  }
}

/** The limits of the command line come before those of the spec. */
export function taskOf({ spec, choice }: GateCase, limits: Limits): CaseTask {
  const { states, seconds } = spec.tree.limits;
  return {
    model: spec.model.file,
    choice,
    limits: {
      engine: limits.engine,
      maxMemory: limits.maxMemory,
      maxStates: limits.maxStates ?? states,
      timeout: limits.timeout ?? seconds,
    },
  };
}

/** In the order of the specs, whichever came first. */
function wrongText(
  wrong: readonly { readonly one: GateCase; readonly text: string }[],
  gates: readonly GateCase['spec'][],
): string {
  const rank = ({ spec, expected }: GateCase) => gates.indexOf(spec) * 1e9 + expected.span.start;
  return [...wrong]
    .sort((a, b) => rank(a.one) - rank(b.one))
    .map(({ one, text }) => {
      const place = escapeText(`${placeOfCase(one)}: ${choiceName(one)}`);
      return `${text}mcheck: ${place}: the model cannot be run like this\n`;
    })
    .join('\n');
}
