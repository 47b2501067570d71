/* models/classics/phils.mig, seating=alike: N philosophers, the fork at the left first. Who holds a fork is
   where its neighbours are, so that one bit per fork says as much as the owner does. */

bit held[N];

#define LEFT  held[_pid]
#define RIGHT held[(_pid + 1) % N]

active [N] proctype philosopher() {
  do
  :: d_step { !LEFT -> LEFT = 1 };
     d_step { !RIGHT -> RIGHT = 1 };
     /* eating */
     LEFT = 0;
     RIGHT = 0
  od
}
