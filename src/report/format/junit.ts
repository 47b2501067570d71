// `--format junit`: the XML that GitLab, Jenkins and GitHub actions read. In: a report. Out: XML; a suite per run, a test
// case per property. Violated is a failure, undecided is skipped.

import { lines, xmlText } from '../escape.ts';
import { gateSuites, type Suite, suitesOf, type Test } from '../pipeline.ts';
import type { Renderer } from '../report.ts';

export const junit: Renderer = {
  check: report => ({ text: junitText(suitesOf(report)) }),
  matrix: report => ({ text: junitText(suitesOf(report)) }),
  gate: report => ({ text: junitText(gateSuites(report)) }),
};

function junitText(suites: readonly Suite[]): string {
  const tests = suites.flatMap(suite => suite.tests);
  const written = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mcheck"${countsOf(tests)}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
  ];
  return `${written.join('\n')}\n`;
}

function suiteLines({ name, group, properties, seconds, tests }: Suite): string[] {
  const time = seconds === null ? '' : ` time="${seconds.toFixed(3)}"`;
  return [
    `  <testsuite name="${xmlText(name)}"${countsOf(tests)}${time}>`,
    ...(properties.length === 0 ? [] : ['    <properties>']),
    ...properties.map(
      ([key, value]) => `      <property name="${xmlText(key)}" value="${xmlText(value)}"/>`,
    ),
    ...(properties.length === 0 ? [] : ['    </properties>']),
    ...tests.flatMap(test => testLines(test, group)),
    '  </testsuite>',
  ];
}

function countsOf(tests: readonly Test[]): string {
  const failed = tests.filter(({ outcome }) => outcome === 'failed').length;
  const skipped = tests.filter(({ outcome }) => outcome === 'skipped' || outcome === 'accepted');
  return ` tests="${tests.length}" failures="${failed}" errors="0" skipped="${skipped.length}"`;
}

function testLines(test: Test, group: string): string[] {
  const place = `file="${xmlText(test.file)}" line="${test.line}"`;
  const open = `    <testcase classname="${xmlText(group)}" name="${xmlText(test.name)}" ${place}`;
  if (test.outcome === 'passed') return [`${open}/>`];
  return [`${open}>`, ...outcomeLines(test), '    </testcase>'];
}

function outcomeLines({ outcome, kind, message, details }: Test): string[] {
  const said = `message="${xmlText(message)}"`;
  if (outcome === 'failed') {
    return [`      <failure type="${kind}" ${said}>${written(details)}</failure>`];
  }
  if (details === '') return [`      <skipped ${said}/>`];
  return [`      <skipped ${said}/>`, `      <system-out>${written(details)}</system-out>`];
}

function written(details: string): string {
  return lines(details).map(xmlText).join('\n');
}
