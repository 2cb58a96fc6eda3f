import * as z from "zod";
import { type Fields, isObject } from "../../objects.ts";
import { type Access, type ChangePage, ProviderError } from "../../provider-api.ts";
import { objectsOf } from "./list.ts";
import { ask, MissingError } from "./request.ts";

const PAGE = 100;
const DAY_MS = 86_400_000;
/** https://docs.stripe.com/api/events: "for the last 30 days". */
export const REACH_MS = 30 * DAY_MS;
/** Events may enter the log after others that were created later. */
const OVERLAP_MS = 300_000;

/**
 * `up`: pages towards the newest, each before which event they end (`ending_before`), beginning at the newest event
 * older than what is asked for: nothing that is added meanwhile can be skipped. `down`: there is no older event, so
 * pages go from the newest to the oldest; what is added meanwhile belongs to the next walk.
 */
const Cursor = z.discriminatedUnion("way", [
  z.object({ way: z.literal("up"), id: z.string(), created: z.number() }),
  z.object({
    way: z.literal("down"),
    from: z.number(),
    id: z.string().optional(),
    upTo: z.number().optional(),
  }),
]);
type Cursor = z.infer<typeof Cursor>;

export async function changes(access: Access, since: Date, cursor: string | undefined): Promise<ChangePage> {
  const from = Math.floor((since.getTime() - OVERLAP_MS) / 1000);
  if (cursor === undefined) return begin(access, from);
  const place = read(cursor);
  return place.way === "up" ? upwards(access, place, since) : downwards(access, place);
}

function read(cursor: string): Cursor {
  try {
    return Cursor.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new ProviderError("refused", "This is no cursor of Stripe's events.", undefined, { cause });
  }
}

/** Finds the newest event before `from`, in seconds. */
async function begin(access: Access, from: number): Promise<ChangePage> {
  const { body, at } = await ask(access, "GET", "events", { limit: 1, "created[lt]": from });
  const [anchor] = objectsOf(body);
  const next: Cursor = anchor
    ? { way: "up", id: String(anchor.id), created: Number(anchor.created) }
    : { way: "down", from };
  return { payloads: [], next: JSON.stringify(next), upTo: at };
}

async function upwards(access: Access, place: Cursor & { way: "up" }, since: Date): Promise<ChangePage> {
  try {
    const { body, at } = await ask(access, "GET", "events", { limit: PAGE, ending_before: place.id });
    const events = eventsOf(access, body);
    const [newest] = events;
    const next = newest && { way: "up", id: newest.id, created: newest.created };
    return {
      payloads: events.toReversed(),
      next: body.has_more === true && next ? JSON.stringify(next) : undefined,
      upTo: at,
    };
  } catch (error) {
    if (!(error instanceof MissingError) || error.param !== "ending_before") throw error;
    return beginAgain(access, Math.max(place.created, Math.floor(since.getTime() / 1000)), error);
  }
}

/** The event has left the log. What came after it is still there unless it is older than the log reaches, too. */
async function beginAgain(access: Access, from: number, cause: MissingError): Promise<ChangePage> {
  const page = await begin(access, from);
  if (page.upTo - from * 1000 < REACH_MS) return page;
  throw new ProviderError(
    "refused",
    `Stripe keeps events for 30 days: those since ${new Date(from * 1000).toISOString()} are gone. Make a full pass instead.`,
    undefined,
    { cause },
  );
}

async function downwards(access: Access, place: Cursor & { way: "down" }): Promise<ChangePage> {
  const { body, at } = await ask(access, "GET", "events", {
    limit: PAGE,
    "created[gte]": place.from,
    starting_after: place.id,
  });
  const events = eventsOf(access, body);
  const upTo = place.upTo ?? at;
  const last = events.at(-1);
  const next = isObject(last) && { ...place, id: last.id, upTo };
  return {
    payloads: events,
    next: body.has_more === true && next ? JSON.stringify(next) : undefined,
    upTo,
  };
}

/** An account's own log does not name the account, as a webhook of all connected ones does. */
function eventsOf({ account }: Access, body: Fields): readonly Fields[] {
  const events = objectsOf(body);
  return account ? events.map((event) => ({ account, ...event })) : events;
}
