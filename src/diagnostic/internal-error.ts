// The one thing that is thrown: a broken invariant of the program itself. In: what was expected. Out: an
// error the command line reports as a fault of mcheck, never of the user's model.

/** Thrown where an invariant of mcheck is broken; never for what a user wrote. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}
