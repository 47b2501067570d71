// Small models for the tests of the command line. In: nothing. Out: texts whose verdicts are plain to see.

/** Two threads lock two mutexes; in opposite order they deadlock, in the same order they do not. */
export const LOCKS = `protocol locks

variant fix { none, ordered }
param ROUNDS = 1 in 1..3

host src {
  mutex a
  mutex b

  thread one {
    start idle  final done
    take_a: idle -> has_a   lock a
    take_b: has_a -> done   lock b   do { unlock b  unlock a }
  }

  thread two {
    start idle  final done
    first_b:  idle -> has_b    when fix == none      lock b
    second_a: has_b -> done    lock a   do { unlock a  unlock b }
    first_a:  idle -> has_a    when fix == ordered   lock a
    second_b: has_a -> done    lock b   do { unlock b  unlock a }
  }
}

deadlock free
reachable both_done: src.one at done and src.two at done
`;

/** Counts to N and stops: N + 1 states, nothing to go wrong. */
export const COUNTER = `protocol counter

param N = 3 in 1..1000

host src {
  var n : 0..N = 0

  thread counting {
    start going  final done
    more: going -> going   when n < N    do { n += 1 }
    end:  going -> done    when n == N
  }
}

deadlock free
invariant small: src.n <= N
bound largest: src.n
`;
