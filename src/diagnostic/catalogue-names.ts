// Diagnostics about names and types (MC2xxx). Data only: what `mcheck explain` prints.

export const NAMES = {
  MC2001: {
    title: 'unknown name',
    why: 'Every name must be declared: in the thread or task itself, in its host, or at the top level. A misspelt name would otherwise silently become something new.',
    example: 'thread t { a: x -> y  do { cuont = 1 } }',
    fix: 'Correct the spelling, or declare the name: `var count : 0..3`.',
  },
  MC2002: {
    title: 'declared twice',
    why: 'Two declarations of one name in one scope leave it open which one is meant. An inner scope may hide an object of an outer one; two in the same scope may not.',
    example: 'mutex m   semaphore m',
    fix: 'Rename one of the two, or remove it. An imported file shares the top level with the file that imports it.',
  },
  MC2003: {
    title: 'object of another host',
    why: 'Hosts share nothing but channels, streams and what is declared at the top level. A guard or an effect that looks into the other machine would model something no code can do.',
    example: 'host src { thread t { a: x -> y  when dst.ready } }',
    fix: 'Send a message, or declare the object at the top level if both hosts really share it. Properties may look at every host.',
  },
  MC2004: {
    title: 'ambiguous value name',
    why: 'Several types have a member of this name and nothing here says which type is meant.',
    example: 'type A = { NONE, X }  type B = { NONE, Y }  invariant i: NONE == NONE',
    fix: 'Write it where a type is known: compare it with a variable, or assign it to one.',
  },
  MC2005: {
    title: 'no such member',
    why: 'After a dot stands a field of a record, an object of a host, thread, loop or task, or an attribute such as `s.accepted` or `m.faults`.',
    example: 'invariant i: dst.raedy',
    fix: 'Correct the spelling, or declare the member.',
  },
  MC2006: {
    title: 'wrong kind of object',
    why: 'Every operation works on its own kind of object: `wait` on a semaphore or an event, `lock` on a mutex, `recv` on a channel or a stream. Bugs come from mixing them up, so they are never converted.',
    example: 'mutex m   thread t { a: x -> y  wait m }',
    fix: 'Use the operation of that object, or declare the object as what is meant.',
  },
  MC2007: {
    title: 'types do not fit',
    why: 'A value of one type stands where another is needed.',
    example: 'var n : 0..3   thread t { a: x -> y  do { n = true } }',
    fix: 'Write a value of the type that is needed.',
  },
  MC2008: {
    title: 'not a value',
    why: 'A thread, a host, a mutex or a stream has no value of its own that could be compared or assigned.',
    example: 'mutex m   invariant i: m',
    fix: 'Ask for what is meant: `owner(m)`, `len(ch)`, `s.accepted`, `p in ram.present`, `t at L`, `t running`.',
  },
  MC2009: {
    title: 'cannot be assigned',
    why: 'Parameters, constants, variants, index variables and the parameters of a procedure keep their value for a whole run; semaphores, events and mutexes change only by their own effects.',
    example: 'param N = 1 in 1..3   thread t { a: x -> y  do { N = 2 } }',
    fix: 'Declare a variable with `var`, or use `post`, `set`, `reset`, `unlock`.',
  },
  MC2010: {
    title: 'wrong number of arguments',
    why: 'A message, a definition, a procedure and an indexed name take exactly the arguments they are declared with.',
    example:
      'type M = { PAGE(p : 0..3) }   channel c : M fifo 1   thread t { a: x -> y  send c PAGE }',
    fix: 'Give each argument; in a pattern write `_` for one that does not matter.',
  },
  MC2011: {
    title: 'index missing',
    why: 'A replicated thread or an indexed object is one for each value of its index; here one of them must be named.',
    example: 'semaphore sem[c in 0..1]   thread t { a: x -> y  wait sem }',
    fix: 'Add the index: `sem[0]`, `sem[c]`; in a property quantify: `all c in Channel: t[c] at done`.',
  },
  MC2012: {
    title: 'unknown location',
    why: 'A location exists because some action begins or ends there. One that no action names is usually misspelt, and the condition about it would never be true.',
    example: 'thread t { start idel   a: idle -> idle  wait s }',
    fix: 'Correct the spelling.',
  },
  MC2013: {
    title: 'unknown outcome',
    why: 'A call can only end with an outcome that the procedure returns.',
    example: 'procedure f() returns { ok, failed } { ... }   a: x -> y  call f() broken -> z',
    fix: 'Correct the spelling, or add the outcome to `returns { ... }`.',
  },
  MC2014: {
    title: 'defined by itself',
    why: 'Types, constants and definitions are expanded where they are used; one that needs itself has no end.',
    example: 'const A = B + 1   const B = A + 1',
    fix: 'Break the circle.',
  },
  MC2015: {
    title: 'type cannot be told',
    why: 'An empty set, `null` or a record fits many types, and nothing here says which one is meant.',
    example: 'invariant i: {} == {}',
    fix: 'Compare it with, or assign it to, something that has a declared type.',
  },
  MC2016: {
    title: 'symmetric value used as a number',
    why: 'The members of a symmetric type are interchangeable. Order, arithmetic and constants would tell them apart, and the symmetry reduction would then be wrong.',
    example: 'type C = 0..2 symmetric   var c : C   invariant i: c < 1',
    fix: 'Compare with == and != only and pick members with `choose`, an index or a quantifier; or drop `symmetric`.',
  },
  MC2017: {
    title: 'effect inside an expression',
    why: '`cas`, `try_send` and `try_recv` change the state. They stand alone, on the whole right side of `=`, or as the whole condition of `if`, `assert` or an outcome (under one `not` at most), so that it is clear when they happen.',
    example: 'thread t { a: x -> y  do { if ready and cas(s, A, B) { } } }',
    fix: 'Assign the result to a bool variable first.',
  },
  MC2018: {
    title: 'pattern out of place',
    why: '`?x` chooses a value for the operation of an action, and `_` stands for any value in a pattern or in `MESSAGE(_) in ch`. Elsewhere there is nothing to choose from.',
    example: 'thread t { a: x -> y  when n == ?m }',
    fix: 'Use `choose`, or a quantifier such as `some p in Page: ...`.',
  },
  MC2019: {
    title: 'must be known before the run',
    why: 'Ranges, capacities, bounds, constants and `only` decide how large the model is. They may use numbers, constants, parameters and variants, not what changes during a run.',
    example: 'var n : 0..3   channel c : bool fifo n',
    fix: 'Use a parameter: `param N = 2 in 1..4`.',
  },
  MC2020: {
    title: 'wrong end of a stream',
    why: 'A stream has two ends, one in each of its hosts. The `from` host connects and sends forward; the `to` host accepts and sends on the `back` lane, if there is one.',
    example:
      'stream s from src to dst : bool fifo 1   host dst { thread t { a: x -> y  connect s } }',
    fix: 'Move the action to the other host, or declare what comes back: `, back T fifo 1`.',
  },
} as const;
