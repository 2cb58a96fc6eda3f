import type { Ctx } from "../context.ts";
import { type EventRow, eventRows } from "./repo.ts";
import { searchRepo } from "./search-repo.ts";

/** Beyond so many events of one object the one before is not looked for. */
const MOST = 1_000;
/** Of the same moment and of the one before it: more than these share no second. */
const NEAREST = 12;

/**
 * The events of an object, without bodies, that were worked off and happened no later than `row`, newest first;
 * undefined where the object has too many to look through.
 */
export async function eventsBefore(
  { db }: Pick<Ctx, "db">,
  row: EventRow,
): Promise<readonly NearEvent[] | undefined> {
  const { _id, workspaceId, jobId, objectId, tieKey, eventAt } = row;
  if (objectId === undefined || tieKey === undefined) return [];
  // A tie's key ends in its moment: the rest names the object, whatever the connector puts there.
  const ids = await searchRepo(db).idsByTerm([jobId], tieKey.slice(0, tieKey.lastIndexOf("@") + 1), MOST);
  if (ids.length > MOST) return undefined;
  return eventRows(db)
    .find(
      {
        _id: { $in: ids, $ne: _id },
        workspaceId,
        objectId,
        eventAt: { $lte: eventAt },
        status: "processed",
        outcome: { $ne: "ignored" },
      },
      { projection: { eventAt: 1 }, hint: "_id_" },
    )
    .sort({ eventAt: -1, _id: -1 })
    .limit(NEAREST)
    .toArray();
}

export type NearEvent = Pick<EventRow, "_id" | "eventAt">;
