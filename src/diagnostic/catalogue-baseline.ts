// Diagnostics about baselines (MC13xx): findings that are accepted as they are. Data only: what `mcheck explain` prints.

export const BASELINE = {
  MC1301: {
    title: 'unexpected text in a baseline',
    why: 'Each line of a baseline accepts one property with its causes and says why. What was not understood must not be taken for an accepted finding.',
    example: 'accept deadlock because "known"',
    fix: 'Write `accept PROPERTY cause CAUSE because "..."`; `docs/ci.md` has the grammar.',
  },
  MC1302: {
    title: 'an accepted finding without a reason',
    why: 'Whoever reads the baseline next year has to know whether the reason still holds.',
    example: 'accept deadlock cause a1a331173677 because ""',
    fix: 'Say why it is accepted: `because "..."`.',
  },
  MC1303: {
    title: 'accepted twice in a baseline',
    why: 'Which of the two reasons counts would depend on their order.',
    example:
      'accept deadlock cause a1a331173677 because "one"\naccept deadlock cause a1a331173677 because "two"',
    fix: 'Remove one of them.',
  },
} as const;
