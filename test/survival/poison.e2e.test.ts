import { ReplayResult } from "@sluice/shared/events";
import { expect, onTestFinished, test } from "vitest";
import { waitSettled } from "../support/oracle.ts";
import { startStack } from "../support/stack.ts";
import { acknowledged, send } from "../support/stripe-sender.ts";

const KILLER = "evt_killer";
/** What is asked for, at real timings, with the one start of the worker that the others wait for. */
const OTHERS_MS = 5_000;
const SETTLED_MS = 60_000;

const customer = (id: string, extra: object = {}) => ({
  id: `evt_${id}`,
  object: "event",
  type: "customer.created",
  created: 1_750_000_000,
  livemode: false,
  data: { object: { id: `cus_${id}`, object: "customer", name: id, ...extra } },
});

function nested(levels: number): object {
  let value: object = {};
  for (let level = 1; level < levels; level += 1) value = { deeper: value };
  return value;
}

test("of a hundred events one kills its worker, one has a NUL key and one is too deep: the others do not wait", async () => {
  const stack = await startStack({ timeScale: 1, env: { SLUICE_FAULT: `sync:before-map=${KILLER}` } });
  onTestFinished(stack.stop);
  const job = await stack.createJob();
  const events = [
    ...Array.from({ length: 97 }, (_, index) => customer(`plain${index}`)),
    customer("killer"),
    customer("nul", { metadata: { "a\0b": "c" } }),
  ];
  const received = await Promise.all(events.map((event) => acknowledged(job, event)));
  // A body this deep is refused at the door; an edited replay brings it in by another.
  expect((await send(job, customer("deep", { metadata: nested(150) }))).status).toBe(400);
  const payload = customer("plain0", { metadata: nested(190) });
  const deep = await stack.call(ReplayResult, "POST", `/api/v1/events/${received[0]?.id}/replay`, {
    payload,
  });
  const sentAt = Date.now();

  const ledger = stack.ledger().collection("webhook_events");
  await stack.until("the 99 others are settled", SETTLED_MS, async () => {
    const settled = { jobId: job.id, status: { $in: ["processed", "failed"] } };
    return (await ledger.countDocuments({ ...settled, providerEventId: { $ne: KILLER } })) === 99;
  });
  const othersMs = Date.now() - sentAt;
  const rows = await waitSettled(stack, job, 100, SETTLED_MS);
  const failed = rows.filter((row) => row.status === "failed");
  const codes = new Map(failed.map((row) => [row._id === deep.id ? "deep" : row.providerEventId, row.error]));
  expect(Object.fromEntries([...codes].map(([id, error]) => [id, error?.code]))).toEqual({
    [KILLER]: "worker_died",
    evt_nul: "nul_in_key",
    deep: "too_deep",
  });
  for (const error of codes.values()) expect(error?.message).toMatch(/^[A-Z].{20,}/);
  console.log(`the 99 others took ${othersMs} ms, with a start of the worker`);
  expect(othersMs).toBeLessThan(OTHERS_MS);
  expect(rows.filter((row) => row.status === "processed")).toHaveLength(97);
  expect(await stack.destination(job.database).collection("customers").countDocuments()).toBe(97);
});
