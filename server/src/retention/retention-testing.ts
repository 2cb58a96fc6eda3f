import { randomBytes } from "node:crypto";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { type EventRow, eventRows, storedBytes } from "../events/index.ts";
import { firstIdAt } from "../platform/ids.ts";
import type { TestApp } from "../testing/index.ts";

const DAY_MS = 86_400_000;
export const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

/** Puts a row into the ledger as if it had come `days` ago; answers its id. */
export async function oldRow(
  app: TestApp,
  job: Pick<SyncJob, "id" | "workspaceId">,
  days: number,
  over: Partial<EventRow> = {},
): Promise<string> {
  const receivedAt = daysAgo(days);
  const unique = randomBytes(8).toString("hex");
  const row: EventRow = {
    _id: firstIdAt("evt", receivedAt).slice(0, -16) + unique.toUpperCase(),
    workspaceId: job.workspaceId,
    jobId: job.id,
    lane: `sync:${job.id}`,
    status: "processed",
    type: "customer.created",
    providerEventId: `evt_${unique}`,
    dedupeKey: `${job.id}:evt_${unique}`,
    eventAt: receivedAt,
    receivedAt,
    deadline: receivedAt,
    priority: 1,
    attempts: 1,
    terms: ["type:customer.created"],
    body: storedBytes(Buffer.from("{}")),
    bytes: 2,
    headers: { "content-type": "application/json" },
    ...over,
  };
  await eventRows(app.services.ctx.db).insertOne(row);
  return row._id;
}
