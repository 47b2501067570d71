-- bench/models/peterson.mig: the filter lock of N processes.

const
  N: 5;

type
  process: 0 .. N - 1;
  stage: 0 .. N - 2;
  count: 0 .. N;
  place: enum { remainder, climbing, yielding, scanning, critical };

var
  level_of: array [process] of count;
  last_at: array [stage] of process;
  level: array [process] of count;
  scanned: array [process] of count;
  at: array [process] of place;

startstate begin
  for i: process do
    level_of[i] := 0;
    level[i] := 0;
    scanned[i] := 0;
    at[i] := remainder;
  end;
  for s: stage do
    last_at[s] := 0;
  end;
end;

ruleset i: process do
  rule "request" at[i] = remainder ==> begin
    level[i] := 1;
    at[i] := climbing;
  end;

  rule "announce" at[i] = climbing & level[i] < N ==> begin
    level_of[i] := level[i];
    at[i] := yielding;
  end;

  rule "enter" at[i] = climbing & level[i] = N ==> begin
    at[i] := critical;
  end;

  rule "yield" at[i] = yielding ==> begin
    last_at[level[i] - 1] := i;
    scanned[i] := 0;
    at[i] := scanning;
  end;

  rule "look" at[i] = scanning & scanned[i] < N & (scanned[i] = i | level_of[scanned[i]] < level[i]) ==> begin
    scanned[i] := scanned[i] + 1;
  end;

  rule "ascend" at[i] = scanning & (last_at[level[i] - 1] != i | scanned[i] = N) ==> begin
    level[i] := level[i] + 1;
    scanned[i] := 0;
    at[i] := climbing;
  end;

  rule "leave" at[i] = critical ==> begin
    level_of[i] := 0;
    level[i] := 0;
    at[i] := remainder;
  end;
end;
