// The section of what a run never exercised. In: the coverage of a complete run. Out: lines, none where there is
// nothing to say.

import { escapeText } from '../diagnostic/escape.ts';
import { placeOf, sourceText } from '../explain/ending.ts';
import type { Coverage, IdleAction, IdleProperty } from '../verdict/result.ts';
import { hang } from './layout.ts';

const MOST_LINES = 6;

export function coverageLines({ actions, locations, properties }: Coverage): string[] {
  const facts = [
    ...actions.map(actionFact),
    ...locations.map(({ name }) => `location ${name} is not reached`),
    ...properties.map(propertyFact),
  ];
  if (facts.length === 0) return [];
  const shown = facts.length > MOST_LINES ? facts.slice(0, MOST_LINES - 1) : facts;
  const more = facts.length - shown.length;
  return [
    '',
    'Never exercised:',
    ...shown.flatMap(fact => hang('  ', escapeText(fact))),
    ...(more > 0 ? [`  (and ${more} more; --format json lists them)`] : []),
  ];
}

function actionFact({ name, span, never }: IdleAction): string {
  const fact = `action ${name} (line ${placeOf(span).line})`;
  return never === null ? `${fact} is never started from` : `${fact}: never ${textOf(never.span)}`;
}

function textOf(span: IdleAction['span']): string {
  const text = sourceText(span);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function propertyFact({ name, reason }: IdleProperty): string {
  return reason === 'antecedent'
    ? `invariant ${name}: what it supposes never holds`
    : `invariant ${name}: nothing it reads ever changes`;
}
