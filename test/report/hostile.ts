// A report full of names that want to get out of their place. In: nothing. Out: the preempt run with quotes, markup,
// comments of every syntax, control characters, direction marks and 10 kB of text in its names.

import type { Program } from '../../src/ir/program.ts';
import type { RunReport } from '../../src/report/report.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { preemptRun } from '../explain/preempt-program.ts';
import { reportedModel, reportedRun, reportOf } from './reported.ts';

export const HOSTILE = [
  `"'\`</script><script>globalThis.broken=1</script>`,
  '<img src=x onerror="globalThis.broken=2">',
  ']]>--><!--&amp;&#x3c;{}[]%%;#@enduml\\',
  'a\u0000\u0007\u001b[31m\r\n\u2028\u2029\u202e\u2066\ud800end',
  `${'long '.repeat(2000)}`,
].join(' ');

/** Every name, label and source line ends in HOSTILE, or begins with it. */
export function hostileReport(): RunReport {
  const { run, result } = preemptRun();
  const spoil = (name: string) => `${name}${HOSTILE}`;
  const { program } = run;
  const spoilt: Program = {
    ...program,
    name: spoil(program.name),
    hosts: program.hosts.map(one => ({ ...one, name: spoil(one.name) })),
    processes: program.processes.map(one => ({ ...one, name: spoil(one.name) })),
    tasks: program.tasks.map(one => ({ ...one, name: one.name === null ? null : spoil(one.name) })),
    cells: program.cells.map(one => ({ ...one, name: spoil(one.name) })),
    objects: program.objects.map(one => ({ ...one, name: spoil(one.name) })),
    sources: program.sources.map(one => ({ ...one, text: `// ${HOSTILE}\n${one.text}` })),
    actions: program.actions.map(one => ({
      ...one,
      name: spoil(one.name),
      path: spoil(one.path),
      label: [HOSTILE, ...one.label],
    })),
  };
  const system = interpreter(spoilt);
  const reported = reportedRun({ ...run, program: spoilt, properties: [result] }, system);
  const context = { ...reported.context, file: spoil('m.mig'), rerun: ['mcheck', HOSTILE] };
  const { models } = reportOf(reportedModel({ ...reported, context }).runs[0] ?? reported);
  return { subject: 'check', models };
}
