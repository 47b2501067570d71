// The graph of all states for formats that draw it. In: a program's interpreter and limits. Out: the graph, explored
// anew without reductions; or why there is none.

import { compileProgram } from '../codegen/compiled.ts';
import { nodeHost } from '../explore/node-host.ts';
import type { Interpreter } from '../system/interpreter.ts';
import { breadthFirst } from '../verdict/search.ts';
import { type Space, spaceOf } from '../verdict/space.ts';
import type { Limits } from './limits.ts';

export type SpaceLimits = Pick<Limits, 'engine' | 'maxMemory' | 'maxStates' | 'timeout'>;

export async function exploredSpace(
  system: Interpreter,
  { engine, ...limits }: SpaceLimits,
): Promise<Space | string> {
  const compile = engine === 'interpreter' ? null : compileProgram;
  const means = { compile, dependence: null, group: null };
  const { maxMemory, maxStates, timeout } = limits;
  const { exploration } = await breadthFirst(system, [], means, {
    host: nodeHost,
    maxMemory,
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(timeout === undefined ? {} : { timeout }),
  });
  if (!exploration.complete) return 'the state graph is not complete: a limit was reached';
  const space = await spaceOf(system, exploration, async () => false);
  return space ?? 'the state graph was not built';
}
