// A result without evidence, to be completed. In: a property and a verdict. Out: every other field empty.

import type { Checked, PropertyResult, Verdict } from './result.ts';

export function plainResult(property: Checked, verdict: Verdict): PropertyResult {
  return {
    property,
    verdict,
    value: null,
    cause: null,
    causes: [],
    trace: null,
    waits: [],
    causeDetails: [],
    noReturn: null,
    order: null,
  };
}
