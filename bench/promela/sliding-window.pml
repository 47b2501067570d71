/* bench/models/sliding-window.mig */

chan source = [SOURCE] of { bit };
chan frames = [FRAMES] of { byte, bit };
chan acks   = [ACKS] of { byte };
chan target = [TARGET] of { bit };

byte base, used;
bit window[WINDOW];
byte expected;
bit owes;

/* Used within steps; 0 between them. */
byte x, k, moved;

active proctype producer() {
  do
  :: source!0
  :: source!1
  od
}

active proctype sender() {
  do
  :: d_step {
       used < WINDOW && len(frames) < FRAMES && len(source) > 0 ->
       source?x;
       frames!((base + used) % MODULUS), x;
       window[used] = x;
       used = used + 1;
       x = 0
     }
  :: d_step { used > 0 && len(frames) < FRAMES -> frames!base, window[0] }
#if WINDOW > 1
  :: d_step { used > 1 && len(frames) < FRAMES -> frames!((base + 1) % MODULUS), window[1] }
#endif
#if WINDOW > 2
  :: d_step { used > 2 && len(frames) < FRAMES -> frames!((base + 2) % MODULUS), window[2] }
#endif
#if WINDOW > 3
  :: d_step { used > 3 && len(frames) < FRAMES -> frames!((base + 3) % MODULUS), window[3] }
#endif
  :: d_step {
       acks?x;
       moved = (x + MODULUS - base) % MODULUS;
       if
       :: moved <= used ->
          do
          :: k + moved < WINDOW -> window[k] = window[k + moved]; k = k + 1
          :: k + moved >= WINDOW && k < WINDOW -> window[k] = 0; k = k + 1
          :: k == WINDOW -> break
          od;
          used = used - moved;
          base = x
       :: else
       fi;
       x = 0; k = 0; moved = 0
     }
  od
}

active proctype receiver() {
  do
  :: d_step {
       frames?x, k;
       if
       :: x == expected && len(target) < TARGET ->
          target!k;
          expected = (expected + 1) % MODULUS
       :: else
       fi;
       owes = 1;
       x = 0; k = 0
     }
  :: d_step { owes == 1 && len(acks) < ACKS -> acks!expected; owes = 0 }
  od
}

active proctype consumer()   { do :: target?_ od }
active proctype frame_loss() { do :: frames?_, _ od }
active proctype ack_loss()   { do :: acks?_ od }
