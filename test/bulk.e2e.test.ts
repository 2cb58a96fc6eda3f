import { BulkOperation } from "@sluice/shared/bulk";
import { expect, onTestFinished, test } from "vitest";
import type { EventRow } from "../server/src/events/index.ts";
import { customer, documentOf, stripeEvent, sync } from "./support/events.ts";
import { startStack } from "./support/stack.ts";

const DONE_MS = 120_000;
const MANY = 6_000;

test("a bulk replay whose worker and server are killed replays every event once", {
  timeout: 240_000,
}, async () => {
  const stack = await startStack();
  onTestFinished(stack.stop);
  const job = await stack.createJob();
  const ada = customer({ email: "ada@example.com" });
  const { id: first } = await sync(stack, job, stripeEvent("customer.created", ada));
  const rows = stack.ledger().collection<EventRow>("webhook_events");
  const row = (await rows.findOne({ _id: first })) as EventRow;
  await rows.insertMany(
    Array.from({ length: MANY }, (_, index) => ({
      ...row,
      _id: `${row._id.slice(0, -5)}${String(index).padStart(5, "0")}`,
      dedupeKey: `${job.id}:copy_${index}`,
    })),
  );
  const total = MANY + 1;
  const { id } = await stack.call(BulkOperation, "POST", "/api/v1/events/replay", {
    filter: { jobId: job.id },
  });
  const made = () => rows.countDocuments({ jobId: job.id, replayOf: { $exists: true } });
  await stack.until("a part is replayed", DONE_MS, async () => (await made()) > 0);
  await stack.kill("worker");
  expect(await made()).toBeLessThan(total);
  const before = await made();
  await stack.until("it goes on", DONE_MS, async () => (await made()) > before);
  await stack.kill("server");

  const operation = await stack.until("the operation is done", DONE_MS, async () => {
    const now = await stack.call(BulkOperation, "GET", `/api/v1/bulk-operations/${id}`);
    return now.status === "done" && now;
  });
  expect(operation).toMatchObject({ done: total, skipped: 0, failed: 0, total: { count: total } });
  expect(await made()).toBe(total);
  expect(await rows.distinct("replayOf", { jobId: job.id })).toHaveLength(total);
  const settled = {
    jobId: job.id,
    replayOf: { $exists: true },
    status: "processed",
    outcome: "unchanged",
  } as const;
  await stack.until("all are settled", DONE_MS, async () => (await rows.countDocuments(settled)) === total);
  expect(await documentOf(stack, job, "customers", ada.id)).toMatchObject({ email: "ada@example.com" });
});
