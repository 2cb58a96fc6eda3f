import type { Ctx } from "../context.ts";
import { firstIdAt } from "../platform/ids.ts";
import { eventRepo } from "./repo.ts";

const DAY_MS = 86_400_000;
const CHUNK = 1_000;
/** Bodies and headers are kept this long; the row itself, for dedupe, much longer (RULES 4). */
export const BODY_DAYS = 30;
export const ROW_DAYS = 400;

/**
 * One bounded piece of retention for one job: strips bodies of settled rows after 30 days, removes rows after
 * 400. Pending and failed rows are never touched. `upTo` is where the next piece continues; absent when done.
 */
export async function retainJob(
  ctx: Ctx,
  jobId: string,
  after: string,
  now: Date,
): Promise<{ stripped: number; removed: number; upTo?: string }> {
  const events = eventRepo(ctx.db);
  const rows = await events.strippable(
    jobId,
    after,
    firstIdAt("evt", new Date(now.getTime() - BODY_DAYS * DAY_MS)),
    CHUNK,
  );
  const settled = rows.filter(
    (row) => (row.status === "processed" || row.status === "filtered") && !row.strippedAt,
  );
  if (settled.length > 0)
    await events.strip(
      settled.map((row) => row._id),
      now,
    );
  const removed = await events.removeBefore(
    jobId,
    firstIdAt("evt", new Date(now.getTime() - ROW_DAYS * DAY_MS)),
    CHUNK,
  );
  const last = rows.at(-1);
  return { stripped: settled.length, removed, ...(last && rows.length === CHUNK && { upTo: last._id }) };
}
