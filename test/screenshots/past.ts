import { type EventRow, eventRows, rollups } from "../../server/src/events/index.ts";
import { firstIdAt } from "../../server/src/platform/ids.ts";
import type { Stack, TestJob } from "../support/stack.ts";

const HOUR_MS = 3_600_000;
const HOURS = 7 * 24;

/** Repeats what jobs have received over the last week, more by day than by night. */
export async function addPast(
  stack: Stack,
  jobs: readonly { job: TestJob; perHour: number }[],
): Promise<void> {
  const db = stack.ledger();
  const counts = rollups(db);
  let serial = 0;
  for (const { job, perHour } of jobs) {
    const like = await eventRows(db).find({ jobId: job.id }).toArray();
    const rows: EventRow[] = [];
    for (let hour = HOURS; hour > 0; hour -= 1) {
      const start = Date.now() - hour * HOUR_MS;
      const busy =
        0.35 + 0.65 * Math.max(0, Math.sin(((new Date(start).getUTCHours() - 6) / 24) * 2 * Math.PI));
      const count = Math.round(perHour * busy * (0.8 + 0.4 * Math.random()));
      for (let index = 0; index < count; index += 1) {
        serial += 1;
        rows.push(
          moved(
            like[serial % like.length] as EventRow,
            start + ((index + Math.random()) / count) * HOUR_MS,
            serial,
          ),
        );
      }
    }
    await eventRows(db).insertMany(rows, { ordered: false });
    await counts.mark(
      job.id,
      rows.map((row) => row.receivedAt),
    );
  }
}

/** The same row at another time, with ids of its own. */
function moved(row: EventRow, at: number, serial: number): EventRow {
  const { dedupeKey: _, settledAt, ...rest } = row;
  const by = at - row.receivedAt.getTime();
  const eventId = `${row.providerEventId}_${serial}`;
  const later = (date: Date) => new Date(date.getTime() + by);
  return {
    ...rest,
    _id: `${firstIdAt("evt", new Date(at)).slice(0, 14)}${String(serial).padStart(16, "0")}`,
    providerEventId: eventId,
    dedupeKey: `${row.jobId}:${eventId}`,
    receivedAt: later(row.receivedAt),
    eventAt: later(row.eventAt),
    deadline: later(row.deadline),
    ...(settledAt && { settledAt: later(settledAt) }),
    log: (row.log ?? []).map((entry) => ({ ...entry, at: later(entry.at) })),
  };
}
