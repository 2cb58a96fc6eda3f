import { randomBytes } from "node:crypto";
import { bodyOf, type EventRow, eventRows, rollups, storedBytes } from "../../server/src/events/index.ts";
import { derivedId } from "../../server/src/platform/ids.ts";
import type { Stack, TestJob } from "../support/stack.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HOURS = 7 * 24;
/** As much as a busy database takes in before a connection gives up. */
const AT_ONCE = 500;
/** Statistics, and when what they hold is summed up for good. */
const SUMS = {
  event_stats: 5 * MINUTE_MS,
  event_stats_half_hours: 35 * MINUTE_MS,
  event_stats_days: 24 * HOUR_MS + 5 * MINUTE_MS,
};

/** Repeats what jobs have received over the last week, more by day than by night, about other objects. */
export async function addPast(
  stack: Stack,
  jobs: readonly { job: TestJob; perHour: number }[],
): Promise<void> {
  const db = stack.ledger();
  const counts = rollups(db);
  for (const { job, perHour } of jobs) {
    const like = await eventRows(db).find({ jobId: job.id }).toArray();
    const rows: EventRow[] = [];
    for (let hour = HOURS; hour > 0; hour -= 1) {
      const start = Date.now() - hour * HOUR_MS;
      const busy =
        0.35 + 0.65 * Math.max(0, Math.sin(((new Date(start).getUTCHours() - 6) / 24) * 2 * Math.PI));
      const count = Math.round(perHour * busy * (0.8 + 0.4 * Math.random()));
      for (let index = 0; index < count; index += 1)
        rows.push(
          moved(
            like[rows.length % like.length] as EventRow,
            start + ((index + Math.random()) / count) * HOUR_MS,
          ),
        );
    }
    for (let next = 0; next < rows.length; next += AT_ONCE) {
      const some = rows.slice(next, next + AT_ONCE);
      await eventRows(db).insertMany(some, { ordered: false });
      await counts.mark(
        job.id,
        some.map((row) => row.receivedAt),
      );
    }
  }
}

/** Until figures and charts agree with the rows: a server does this by and by. */
export async function sumUpPast(stack: Stack): Promise<void> {
  const db = stack.ledger();
  const counts = rollups(db);
  await stack.until("the past is summed up", 240_000, async () => {
    await counts.maintain(10_000);
    const open = await Promise.all(
      Object.entries(SUMS).map(([sums, afterMs]) =>
        db.collection(sums).findOne({ dirty: { $gt: 0 }, minute: { $lt: new Date(Date.now() - afterMs) } }),
      ),
    );
    return open.every((one) => one === null);
  });
}

/** The same row at another time, with ids of its own. */
function moved(row: EventRow, at: number): EventRow {
  const { settledAt, objectId = "", tieKey = "", ...rest } = row;
  const by = at - row.receivedAt.getTime();
  const later = (date: Date) => new Date(date.getTime() + by);
  const eventAt = later(row.eventAt);
  const seconds = Math.floor(eventAt.getTime() / 1000);
  const eventId = another(row.providerEventId);
  const object = another(objectId);
  const payload = JSON.parse(String(bodyOf(row)));
  const said = { ...payload, id: eventId, created: seconds };
  const body = Buffer.from(JSON.stringify(said).replaceAll(objectId, object));
  const ownTieKey = `${object}@${seconds}`;
  return {
    ...rest,
    _id: derivedId("evt", new Date(at), eventId),
    providerEventId: eventId,
    dedupeKey: `${row.jobId}:${eventId}`,
    objectId: object,
    tieKey: ownTieKey,
    terms: row.terms.map((term) => (term === tieKey ? ownTieKey : term === objectId ? object : term)),
    body: storedBytes(body),
    bytes: body.length,
    receivedAt: later(row.receivedAt),
    eventAt,
    deadline: later(row.deadline),
    ...(settledAt && { settledAt: later(settledAt) }),
    log: (row.log ?? []).map((entry) => ({ ...entry, at: later(entry.at) })),
  };
}

/** An id of the same kind. */
const another = (id: string): string => `${id.slice(0, id.indexOf("_"))}_${randomBytes(7).toString("hex")}`;
