import { afterAll, beforeAll, expect, test } from "vitest";
import { waitSettled } from "../support/oracle.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { acknowledged } from "../support/stripe-sender.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.stop());

test("200 copies of one event at once: one row, one effect, one 202 and 199 times 200 with its id", async () => {
  const job = await stack.createJob();
  const event = {
    id: "evt_crowd",
    object: "event",
    type: "customer.created",
    created: 1_750_000_000,
    livemode: false,
    data: { object: { id: "cus_crowd", object: "customer", name: "Ada" } },
  };
  const answers = await Promise.all(Array.from({ length: 200 }, () => acknowledged(job, event)));
  const first = answers.filter((answer) => answer.httpStatus === 202);
  expect(first).toHaveLength(1);
  expect(first[0]?.status).toBe("received");
  const repeats = answers.filter((answer) => answer.httpStatus === 200);
  expect(repeats).toHaveLength(199);
  expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
  expect(new Set(repeats.map((answer) => answer.status))).toEqual(new Set(["duplicate"]));

  const rows = await waitSettled(stack, job, 1, 30_000);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ _id: first[0]?.id, status: "processed", outcome: "applied", attempts: 1 });
  expect(rows[0]?.log?.filter((entry) => entry.action === "upsert")).toHaveLength(1);
  await stack.until("the repeats are counted", 30_000, async () => {
    const row = await stack.ledger().collection("webhook_events").findOne({ jobId: job.id });
    return row?.duplicates === 199;
  });
  expect(await stack.destination(job.database).collection("customers").countDocuments()).toBe(1);
});
