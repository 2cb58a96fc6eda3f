const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Whole seconds since the epoch of one of GitHub's times, which are texts or, in some objects, such numbers. */
export function seconds(value: unknown): number | undefined {
  const at = typeof value === "string" && TIME.test(value) ? Math.floor(Date.parse(value) / 1000) : value;
  return Number.isSafeInteger(at) && Number(at) >= 0 && Number(at) <= MAX ? Number(at) : undefined;
}

/** Beyond this, microseconds are no longer exact in a double (the year 2255). */
const MAX = Math.floor(Number.MAX_SAFE_INTEGER / 1_000_000);
