// A run in which every string of the model tries to break out of the format it is written in. In: nothing. Out: a report
// as it would be made of such a model.

import { sourceFile } from '../../../src/diagnostic/source.ts';
import type { Program } from '../../../src/ir/program.ts';
import type { ReportedRun, RunReport } from '../../../src/report/report.ts';
import { interpreter } from '../../../src/system/interpreter.ts';
import { preemptRun } from '../../explain/preempt-program.ts';
import { reportedRun } from '../reported.ts';

/** Quotes, tags, ends of CDATA and comments, entities, control characters, direction marks, directives. */
export const HOSTILE = [
  '"><script>alert(1)</script>',
  "'`]]>--></testcase>&amp;&#0;",
  '\u0000\u0007\u001b[31m\u001b]8;;x\u0007\u202e\u2066\u200f\ud800',
  '%0A::error file=x::y\n::stop-commands::z\r\n# SKIP # TODO\nnot ok 99\n1..7\n---\n...\n',
  '\\|*_[a](http://example.org){0}{{1}} .. raw:: html\n#{x};\t',
].join(' ');

const LONG = `${'x'.repeat(10_000)} ${'y '.repeat(50)}`;

/** The deadlock of the preempt channel, every name of it made hostile; causes and numbers stay. */
export function hostileRun(): ReportedRun {
  const { run, result } = preemptRun();
  const program = hostileProgram(run.program);
  const system = interpreter(program);
  const hostile = {
    ...result,
    property: { ...result.property, name: `deadlock ${HOSTILE}` } as typeof result.property,
    waits: result.waits.map(one => ({
      ...one,
      waits: one.waits.map(wait => ({ ...wait, on: `${wait.on} ${HOSTILE}` })),
    })),
  };
  const context = {
    file: `models/${HOSTILE}.mig`,
    sha256: '0'.repeat(64),
    choice: [{ name: HOSTILE, value: `${HOSTILE}${LONG}` }],
    rerun: ['mcheck', HOSTILE],
  };
  return reportedRun({ ...run, program, properties: [hostile] }, system, { context });
}

export function hostileReport(): RunReport {
  const one = hostileRun();
  const identity = { name: HOSTILE, file: one.context.file, sha256: '0'.repeat(64) };
  return { subject: 'check', models: [{ identity, runs: [one], asked: null }] };
}

function hostileProgram(program: Program): Program {
  const named = (name: string) => `${name} ${HOSTILE}`;
  const text = program.sources[0]?.text ?? '';
  const file = sourceFile(`models/${HOSTILE}.mig`, `// ${HOSTILE} ${LONG}\n${text}`);
  const hosts = program.hosts.map(one => ({ ...one, name: named(one.name) }));
  const processes = program.processes.map(one => ({ ...one, name: named(one.name) }));
  const cells = program.cells.map(one => ({ ...one, name: named(one.name) }));
  const objects = program.objects.map(one => ({ ...one, name: named(one.name) }));
  const tasks = program.tasks.map(one => ({
    ...one,
    name: one.name === null ? null : named(one.name),
    locations: one.locations.map(location => ({ ...location, name: named(location.name) })),
  }));
  const actions = program.actions.map((action, i) => ({
    ...action,
    name: named(action.name),
    path: named(action.path),
    bindings: [{ name: HOSTILE, value: i === 0 ? LONG : HOSTILE }],
    label: [...action.label, ` ${i === 0 ? LONG : HOSTILE}`],
    guard: action.guard.map(conjunct => ({ ...conjunct, span: { ...conjunct.span, file } })),
    provenance: {
      ...action.provenance,
      span: { ...action.provenance.span, file },
      src: { file: HOSTILE, function: HOSTILE },
    },
  }));
  return {
    ...program,
    name: HOSTILE,
    sources: [file],
    choice: { variant: { [HOSTILE]: HOSTILE }, params: {}, versions: {} },
    hosts,
    processes,
    cells,
    objects,
    tasks,
    actions,
  };
}

/** What no output may have: control characters but for line ends, marks of direction, lone surrogates. */
export const UNSAFE = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;
