import { Erasure } from "@sluice/shared/erasures";
import type { Db } from "mongodb";
import { expect, onTestFinished, test } from "vitest";
import type { EventRow } from "../server/src/events/index.ts";
import { customer, documentOf, stripeEvent, sync } from "./support/events.ts";
import { type Stack, startStack } from "./support/stack.ts";
import { acknowledged } from "./support/stripe-sender.ts";

const DONE_MS = 60_000;
const PATH = "/api/v1/erasures";

const finished = (stack: Stack, id: string) =>
  stack.until("the erasure is done", DONE_MS, async () => {
    const erasure = await stack.call(Erasure, "GET", `${PATH}/${id}`);
    return erasure.state === "done" && erasure;
  });

/** Everything a database holds, as text. */
async function textOf(db: Db): Promise<string> {
  const texts: string[] = [];
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    for await (const document of db.collection(name).find()) {
      const body = document.body?.buffer ? Buffer.from(document.body.buffer).toString() : "";
      texts.push(`${name} ${JSON.stringify(document)} ${body}`);
    }
  return texts.join("\n");
}

test("nothing of a person is left in the ledger or in the destination, and nothing comes back", async () => {
  const stack = await startStack();
  onTestFinished(stack.stop);
  const job = await stack.createJob();
  const ada = customer({ email: "ada.lovelace@example.com", name: "Ada Lovelace" });
  const bob = customer({ email: "bob@example.com" });
  const invoice = {
    id: "in_1",
    object: "invoice",
    customer: ada.id,
    customer_email: "ada.lovelace@example.com",
  };
  for (const event of [
    stripeEvent("customer.created", ada),
    stripeEvent("customer.updated", { ...ada, phone: "1" }, 1),
    stripeEvent("customer.created", bob),
    stripeEvent("invoice.paid", invoice),
  ])
    expect(await sync(stack, job, event)).toMatchObject({ outcome: "applied" });

  const { id } = await stack.call(Erasure, "POST", PATH, { objectIds: [ada.id, "in_1"] });
  expect(await finished(stack, id)).toMatchObject({ counts: { events: 3, documents: 2 } });
  // The wish itself, and that it is kept, name the object; nothing names the person.
  expect(await textOf(stack.ledger())).not.toMatch(/lovelace/i);
  expect(await textOf(stack.destination(job.database))).not.toMatch(/lovelace/i);
  expect(await documentOf(stack, job, "customers", ada.id)).toBeNull();
  expect(await documentOf(stack, job, "customers", bob.id)).toMatchObject({ email: "bob@example.com" });

  const late = await acknowledged(job, stripeEvent("customer.updated", { ...ada, phone: "2" }, 100));
  expect(late.status).toBe("filtered");
  await sync(stack, job, stripeEvent("customer.updated", { ...bob, phone: "3" }, 100));
  expect(await documentOf(stack, job, "customers", ada.id)).toBeNull();
  expect(await textOf(stack.ledger())).not.toMatch(/lovelace/i);
});

test("an erasure whose worker is killed goes on and ends", async () => {
  const stack = await startStack();
  onTestFinished(stack.stop);
  const job = await stack.createJob();
  const ada = customer({ email: "ada@example.com" });
  const { id: first } = await sync(stack, job, stripeEvent("customer.created", ada));
  const rows = stack.ledger().collection<EventRow>("webhook_events");
  const row = (await rows.findOne({ _id: first }))!;
  const many = 12_000;
  await rows.insertMany(
    Array.from({ length: many }, (_, index) => ({
      ...row,
      _id: `${row._id.slice(0, -5)}${String(index).padStart(5, "0")}`,
      dedupeKey: `${job.id}:copy_${index}`,
    })),
  );
  const { id } = await stack.call(Erasure, "POST", PATH, { objectIds: [ada.id] });
  const left = () => rows.countDocuments({ jobId: job.id, body: { $exists: true } });
  await stack.until("a part is erased", DONE_MS, async () => (await left()) < many - 500);
  await stack.kill("worker");
  expect(await left()).toBeGreaterThan(0);
  await finished(stack, id);
  expect(await left()).toBe(0);
  expect(await documentOf(stack, job, "customers", ada.id)).toBeNull();
});
