/**
 * Recovery takes at most 90 s at real timings. The suite runs the product's own times at a tenth, but starting
 * processes does not scale, least of all on a busy machine: a minute for both is still under the 90 s.
 */
export const RECOVERY_MS = 60_000;

/** Work is done this long after the engine or a destination is back, at real timings. */
export const RETURN_MS = 40_000;
