// Diagnostics about the text itself (MC1xxx) and the limits on it (MC40xx). Data only: what
// `mcheck explain` prints.

export const SYNTAX = {
  MC1001: {
    title: 'unexpected text',
    why: 'The text does not follow the grammar at this place. What comes after the next line that starts a declaration or an action is still checked.',
    example: 'semaphore max 3 sem',
    fix: 'Write one of the things that were expected; `docs/language.md` has the grammar.',
  },
  MC1002: {
    title: 'stray character',
    why: 'This character means nothing outside of strings and comments.',
    example: 'const N = 2 # pages',
    fix: 'Remove it. Comments begin with `//`.',
  },
  MC1003: {
    title: 'not ASCII',
    why: 'Names and signs are ASCII, so that a model reads and prints the same everywhere and no two names merely look alike. Strings and comments may hold any text.',
    example: 'var z\u00e4hler : bool',
    fix: 'Use ASCII letters, digits and `_`.',
  },
  MC1004: {
    title: 'string without an end',
    why: 'A string ends on the line it begins on.',
    example: 'import "lib/common.mig',
    fix: 'Add the closing `"`.',
  },
  MC1005: {
    title: 'unbalanced bracket',
    why: 'Every `{`, `(` and `[` is closed by its counterpart; otherwise it is open which declaration the rest belongs to.',
    example: 'host src { thread t { a: x -> y',
    fix: 'Add the missing bracket, or remove the one too many.',
  },
  MC1006: {
    title: 'comparisons do not chain',
    why: '`0 < n < 3` would compare a truth value with 3.',
    example: 'invariant i: 0 < n < 3',
    fix: 'Write `0 < n and n < 3`.',
  },
  MC1007: {
    title: 'number too large',
    why: 'Values are 32-bit integers, and models are meant to be far smaller than that.',
    example: 'const N = 4294967296',
    fix: 'Use a number up to 2147483647; a small domain shows the same bugs.',
  },
  MC1008: {
    title: "C's operator",
    why: 'The language writes `and`, `or`, `not`, `implies` in words; assignment is `=`, comparison is `==` and `!=`.',
    example: 'invariant i: ready && !done',
    fix: 'Write `ready and not done`.',
  },
  MC1009: {
    title: 'assignment where a comparison is meant',
    why: '`=` assigns, and only in `do { ... }` and in declarations; it is never a condition.',
    example: 'invariant i: n = 1',
    fix: 'Write `n == 1`.',
  },
  MC1010: {
    title: 'colon missing after a name',
    why: 'The `:` is what makes a name the name of an action or a property; without it the line could begin anything.',
    example: 'thread t { connect setup -> opened }',
    fix: 'Write `connect: setup -> opened`.',
  },
  MC1011: {
    title: '`do` missing before effects',
    why: 'The effects of an action stand in `do { ... }`: the word divides what is waited for from what is then done.',
    example: 'thread t { a: x -> y { n = 1 } }',
    fix: 'Write `a: x -> y do { n = 1 }`.',
  },
  MC1012: {
    title: 'reserved word used as a name',
    why: 'A few words can stand in the middle of expressions and actions, so they cannot be names. All others, such as `start`, `event` or `count`, can.',
    example: 'var in : bool',
    fix: 'Choose another name.',
  },
  MC1013: {
    title: '`;` after a declaration',
    why: 'Declarations and actions end by themselves. `;` only separates effects within `do { ... }`.',
    example: 'const N = 2;',
    fix: 'Remove it.',
  },
  MC1014: {
    title: 'declaration out of its place',
    why: '`protocol` is the first line and `import` follows it, so that a reader sees at once what a model is made of.',
    example: 'const N = 2  import "common.mig"',
    fix: 'Move it to the top of the file.',
  },
  MC1015: {
    title: 'too many syntax errors',
    why: 'After twenty of them the rest is more likely to follow from the first than to be news.',
    example: '(a file that is not a model at all)',
    fix: 'Correct the first errors and check again.',
  },
  MC4001: {
    title: 'source too large',
    why: 'A model with its imports may hold up to 1 MB of text; no protocol needs that, and everything is checked before work is done.',
    example: '(a file of more than 1,000,000 characters)',
    fix: 'Check that the file is the right one; split or shorten the model.',
  },
  MC4002: {
    title: 'too many lines',
    why: 'A model with its imports may have up to 20,000 lines.',
    example: '(a file of more than 20,000 lines)',
    fix: 'Check that the file is the right one; split or shorten the model.',
  },
  MC4003: {
    title: 'nested too deeply',
    why: 'Brackets, conditions and quantifiers may be nested up to 100 deep, so that no input exhausts the stack.',
    example: '(more than 100 opening brackets in one another)',
    fix: 'Use definitions (`def`) for the inner parts.',
  },
} as const;
