import ipaddr from "ipaddr.js";
import { buckets } from "../platform/buckets.ts";
import { AppError } from "../platform/errors.ts";

const SUBNET_PARTS = 4;

/** Who is counted: an IPv4 address, or the /64 of an IPv6 one, which is what one household or server holds. */
export function countedAs(ip: string | undefined): string {
  if (!ip || !ipaddr.isValid(ip)) return "unknown";
  const address = ipaddr.process(ip);
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, SUBNET_PARTS).join(":") : address.toString();
}

/**
 * Limits failures by address: `burst` at once, then one each `seconds`. What succeeds is never counted.
 */
export function attempts(burst: number, seconds: number) {
  const bucket = buckets(burst, 1 / seconds);
  const pass = (taken: ReturnType<typeof bucket.take>): void => {
    if (taken.ok) return;
    const message = "Too many failed attempts from this address; wait a little.";
    throw new AppError("rate_limited", message, { retryAfter: taken.retryAfter });
  };
  const take = (ip: string | undefined) => pass(bucket.take(countedAs(ip), Date.now()));
  return {
    /** @throws AppError `rate_limited` after too many failures; counts nothing. */
    refuseTooMany: (ip: string | undefined) => pass(bucket.look(countedAs(ip), Date.now())),
    /** Counts a failure that has happened. @throws AppError `rate_limited` when there were too many. */
    failed: take,
    /**
     * Counts an attempt as failed until it succeeds, so that many at once are too many as well.
     * @throws AppError `rate_limited` without running it; what `attempt` throws.
     */
    async limit<T>(ip: string | undefined, attempt: () => Promise<T>): Promise<T> {
      take(ip);
      const result = await attempt();
      bucket.giveBack(countedAs(ip));
      return result;
    },
  };
}
