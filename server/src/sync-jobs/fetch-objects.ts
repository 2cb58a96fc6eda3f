import type { Timings } from "../config.ts";
import { type Access, type Connector, type Mapping, ProviderError } from "../connectors/index.ts";
import { bodyOf, type EventRow, parseJson } from "../events/index.ts";
import type { Result } from "./settlements.ts";

const AT_ONCE = 5;
/** No request is begun later than this in a batch: what is left stays pending, and comes in the next. */
const BEGIN_WITHIN_MS = 2_000;
const TIMEOUT_MS = 5_000;
/** Waits before another attempt are this many times an event's usual first one, doubling: 5 s, 10 s, … */
const RETRY_FACTOR = 5;

/**
 * What rows stand for that name an object without carrying it, by the provider's answers. A row that is not in the
 * answer was not come to: it is not to be settled.
 */
export async function fetchObjects(
  connector: Pick<Connector, "fetch" | "name">,
  access: Access,
  rows: readonly EventRow[],
  times: Pick<Timings, "backoffBase">,
): Promise<Map<string, Mapping | Result>> {
  const found = new Map<string, Mapping | Result>();
  const queue = rows.values();
  const until = performance.now() + BEGIN_WITHIN_MS;
  const fetchSome = async () => {
    for (const row of queue) {
      found.set(row._id, await fetchOne(connector, access, row, times));
      if (performance.now() > until) return;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
  return found;
}

async function fetchOne(
  connector: Pick<Connector, "fetch" | "name">,
  access: Access,
  row: EventRow,
  times: Pick<Timings, "backoffBase">,
): Promise<Mapping | Result> {
  const body = bodyOf(row);
  const payload = body && parseJson(body);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const retryAfterMs = times.backoffBase * RETRY_FACTOR * 2 ** (row.attempts - 1);
  try {
    const mapped = await connector.fetch?.(payload, row.type, { ...access, signal });
    return mapped ?? { kind: "failed", code: "unmappable", message: "Its object cannot be fetched." };
  } catch (error) {
    if (signal.aborted)
      return {
        kind: "failed",
        code: "provider_unavailable",
        message: `${connector.name} did not answer within ${TIMEOUT_MS / 1000} s when the event's object was asked for.`,
        retryAfterMs,
      };
    if (!(error instanceof ProviderError)) throw error;
    const { code, message } = error;
    if (code === "credentials" || code === "refused")
      return { kind: "failed", code: `provider_${code}`, message };
    return {
      kind: "failed",
      code: "provider_unavailable",
      message,
      retryAfterMs: Math.max(retryAfterMs, error.retryAfterMs ?? 0),
    };
  }
}
