import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BulkOperation } from "@sluice/shared/bulk";
import { Erasure } from "@sluice/shared/erasures";
import type { Stack, TestJob } from "../support/stack.ts";
import { acknowledged, send } from "../support/stripe-sender.ts";
import { addPast, sumUpPast } from "./past.ts";

const NAMES = [
  "Ada Lovelace",
  "Grace Hopper",
  "Alan Kay",
  "Barbara Liskov",
  "Edsger Dijkstra",
  "Radia Perlman",
];
const id = (prefix: string) => `${prefix}_${randomBytes(7).toString("hex")}`;
const customers = NAMES.map((name) => ({
  id: id("cus"),
  object: "customer",
  name,
  email: `${name.split(" ")[0]?.toLowerCase()}@example.com`,
  currency: "eur",
  metadata: { plan: "team" },
}));

export interface Demo {
  readonly stripe: TestJob;
  readonly processed: string;
  readonly failed: string;
}

function event(type: string, object: object, livemode = true) {
  const created = Math.floor(Date.now() / 1000);
  return { id: id("evt"), object: "event", type, created, livemode, data: { object } };
}

/** What a team of some weeks has: jobs of each state, a past, failures of one cause, refused requests, members. */
export async function makeDemo(stack: Stack): Promise<Demo> {
  const destination = (database: string, collectionPrefix = "stripe_") => ({ database, collectionPrefix });
  const stripe = await stack.createJob({ name: "Stripe billing", destination: destination("crm") });
  const europe = await stack.createJob({
    name: "Stripe Europe",
    destination: destination("crm_eu"),
    webhookConfig: { events: ["customer.*", "charge.*"], batchSize: 200 },
  });
  const paused = await stack.createJob({ name: "Stripe sandbox", destination: destination("sandbox") });
  // Its secret is still to be pasted.
  await stack.createJob({
    name: "Stripe Connect",
    destination: destination("crm", "connect_"),
    webhookConfig: { secret: undefined },
  });

  const numbers = stack.destination("crm").collection("stripe_invoices");
  await numbers.createIndex({ number: 1 }, { unique: true, name: "one_number" });
  for (const job of [stripe, europe])
    for (const customer of customers) {
      await acknowledged(job, event("customer.created", customer));
      await acknowledged(job, event("customer.updated", { ...customer, metadata: { plan: "business" } }));
      await acknowledged(
        job,
        event("charge.succeeded", { id: id("ch"), object: "charge", amount: 4900, customer: customer.id }),
      );
      await acknowledged(
        job,
        event("payment_intent.succeeded", { id: id("pi"), object: "payment_intent", customer: customer.id }),
      );
    }
  const invoice = (number: string) => ({
    id: id("in"),
    object: "invoice",
    number,
    customer: customers[0]?.id,
    total: 12_900,
  });
  for (let count = 0; count < 6; count += 1)
    await acknowledged(stripe, event("invoice.paid", invoice(`INV-${2040 + count}`)));
  const again = event("invoice.finalized", invoice("INV-2051"));
  await acknowledged(stripe, again);
  await acknowledged(stripe, again);
  const moved = {
    ...customers[1],
    email: "grace@navy.example",
    metadata: { plan: "business" },
    phone: "+33 1 23 45",
  };
  const processed = (await acknowledged(stripe, event("customer.updated", moved))).id;
  await acknowledged(paused, event("customer.created", customers[0] as object, false));
  await settled(stack, [stripe, europe, paused]);

  await addPast(stack, [
    { job: stripe, perHour: 90 },
    { job: europe, perHour: 35 },
    { job: paused, perHour: 3 },
  ]);

  const clashes = ["INV-2040", "INV-2041", "INV-2043"].map((number) =>
    event("invoice.updated", invoice(number)),
  );
  const [failed] = await Promise.all(clashes.map((clash) => acknowledged(stripe, clash)));
  await acknowledged(
    stripe,
    event("customer.created", { ...customers[2], id: id("cus"), metadata: { "a\0b": "c" } }),
  );
  for (let count = 0; count < 3; count += 1)
    await send(
      { ...stripe, secret: "whsec_of_another_endpoint" },
      event("customer.updated", customers[3] as object),
    );
  await send(
    { ...europe, secret: stripe.secret },
    event("charge.refunded", { id: id("ch"), object: "charge" }),
  );
  await fetch(europe.url, { method: "POST", body: '{"hello":"world"}' });
  await stack.api("PATCH", `/api/workspaces/default/sync-jobs/${paused.id}`, { paused: true });
  for (let count = 0; count < 4; count += 1)
    await acknowledged(paused, event("customer.updated", customers[count] as object, false));

  await stack.api("POST", "/api/v1/api-keys", { name: "CI deploys", role: "member" });
  await stack.api("POST", "/api/v1/api-keys", { name: "Data team", role: "viewer" });
  for (const [email, role] of [
    ["grace@example.com", "admin"],
    ["alan@example.com", "viewer"],
  ])
    await stack.api("POST", "/api/workspaces/default/invitations", { email, role });
  await finished(stack, Erasure, "/api/v1/erasures", {
    jobId: europe.id,
    objectIds: [customers[5]?.id as string],
  });
  await settled(stack, [stripe, europe]);
  await finished(
    stack,
    BulkOperation,
    "/api/v1/events/replay",
    { filter: { jobId: [europe.id], objectId: customers[4]?.id } },
    "/api/v1/bulk-operations",
  );
  await settled(stack, [stripe, europe]);
  await sumUpPast(stack);
  return { stripe, processed, failed: failed?.id as string };
}

/** Asks for long work and waits until it is done. */
async function finished(
  stack: Stack,
  schema: typeof Erasure | typeof BulkOperation,
  path: string,
  wish: object,
  list = path,
): Promise<void> {
  const { id } = await stack.call(schema, "POST", path, wish);
  await stack.until(`${path} is done`, 60_000, async () => {
    const { finishedAt } = await stack.call(schema, "GET", `${list}/${id}`);
    return finishedAt !== null;
  });
}

/** Until nothing is on its way; what has failed for good stays as it is. */
async function settled(stack: Stack, jobs: readonly TestJob[]): Promise<void> {
  const open = { jobId: { $in: jobs.map((job) => job.id) }, status: { $in: ["pending", "waiting"] } };
  await stack.until(
    "all events are settled",
    90_000,
    async () => !(await stack.ledger().collection("webhook_events").findOne(open)),
  );
  await sleep(500);
}
