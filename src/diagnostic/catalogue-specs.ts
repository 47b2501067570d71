// Diagnostics about specs (MC12xx): the text itself, and names that its model does not have. Data only: what
// `mcheck explain` prints.

export const SPECS = {
  MC1201: {
    title: 'unexpected text in a spec',
    why: 'A spec is a list of five things: `spec`, `model`, `limits`, `cause` and `case`. What comes after the next line that begins with one of them is still read.',
    example: 'case fix=none violated deadlock',
    fix: 'Write what was expected; `docs/specs.md` has the grammar.',
  },
  MC1202: {
    title: 'something is missing in a spec',
    why: 'A spec has a title, a model and cases, and every case says why it is so and who says it: an expectation without a reason is only a copy of what came out.',
    example: 'case fix=merged: holds',
    fix: 'Add what is missing: `because "..." source "..."`.',
  },
  MC1203: {
    title: 'given twice in a spec',
    why: 'Which of the two counts would depend on their order.',
    example: 'case fix=none fix=merged: holds because "..." source "..."',
    fix: 'Remove one of them.',
  },
  MC1204: {
    title: 'a cause that is not declared',
    why: 'A cause is written as 12 hex digits, or as a name that a line above gives it, so that a cause that changes is one edit.',
    example: 'case fix=none: violated deadlock cause loop_in_fault because "..." source "..."',
    fix: 'Declare it above: `cause loop_in_fault = a1a331173677`.',
  },
  MC1205: {
    title: 'a choice that the model does not have',
    why: 'A case that chooses what does not exist would silently check something else.',
    example: 'case fix=mergd: holds because "..." source "..."',
    fix: 'Use a variant, a version (`src.qemu=v9_0`) or a parameter of the model, and one of its values.',
  },
  MC1206: {
    title: 'a property that the model does not have',
    why: 'Nothing would ever be found violated under that name.',
    example: 'case fix=none: violated deadlok because "..." source "..."',
    fix: 'Use the name of a property of the model, or `deadlock`, `errors`, `assertions`.',
  },
  MC1207: {
    title: 'the model of a spec cannot be read',
    why: 'A spec is checked against its model or not at all.',
    example: 'model "../models/gone.mig"      // there is no such file',
    fix: 'Give the path relative to the folder of the spec, with `/`.',
  },
} as const;
