// Diagnostics of the chosen variant and parameters (MC31xx) and of the limits of a program (MC401x). Data
// only: what `mcheck explain` prints.

export const LOWERING = {
  MC3101: {
    title: 'a variant or version without that value',
    why: 'A run is made for one value of every variant. A value that does not exist would silently be another.',
    example: 'variant fix { none, merged }      // and on the command line: --variant fix=mergd',
    fix: 'Use one of the declared values; `mcheck matrix` runs them all.',
  },
  MC3102: {
    title: 'parameter outside its range',
    why: 'The model was written, and its bounds chosen, for the values of that range only.',
    example: 'param PAGES = 1 in 1..4      // and on the command line: --param PAGES=9',
    fix: 'Give a value of the range, or widen the range in the model.',
  },
  MC3103: {
    title: 'nothing can happen',
    why: 'Without a thread, a task and an action there is one state and no step. Whatever is asked of such a model would seem to hold, and a file that is empty or was cut off would pass for a protocol without bugs.',
    example: '// an empty file, or every thread behind an `only` that is false',
    fix: 'Write a host with a thread and its actions, or choose a variant in which one is left.',
  },
  MC3096: {
    title: 'assignment that is always out of range',
    why: 'A value outside its type is an error of the run; an assignment that can only be one ends every run that reaches it.',
    example: 'var x : 0..3 = 0      // and in an action: do { x = 9 }',
    fix: 'Assign a value of the type, or make the type larger.',
  },
  MC4011: {
    title: 'too many actions',
    why: 'Every index, choice and pattern value makes an action of its own; past 4096 the model is larger than anybody can explore.',
    example:
      'type Big = 0..63   put[a in Big, b in Big]: idle -> idle  do { x = a + b }   get[a in Big, b in Big]: ...',
    fix: 'Choose smaller parameters or smaller types.',
  },
  MC4012: {
    title: 'state too large',
    why: 'The explorer keeps every state it has met; past 4096 bits a state is larger than anybody can explore.',
    example: 'var history[i in Big, j in Big] : 0..255',
    fix: 'Choose smaller parameters or smaller ranges.',
  },
  MC4013: {
    title: 'expansion too large',
    why: 'Indices, loops, quantifiers, definitions and procedures are written out before the first step. One of them may run over 4096 values, and all of it may come to a million expressions.',
    example: 'type Big = 0..99999   thread t[i in Big] { a: x -> y  wait s }',
    fix: 'Choose smaller parameters or smaller ranges.',
  },
  MC4014: {
    title: 'number too large',
    why: 'Sums and products are exact up to 2^53; past that some of the engines that compute them would round. The bound is that of the types: no state has to reach it.',
    example: 'var x : 0..2000000000   ...   when x * x == y',
    fix: 'Choose smaller ranges, or compare before multiplying.',
  },
} as const;
