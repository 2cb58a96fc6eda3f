import { type EventRow, eventRows } from "@sluice/server/events";
import { firstIdAt } from "@sluice/server/platform/ids";
import { Binary, type Db } from "mongodb";
import type { Job } from "./stand.ts";

const DAYS = 25;
const DAY_MS = 86_400_000;
const AT_ONCE = 2_000;
/** With the fields and headers around it, a row of about 1.2 KB. */
const BODY = Buffer.from(JSON.stringify({ object: "event", note: "x".repeat(400) }));
const TYPES = ["customer", "charge", "invoice", "product", "price"].flatMap((name) =>
  ["created", "updated", "deleted", "voided"].map((verb) => `${name}.${verb}`),
);
/** One event in so many has it. */
const RARE_EVERY = 10_000;
export const COMMON_TYPE = TYPES[0] as string;
export const RARE_TYPE = "payout.paid";
export const WANTED_EMAIL = "kunde5@example.com";

/** Gives a job a past: `count` settled rows over the last weeks, one in a hundred failed, one filtered. */
export async function fillLedger(db: Db, job: Job, count: number): Promise<void> {
  const rows = eventRows(db);
  const start = Date.now() - DAYS * DAY_MS;
  const step = (DAYS * DAY_MS - DAY_MS) / count;
  for (let first = 0; first < count; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) =>
      settledRow(job, first + index, new Date(start + (first + index) * step)),
    );
    await rows.insertMany(some, { ordered: false, writeConcern: { w: 1, journal: false } });
  }
}

function settledRow(job: Job, index: number, at: Date): EventRow {
  const type = index % RARE_EVERY === 7 ? RARE_TYPE : (TYPES[index % TYPES.length] as string);
  const objectId = `cus_old${index % 50_000}`;
  const eventId = `evt_old${String(index).padStart(12, "0")}`;
  const tieKey = `${objectId}@${Math.floor(at.getTime() / 1000)}`;
  const settledAt = new Date(at.getTime() + 8);
  return {
    _id: `${firstIdAt("evt", at).slice(0, 14)}${String(index).padStart(16, "0")}`,
    workspaceId: "default",
    jobId: job.id,
    lane: job.lane,
    type,
    providerEventId: eventId,
    dedupeKey: `${job.id}:${eventId}`,
    eventAt: at,
    receivedAt: at,
    deadline: new Date(at.getTime() + 60_000),
    priority: 1,
    attempts: 1,
    objectId,
    tieKey,
    terms: [`type:${type}`, tieKey, objectId, `kunde${index % 20_000}@example.com`],
    livemode: false,
    body: new Binary(BODY),
    bytes: BODY.length,
    headers: {
      "user-agent": "Stripe/1.0",
      "content-type": "application/json",
      "stripe-signature": "x".repeat(150),
    },
    ip: "127.0.0.1",
    executionId: "01K00000000000000000000000",
    settledAt,
    ...ending(index, settledAt),
  };
}

function ending(index: number, at: Date): Pick<EventRow, "status" | "log"> & Partial<EventRow> {
  if (index % 100 === 0) {
    const error = { code: "unmappable", message: "The event cannot be mapped." };
    return { status: "failed", error, log: [{ at, action: "fail", success: false, message: error.message }] };
  }
  if (index % 100 === 1) return { status: "filtered", reason: "not among the job's event types" };
  return { status: "processed", outcome: "applied", log: [{ at, action: "upsert", success: true }] };
}
