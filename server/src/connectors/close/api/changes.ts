import * as z from "zod";
import { type Access, type ChangePage, ProviderError } from "../../provider-api.ts";
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
  return {
    payloads: timed
      .filter(({ ms }) => ms >= from && ms < upTo)
      .map(({ event }) => ({ event, subscription_id: null })),
    next:
      typeof next === "string" && next !== "" && events.length > 0 && !isPast
        ? JSON.stringify({ cursor: next, upTo })
        : undefined,
    upTo,
  };
}

function read(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new ProviderError("refused", "This is no cursor of Close's event log.", undefined, { cause });
  }
}
