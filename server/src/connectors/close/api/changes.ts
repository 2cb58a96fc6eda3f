import * as z from "zod";
import type { Fields } from "../../objects.ts";
import { type Access, type ChangePage, ProviderError, type Withheld } from "../../provider-api.ts";
import { CARRIES_NONE, read as readEvent } from "../read.ts";
import { microseconds } from "../times.ts";
import { ask, objectsOf } from "./request.ts";

/** More are refused. */
const PAGE = 50;
/** developer.close.com, event log: "up to 30 days back in history". */
export const REACH_MS = 30 * 86_400_000;
/** Close advises to look at the latest five minutes again: the log may be late. */
const OVERLAP_MS = 300_000;
/**
 * An event may still change while others of its object are merged into it, and keeps its id then: what is that young
 * is left for the next walk, so that an event is never taken before it is final.
 */
const SETTLING_MS = 300_000;

/** developer.close.com, event log: "For non-admins, this field is only returned for events less than one hour old." */
const REASON =
  "Close shows what changed for one hour only to a key of somebody who is no admin: older changes are read object by object. Use an admin's key to read all of them.";

const Cursor = z.object({ cursor: z.string(), upTo: z.number() });

/** The latest first, as the log is; what is logged meanwhile belongs to the next walk. */
export async function changes(access: Access, since: Date, cursor: string | undefined): Promise<ChangePage> {
  const from = since.getTime() - OVERLAP_MS;
  const place = cursor === undefined ? undefined : read(cursor);
  const { body, at } = await ask(access, "GET", "event", {
    query: {
      _limit: PAGE,
      ...(place
        ? { _cursor: place.cursor }
        : { date_updated__gte: new Date(from).toISOString().slice(0, 19) }),
    },
  });
  const upTo = place?.upTo ?? at - SETTLING_MS;
  const events = objectsOf(body);
  const timed = events.map((event) => ({ event, ms: (microseconds(event.date_updated) ?? 0) / 1000 }));
  const isPast = timed.some(({ ms }) => ms < from);
  const next = body.cursor_next;
  const payloads: unknown[] = [];
  const withheld: Withheld[] = [];
  for (const { event, ms } of timed) {
    if (ms < from || ms >= upTo) continue;
    const bare = withheldOf(event);
    // Under its id it would stand in the way of the webhook, which carries the object whoever subscribed.
    if (bare) withheld.push(bare);
    else payloads.push(payloadOf(event));
  }
  return {
    payloads,
    ...(withheld.length > 0 && { withheld: { changes: withheld, reason: REASON } }),
    next:
      typeof next === "string" && next !== "" && events.length > 0 && !isPast
        ? JSON.stringify({ cursor: next, upTo })
        : undefined,
    upTo,
  };
}

const payloadOf = (event: Fields) => ({ event, subscription_id: null });

function withheldOf(event: Fields): Withheld | undefined {
  const reading = readEvent(payloadOf(event));
  if (typeof reading === "string" || reading.identity !== CARRIES_NONE) return undefined;
  return { type: reading.type, collection: reading.collection, id: String(event.object_id) };
}

function read(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new ProviderError("refused", "This is no cursor of Close's event log.", undefined, { cause });
  }
}
