import type { EventDocument } from "@sluice/shared/events";
import type { Connector } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { type Change, prefixOf } from "../destinations/index.ts";
import { bodyOf, type EventRow, eventRepo, eventsBefore, parseJson } from "../events/index.ts";

/** What a row writes, or why it writes nothing. */
type Read = (row: EventRow) => Promise<Change | string>;
interface Known {
  readonly row: EventRow;
  readonly change: Change;
}
type Before = Known | { readonly reason: string };

/** The event of the same object that the order of versions puts before this one, or why none can be shown. */
export async function eventBefore(ctx: Ctx, own: Known, connector: Connector, read: Read): Promise<Before> {
  const near = await eventsBefore(ctx, own.row);
  if (!near) return { reason: "This object has more than 1,000 events: the one before is not looked for." };
  const isTied = ({ eventAt }: Pick<EventRow, "eventAt">) => eventAt.getTime() === own.row.eventAt.getTime();
  const earlier = near.filter((one) => !isTied(one));
  const nearest = earlier.filter(({ eventAt }) => eventAt.getTime() === earlier[0]?.eventAt.getTime());
  for (const moment of [near.filter(isTied), nearest]) {
    const found = await lastOf(moment.map(({ _id }) => _id));
    if (found) return found;
  }
  return { reason: "No earlier event of this object is known. What a backfill wrote is not kept." };

  async function lastOf(ids: readonly string[]): Promise<Before | undefined> {
    let last: Known | undefined;
    let unread: string | undefined;
    for await (const row of eventRepo(ctx.db).each([own.row.jobId], ids)) {
      if (identityOf(row) === identityOf(own.row)) continue;
      const change = await read(row);
      if (typeof change === "string")
        unread = row.body
          ? "The event before it does not carry the whole object."
          : "Retention has removed the body of the event before it.";
      else if (
        follows(own, { row, change }, connector) &&
        (!last || follows({ row, change }, last, connector))
      )
        last = { row, change };
    }
    // Which of them is the last cannot be told while one of them is not read.
    return unread ? { reason: unread } : last;
  }
}

/** The document that the event before would leave, as the page shows it. */
export const shownBefore = (
  before: Before,
  documentOf: (change: Change) => Record<string, unknown> | null,
): Pick<EventDocument, "before" | "beforeReason"> =>
  "reason" in before
    ? { before: null, beforeReason: before.reason }
    : {
        before: {
          eventId: before.change.eventId,
          id: before.row._id,
          type: before.row.type,
          eventAt: before.row.eventAt.toISOString(),
          document: documentOf(before.change),
        },
      };

/** A replay has its origin's; an edited one has its own. */
const identityOf = ({ versionId, providerEventId }: EventRow): string => versionId ?? providerEventId;

/** As the guard orders them; of a tie that it could only guess, neither follows. */
function follows(later: Known, earlier: Known, connector: Connector): boolean {
  const [after, before] = [prefixOf(later.change), prefixOf(earlier.change)];
  if (after !== before) return after > before;
  if (later.row.manual || earlier.row.manual) return later.change.eventId > earlier.change.eventId;
  const payloads = [earlier, later].map(({ row }) => parseJson(bodyOf(row) ?? Buffer.alloc(0)));
  const { winner, ambiguous } = connector.resolveTie(payloads, [earlier.row.type, later.row.type]);
  return winner === 1 && !ambiguous;
}
