/* bench/models/peterson.mig: the filter lock of N processes, one access to a shared variable per step. */

byte level_of[N];
byte last_at[N - 1];

active [N] proctype process() {
  byte level = 0;
  byte scanned = 0;

remainder:
  level = 1;
climbing:
  if
  :: d_step { level < N -> level_of[_pid] = level }
  :: level == N -> goto critical
  fi;
  atomic { last_at[level - 1] = _pid; scanned = 0 };
scanning:
  if
  :: d_step { scanned < N && (scanned == _pid || level_of[scanned] < level) -> scanned = scanned + 1 };
     goto scanning
  :: d_step { last_at[level - 1] != _pid || scanned == N -> level = level + 1; scanned = 0 };
     goto climbing
  fi;
critical:
  atomic { level_of[_pid] = 0; level = 0 };
  goto remainder
}
