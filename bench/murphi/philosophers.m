-- models/classics/phils.mig, seating=alike.

const
  N: 15;

type
  seat: 0 .. N - 1;
  place: enum { thinking, one_fork, eating, put_one };

var
  held: array [seat] of boolean;
  at: array [seat] of place;

startstate begin
  for i: seat do
    held[i] := false;
    at[i] := thinking;
  end;
end;

ruleset i: seat do
  rule "take the first fork" at[i] = thinking & !held[i] ==> begin
    held[i] := true;
    at[i] := one_fork;
  end;

  rule "take the second fork" at[i] = one_fork & !held[(i + 1) % N] ==> begin
    held[(i + 1) % N] := true;
    at[i] := eating;
  end;

  rule "put the first fork" at[i] = eating ==> begin
    held[i] := false;
    at[i] := put_one;
  end;

  rule "put the second fork" at[i] = put_one ==> begin
    held[(i + 1) % N] := false;
    at[i] := thinking;
  end;
end;
