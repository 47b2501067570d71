// What threads tell one another through the shared memory. In: nothing. Out: places and codes. A round begins when
// ROUND is counted up and ends when RUNNING is 0; between rounds the leader alone works.

/** Address of the control block; below everything that is given out. */
export const CONTROL_ADDRESS = 64;
export const CONTROL_END = 192;

/** Words of the control block. */
export const CONTROL = {
  ROUND: 0,
  /** Followers that still work. */
  RUNNING: 1,
  /** Not 0: everyone stops at the next border of batches. */
  STOP: 2,
  /** The next task that nobody has taken, of COUNT tasks at address TASKS. */
  NEXT: 3,
  COUNT: 4,
  TASKS: 5,
  MODE: 6,
  /** Bits of a hash below the directory. */
  SHIFT: 7,
  /** Mask of hits. */
  WANTED: 8,
  LEVEL: 9,
  /** Counted up when another coding has been sent. */
  CODING: 10,
  /** Followers that have started. */
  READY: 11,
} as const;

export const MODE = {
  /** A task is a piece of the frontier: address of its roots, how many. */
  EXPAND: 0,
  /** What was begun is entered, and no more. */
  DRAIN: 1,
  /** A task is a segment, the other half's place, its depth. */
  SPLIT: 2,
  QUIT: 3,
} as const;
export const TASK_WORDS = 4;

/** Chunks a member is given for a round. */
export const SPARES = 16;
/** Words of a member's record, at the beginning of its work area. */
export const RECORD = {
  STATUS: 0,
  /** Hits noted in this round. */
  HITS: 1,
  /** Where the next root goes; 0: into a spare chunk. */
  TAIL: 2,
  SPARE_COUNT: 3,
  SPARES_USED: 4,
  /** Stretches of roots written in this round. */
  WRITTEN_COUNT: 5,
  /** Doubles: of this round. */
  TRANSITIONS: 6,
  DEADLOCKS: 8,
  /** i64: of the entry that found no room. */
  HASH: 10,
  SPARES: 16,
  /** Address and number of roots. */
  WRITTEN: 16 + SPARES,
} as const;

/** Why a member has stopped. */
export const STATUS = {
  /** There is nothing left to take. */
  IDLE: 0,
  /** It was told to. */
  STOPPED: 1,
  /** A segment is full. */
  SEGMENT: 2,
  /** A table of parts is full. */
  PARTS: 3,
  /** No chunk is left. */
  CHUNK: 4,
  /** No more hits can be noted. */
  HITS: 5,
  /** It has failed; nothing of it can be used. */
  FAILED: 6,
} as const;

/** Hits a member can note in a round, each of HIT_WORDS: piece, position in the piece, mask. */
export const MAX_HITS = 4096;
export const HIT_WORDS = 3;
