// The comment an exported file begins with: where it comes from, how to verify it, what each macro asks. In: a
// program and its storage. Out: lines.

import type { Program } from '../../ir/program.ts';
import { type Context, inComment } from './context.ts';

/** SPIN's own parts of the state vector, generously; and what it provides by itself. */
const [OVERHEAD, PROVIDED] = [200, 1024];

export function headerLines({ program, storage }: Context): string[] {
  const bytes = storage.bytes + OVERHEAD;
  const vector = bytes > PROVIDED ? ` -DVECTORSZ=${Math.ceil(bytes / 512) * 512}` : '';
  return [
    `/* ${inComment(titleOf(program))}`,
    ' *',
    ' *   spin -a -o2 FILE',
    ` *   gcc -O2 -DSAFETY -DNOREDUCE${vector} -o pan pan.c`,
    ' *   ./pan -m1000000',
    ' *',
    ' * stores as many states as mcheck finds without reductions, and counts one transition more: it counts',
    ' * the initial state. What goes wrong leads to no state. A macro, given to spin -a, asks a question;',
    ' * ./pan -c0 counts every answer instead of stopping at the first:',
    ' *',
    ' *   -DDEADLOCK      states where the system stands still and a task is where it must not stay',
    ' *   -DERRORS        states and actions that go wrong there',
    ' *   -DINVARIANTS    states that violate an invariant or exceed a bound',
    ' *   -DINVARIANT_x, -DBOUND_x, -DREACHABLE_x   the same for one property',
    ' */',
  ];
}

function titleOf({ name, sources, choice }: Program): string {
  const file = sources[0]?.path ?? '';
  const chosen = [choice.variant, choice.params, choice.versions]
    .flatMap(values => Object.entries(values))
    .map(([key, value]) => `${key}=${value}`);
  const words = chosen.length === 0 ? '' : `, ${chosen.join(' ')}`;
  return `Protocol ${name}, exported by mcheck from ${file}${words}`;
}
