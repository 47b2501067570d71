// Sizes that the search and the store agree on.

/** Successors in one batch before the table is asked. */
export const BATCH = 256;
/** States that are given out for expansion at once. */
export const WINDOW = 512;
/** States that are decoded at once: about as many as fill a batch. */
export const DECODED = 128;
