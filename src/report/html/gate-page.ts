// The page of a gate: every case of every spec, with what it expects, what was found, and why it expects that. In: the
// document of a gate. Out: one HTML file without a script; it carries the document, which `report` reads back.

import { expectedText, foundText, wrongCases } from '../gate.ts';
import type { GateDocument, GateDocumentCase, GateDocumentSpec } from '../gate-json.ts';
import { counted } from '../layout.ts';
import { dataElement } from './data.ts';
import { pageDocument } from './document.ts';
import { safe } from './part/heading.ts';

/** Outcome of a case -> the class of a verdict that has its colour. */
const COLOURS: Readonly<Record<GateDocumentCase['outcome'], string>> = {
  met: 'holds',
  contradicted: 'violated',
  undecided: 'unknown',
  skipped: '',
};

export function gatePage(gate: GateDocument): string {
  const { cases, met, contradicted, undecided, skipped } = gate.counts;
  const slow = skipped === 0 ? '' : `; ${counted(skipped, 'slow case')} not run`;
  const facts = `${counted(cases, 'case')} of ${counted(gate.specs.length, 'spec')}: ${met} met, ${contradicted} contradicted, ${undecided} undecided${slow}`;
  const body = [
    `<header><h1><span class="badge ${COLOURS[gate.outcome]}">${gate.outcome}</span> <span class="file">gate</span></h1><p class="facts">${facts}</p></header>`,
    '<main>',
    wrongPart(gate),
    ...gate.specs.map(specPart),
    '</main>',
    '<footer><p>A case is met where the checker finds what its spec expects, no more and no less. The reasons are those of the specs.</p></footer>',
    dataElement('mcheck-result', gate),
  ];
  return pageDocument(`mcheck: gate ${gate.outcome}`, body, false);
}

/** What is not as it should be, first. */
function wrongPart(gate: GateDocument): string {
  const wrong = wrongCases(gate).map(({ spec, one }) => {
    const link = `<a href="#${idOf(gate, spec, one)}">${safe(`${spec.file}:${one.line}`)}</a>`;
    const why = one.differences.map(({ text }) => safe(text)).join('<br>');
    return `<dt>${link} ${safe(one.name)}</dt><dd>${why}</dd>`;
  });
  if (wrong.length === 0) return '';
  return `<section class="why" aria-label="Not met"><dl>${wrong.join('\n')}</dl></section>`;
}

function idOf(gate: GateDocument, spec: GateDocumentSpec, one: GateDocumentCase): string {
  return caseId(gate.specs.indexOf(spec), spec.cases.indexOf(one));
}

function caseId(spec: number, one: number): string {
  return `case-${spec}-${one}`;
}

function specPart(spec: GateDocumentSpec, index: number): string {
  const rows = spec.cases.map((one, i) => caseRow(one, caseId(index, i)));
  const uncovered =
    spec.notCovered.length === 0
      ? ''
      : `<p>Covered by no case: ${safe(spec.notCovered.join(', '))}</p>`;
  const head = ['case', 'outcome', 'expected', 'found', 'because', 'source']
    .map(title => `<th scope="col">${title}</th>`)
    .join('');
  return [
    `<section><h2>${safe(spec.title)}</h2>`,
    `<p class="facts">${safe(spec.file)}, ${safe(spec.model.file)} (sha256 ${safe(spec.model.sha256.slice(0, 12))})</p>`,
    `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`,
    `${uncovered}</section>`,
  ].join('\n');
}

function caseRow(one: GateDocumentCase, id: string): string {
  const expected = expectedText(one.expected);
  const found = foundText(one);
  const differs = one.outcome === 'contradicted' || one.outcome === 'undecided';
  const differences = one.differences.map(({ text }) => safe(text)).join('<br>');
  const shown = found === null ? '' : differs ? `${safe(found)}<br>${differences}` : 'as expected';
  const cells = [safe(expected), shown, safe(one.because), safe(one.source)];
  return `<tr id="${id}"><td class="mono">${safe(one.name)}</td><td class="verdict"><span class="${COLOURS[one.outcome]}">${one.outcome}</span></td>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`;
}
