// Who waits for whom, as a graph of SARIF. In: the blocked tasks of a result. Out: nodes are threads, edges say what is
// waited for; null where nobody waits.

import { escapeText } from '../../diagnostic/escape.ts';
import { WORDING } from '../../explain/wording.ts';
import type { Program } from '../../ir/program.ts';
import type { PropertyResult } from '../../verdict/result.ts';
import { message } from './location.ts';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

export function waitGraph(program: Program, { waits, property }: PropertyResult) {
  if (waits.length === 0) return null;
  const nameOf = (process: number) => program.processes[process]?.name ?? `thread ${process}`;
  const edges = waits.flatMap(blocked =>
    blocked.waits.flatMap((wait): Edge[] => {
      const from = nameOf(blocked.process);
      const label = WORDING[wait.kind].waits(wait.on);
      const wakers = wait.wakers.flatMap(id =>
        (program.actions[id]?.moves ?? []).flatMap(
          ({ task }) => program.tasks[task]?.process ?? [],
        ),
      );
      return [...new Set(wakers)].map(process => ({ from, to: nameOf(process), label }));
    }),
  );
  const blocked = waits.map(({ process }) => nameOf(process));
  const nodes = [...new Set([...blocked, ...edges.flatMap(({ from, to }) => [from, to])])];
  return {
    description: message(`${property.name}: who waits for whom`),
    nodes: nodes.map(name => ({ id: escapeText(name), label: message(name) })),
    edges: edges.map(({ from, to, label }, i) => ({
      id: `e${i + 1}`,
      label: message(label),
      sourceNodeId: escapeText(from),
      targetNodeId: escapeText(to),
    })),
  };
}
