// The rules of the SARIF report: one per kind of property. In: nothing. Out: plain data.

import type { Checked } from '../../verdict/result.ts';

type Kind = Checked['kind'];

const TEXTS: Readonly<Record<Kind, string>> = {
  deadlock: 'No thread owes a step and some thread may not stay where it is.',
  'partial-deadlock': 'Some thread can never move again.',
  invariant: 'A condition that must hold in every state is false in one.',
  assertion: 'An assert of the model fails.',
  error: 'An action goes wrong: a range, an index, a closed end.',
  reachable: 'A state that must be reachable is not.',
  bound: 'A value exceeds its limit.',
  goal: 'A goal of the model.',
  'always-possible': 'A state that must stay reachable is out of reach.',
  order: 'Two actions happen in the wrong order.',
  'lock-order': 'Mutexes are taken in the wrong order.',
  vacuity: 'Something the model declares is never exercised.',
};

export const RULES: Readonly<Record<Kind, ReturnType<typeof rule>>> = {
  deadlock: rule('deadlock'),
  'partial-deadlock': rule('partial-deadlock'),
  invariant: rule('invariant'),
  assertion: rule('assertion'),
  error: rule('error'),
  reachable: rule('reachable'),
  bound: rule('bound'),
  goal: rule('goal'),
  'always-possible': rule('always-possible'),
  order: rule('order'),
  'lock-order': rule('lock-order'),
  vacuity: rule('vacuity'),
};

function rule(kind: Kind) {
  return {
    id: `mcheck/${kind}`,
    name: kind
      .split('-')
      .map(word => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
    shortDescription: { text: TEXTS[kind] },
    defaultConfiguration: { level: 'error' },
  };
}
