/**
 * Recovery takes at most 90 s at real timings. The suite runs the product's own times at a tenth, but starting
 * processes does not scale, least of all on a busy machine: a minute for both is still under the 90 s.
 */
export const RECOVERY_MS = 60_000;

/**
 * Work is done this long after the engine or a destination is back: 40 s at real timings, a tenth of it here,
 * and 15 s for a machine that has other things to do.
 */
export const RETURN_MS = 40_000 * 0.1 + 15_000;
