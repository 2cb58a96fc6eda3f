const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Whole microseconds since the epoch of one of Close's times, which have up to six decimals and, in an event's
 * envelope, no zone: then they are UTC. undefined for anything else.
 */
export function microseconds(value: unknown): number | undefined {
  const [, seconds, decimals = "", zone = "Z"] = (typeof value === "string" && TIME.exec(value)) || [];
  if (!seconds) return undefined;
  const at = Date.parse(`${seconds}${zone}`) * 1000 + Number(decimals.padEnd(6, "0").slice(0, 6));
  return Number.isSafeInteger(at) && at >= 0 ? at : undefined;
}
