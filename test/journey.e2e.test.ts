import { ReceiveResult, ReplayResult } from "@sluice/shared/events";
import { SyncJob } from "@sluice/shared/sync-jobs";
import { describe, expect, test } from "vitest";
import { freePorts } from "../scripts/supervisor/ports.ts";
import { sendFromClose } from "./support/close-sender.ts";
import {
  customer,
  documentOf,
  errorOf,
  getEvent,
  jobRoute,
  settled,
  stripeEvent,
  sync,
} from "./support/events.ts";
import type { TestJob } from "./support/stack.ts";
import { stackOfFile } from "./support/stack-of-file.ts";
import { stripeApi } from "./support/stripe-api.ts";
import { acknowledged, send } from "./support/stripe-sender.ts";

const SOON_MS = 30_000;

const [workerPort] = await freePorts(1);
const provider = await stripeApi();
const stack = await stackOfFile({
  env: { SLUICE_WORKER_PORT: String(workerPort), SLUICE_STRIPE_API: provider.url },
});

describe("a new job", () => {
  test("is alive, and ready once the engine has answered", async () => {
    expect((await fetch(`${stack.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${stack.url}/readyz`)).json()).toEqual({ status: "ready", missing: [] });
  });

  test("without a secret asks to be sent again, and works once the secret is pasted", async () => {
    const job = await stack.createJob({ webhookConfig: { secret: undefined } });
    const event = stripeEvent("customer.created", customer());
    const early = await send(job, event);
    expect([early.status, errorOf(early.body)]).toEqual([503, "secret_missing"]);
    expect(Number(early.headers.get("retry-after"))).toBeGreaterThan(0);

    await stack.call(SyncJob, "POST", `${jobRoute(job)}/webhook/secret`, { secret: job.secret });
    expect(await sync(stack, job, event)).toMatchObject({ status: "processed", outcome: "applied" });
  });

  test("regenerating a secret that Stripe mints is refused with what to do instead", async () => {
    const job = await stack.createJob();
    const answer = await stack.api("POST", `${jobRoute(job)}/webhook/regenerate-secret`);
    expect([answer.status, errorOf(answer.body)]).toEqual([409, "secret_minted_by_provider"]);
  });

  test("takes a test event from the API", async () => {
    const job = await stack.createJob();
    const sent = await stack.call(ReceiveResult, "POST", `/api/webhooks/default/${job.id}/test`, {
      type: "invoice.paid",
    });
    expect(await settled(stack, sent.id)).toMatchObject({ status: "processed", type: "invoice.paid" });
    expect(await stack.destination(job.database).collection("invoices").countDocuments()).toBe(1);
  });
});

describe("an event signed by Stripe", () => {
  test("is a document in MongoDB within a second, with where it came from", async () => {
    const job = await stack.createJob({ destination: { collectionPrefix: "stripe_" } });
    const latencies: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      const object = customer({ email: "ada@example.com", address: { city: "London" } });
      const event = stripeEvent("customer.created", object);
      const done = await sync(stack, job, event);
      latencies.push(Date.parse(done.settledAt as string) - Date.parse(done.receivedAt));
      const { _sync_metadata, ...document } = (await documentOf(stack, job, "stripe_customers", object.id))!;
      expect(document).toEqual({ _id: object.id, ...object });
      expect(_sync_metadata).toEqual({
        source: "stripe",
        livemode: false,
        jobId: job.id,
        eventId: event.id,
        eventType: "customer.created",
        eventAt: new Date(event.created * 1000),
        syncedAt: expect.any(Date),
        via: "webhook",
        version: expect.stringMatching(new RegExp(`^${event.created}000000`)),
      });
    }
    expect(latencies.sort((a, b) => a - b)[2]).toBeLessThan(1000);
  });

  test("is counted by the worker, for Prometheus", async () => {
    const told = await (await fetch(`http://127.0.0.1:${workerPort}/metrics`)).text();
    const applied = Number(/^sluice_events_settled_total\{outcome="applied"\} (\d+)$/m.exec(told)?.[1]);
    const measured = Number(/^sluice_event_seconds_count (\d+)$/m.exec(told)?.[1]);
    expect(applied).toBeGreaterThanOrEqual(5);
    expect(measured).toBeGreaterThanOrEqual(applied);
  });

  test("sent again answers 200 duplicate with the first one's id", async () => {
    const job = await stack.createJob();
    const event = stripeEvent("customer.created", customer());
    const first = await acknowledged(job, event);
    expect(first).toMatchObject({ httpStatus: 202, status: "received" });
    expect(await acknowledged(job, event)).toEqual({ httpStatus: 200, status: "duplicate", id: first.id });
    await stack.until(
      "the repeat is counted",
      SOON_MS,
      async () => (await getEvent(stack, first.id)).duplicates === 1,
    );
  });

  test("that comes late does not undo what is newer", async () => {
    const job = await stack.createJob();
    const object = customer({ name: "new" });
    const newer = stripeEvent("customer.updated", object, 10);
    await sync(stack, job, newer);
    const late = await sync(stack, job, stripeEvent("customer.updated", { ...object, name: "old" }, 5));
    expect(late).toMatchObject({
      status: "processed",
      outcome: "superseded",
      reason: `superseded by ${newer.id}`,
    });
    expect(await documentOf(stack, job, "customers", object.id)).toMatchObject({ name: "new" });
  });

  test("of deletion removes the document, and a late update does not bring it back", async () => {
    const job = await stack.createJob();
    const object = customer();
    await sync(stack, job, stripeEvent("customer.created", object, 1));
    await sync(stack, job, stripeEvent("customer.deleted", object, 3));
    expect(await documentOf(stack, job, "customers", object.id)).toBeNull();
    const late = await sync(stack, job, stripeEvent("customer.updated", object, 2));
    expect(late).toMatchObject({ outcome: "superseded" });
    expect(await documentOf(stack, job, "customers", object.id)).toBeNull();
  });

  test("of deletion in soft mode keeps the document, marked", async () => {
    const job = await stack.createJob({ webhookConfig: { deleteMode: "soft" } });
    const object = customer();
    await sync(stack, job, stripeEvent("customer.created", object, 1));
    await sync(stack, job, stripeEvent("customer.deleted", object, 3));
    await sync(stack, job, stripeEvent("customer.updated", { ...object, name: "late" }, 2));
    expect(await documentOf(stack, job, "customers", object.id)).toMatchObject({
      name: object.name,
      _sync_metadata: { deleted: true },
    });
  });

  test("of a type nobody knows is stored and acknowledged", async () => {
    const job = await stack.createJob();
    const known = await sync(
      stack,
      job,
      stripeEvent("robot.built", { id: "rob_1", object: "robot", legs: 6 }),
    );
    expect(known).toMatchObject({ status: "processed", outcome: "applied" });
    expect(await documentOf(stack, job, "robots", "rob_1")).toMatchObject({ legs: 6 });
    const shapeless = await sync(stack, job, stripeEvent("weather.changed", { sunny: true }));
    expect(shapeless).toMatchObject({ status: "processed", outcome: "ignored", reason: expect.any(String) });
  });

  test("of a type the job does not want is stored as filtered", async () => {
    const job = await stack.createJob({ webhookConfig: { events: ["customer.*", "invoice.payment_*"] } });
    const unwanted = await acknowledged(
      job,
      stripeEvent("invoice.created", { id: "in_1", object: "invoice" }),
    );
    expect(unwanted).toMatchObject({ httpStatus: 202, status: "filtered" });
    expect(await getEvent(stack, unwanted.id)).toMatchObject({
      status: "filtered",
      reason: expect.any(String),
    });
    expect(await sync(stack, job, stripeEvent("customer.created", customer()))).toMatchObject({
      outcome: "applied",
    });
  });
});

describe("an event that failed", () => {
  test("is visible, and is written when it is retried after its cause is gone", async () => {
    const job = await stack.createJob();
    const customers = stack.destination(job.database).collection("customers");
    await customers.createIndex({ email: 1 }, { unique: true, name: "one_email" });
    await sync(stack, job, stripeEvent("customer.created", customer({ email: "same@example.com" })));
    const object = customer({ email: "same@example.com" });
    const failed = await sync(stack, job, stripeEvent("customer.created", object));
    expect(failed).toMatchObject({ status: "failed", attempts: 8, error: { code: "duplicate_key" } });
    const shown = await stack.api("GET", `${jobRoute(job)}/webhook/events?status=failed`);
    expect(shown.body).toMatchObject({ data: [{ id: failed.id }], nextCursor: null });

    await customers.dropIndex("one_email");
    const retried = await stack.api("POST", `${jobRoute(job)}/webhook/retry-failed`, {
      eventIds: [failed.id],
    });
    expect(retried.body).toEqual({ retried: 1 });
    expect(await settled(stack, failed.id)).toMatchObject({ status: "processed", outcome: "applied" });
    expect(await documentOf(stack, job, "customers", object.id)).toMatchObject({ email: "same@example.com" });
  });

  test("is worked on again when Stripe sends it again", async () => {
    const job = await stack.createJob();
    const event = stripeEvent("customer.created", customer({ metadata: { "a\0b": 1 } }));
    const failed = await sync(stack, job, event);
    expect(failed).toMatchObject({ status: "failed", error: { code: "nul_in_key" } });
    expect(await acknowledged(job, event)).toMatchObject({ status: "duplicate", id: failed.id });
    await stack.until("it was requeued", SOON_MS, async () =>
      (await getEvent(stack, failed.id)).log.some((entry) => entry.action === "requeue"),
    );
  });
});

describe("a replay", () => {
  const replay = (id: string, body?: object) =>
    stack.call(ReplayResult, "POST", `/api/v1/events/${id}/replay`, body ?? {});

  test("repeats its origin without changing what is newer", async () => {
    const job = await stack.createJob();
    const object = customer({ name: "first" });
    const origin = await sync(stack, job, stripeEvent("customer.created", object, 1));
    const same = await replay(origin.id);
    expect(same.replayOf).toBe(origin.id);
    expect(await settled(stack, same.id)).toMatchObject({ status: "processed", outcome: "unchanged" });

    await sync(stack, job, stripeEvent("customer.updated", { ...object, name: "second" }, 2));
    expect(await settled(stack, (await replay(origin.id)).id)).toMatchObject({ outcome: "superseded" });
    expect(await documentOf(stack, job, "customers", object.id)).toMatchObject({ name: "second" });
  });

  test("that is edited beats its origin and loses to any later event", async () => {
    const job = await stack.createJob();
    const object = customer({ name: "wrong" });
    const event = stripeEvent("customer.created", object, 1);
    const origin = await sync(stack, job, event);
    const payload = { ...event, data: { object: { ...object, name: "right" } } };
    expect(await settled(stack, (await replay(origin.id, { payload })).id)).toMatchObject({
      outcome: "applied",
    });
    expect(await documentOf(stack, job, "customers", object.id)).toMatchObject({
      name: "right",
      _sync_metadata: { via: "replay" },
    });
    await sync(stack, job, stripeEvent("customer.updated", { ...object, name: "later" }, 2));
    expect(await documentOf(stack, job, "customers", object.id)).toMatchObject({ name: "later" });
  });
});

describe("two events of one second, whose order cannot be told", () => {
  const tie = async (job: TestJob) => {
    const object = customer({ name: "first" });
    for (const name of ["first", "second"])
      await sync(stack, job, {
        ...stripeEvent("customer.updated", { ...object, name }),
        api_version: "2025-03-31.basil",
      });
    return object;
  };

  test("end in one of both, marked, where the job has no key of Stripe's", async () => {
    const job = await stack.createJob();
    const object = await tie(job);
    expect((await documentOf(stack, job, "customers", object.id))?._sync_metadata).toMatchObject({
      ambiguous: true,
    });
  });

  test("are settled by asking Stripe where it has one; later events still win", async () => {
    const job = await stack.createJob({ source: { apiKey: "rk_live_for_the_journey" } });
    const object = await tie(job);
    provider.objects.set(`/v1/customers/${object.id}`, { ...object, name: "as Stripe has it" });
    const settledByStripe = await stack.until("the object was asked for", SOON_MS, async () => {
      const found = await documentOf(stack, job, "customers", object.id);
      return (found?._sync_metadata as { ambiguous?: boolean } | undefined)?.ambiguous ? undefined : found;
    });
    expect(settledByStripe).toMatchObject({ name: "as Stripe has it", _sync_metadata: { via: "reconcile" } });
    expect(provider.asked.find(({ path }) => path.endsWith(object.id))).toMatchObject({
      key: "rk_live_for_the_journey",
      version: "2025-03-31.basil",
    });
    const later = {
      ...stripeEvent("customer.updated", { ...object, name: "later" }),
      created: Math.floor(Date.now() / 1000),
    };
    expect(await sync(stack, job, later)).toMatchObject({ outcome: "applied" });
    expect(await documentOf(stack, job, "customers", object.id)).toMatchObject({ name: "later" });
  });
});

describe("Close", () => {
  const logged = (id: string, action: string, second: number, over: object = {}) => ({
    id,
    object_type: "lead",
    object_id: "lead_1",
    action,
    organization_id: "orga_1",
    date_created: `2026-05-01T10:00:${second}.000500`,
    date_updated: `2026-05-01T10:00:${second}.000500`,
    data: { id: "lead_1", name: `as of ${second}`, date_updated: `2026-05-01T10:00:${second}.000100+00:00` },
    previous_data: {},
    ...over,
  });

  test("leads arrive signed by its scheme, the newest wins, and a deleted one stays deleted", async () => {
    const secret = "0f".repeat(32);
    const job = await stack.createJob({ source: { connector: "close" }, webhookConfig: { secret } });
    const target = { url: job.url, secret };
    expect(
      (await sendFromClose({ ...target, secret: "f0".repeat(32) }, logged("ev_0", "created", 10))).status,
    ).toBe(401);

    const lead = () => documentOf(stack, job, "leads", "lead_1");
    const write = async (event: object) => {
      const { status, body } = await sendFromClose(target, event);
      expect(status).toBe(202);
      return settled(stack, body.id as string);
    };
    await write(logged("ev_2", "updated", 20));
    expect(await write(logged("ev_1", "created", 10))).toMatchObject({ outcome: "superseded" });
    expect(await lead()).toMatchObject({
      name: "as of 20",
      _sync_metadata: { source: "close", eventType: "lead.updated", eventId: "ev_2" },
    });
    await write(logged("ev_3", "merged", 30, { object_id: "lead_source" }));
    expect(await lead()).toMatchObject({ name: "as of 30" });
    expect(
      (await sendFromClose(target, logged("ev_3", "merged", 30, { object_id: "lead_source" }))).status,
    ).toBe(200);
    await write(logged("ev_5", "deleted", 50, { data: {}, previous_data: { id: "lead_1" } }));
    expect(await write(logged("ev_4", "updated", 40))).toMatchObject({ outcome: "superseded" });
    expect(await lead()).toBeNull();
  });

  test("takes a sample of its own by the API", async () => {
    const secret = "0e".repeat(32);
    const job = await stack.createJob({ source: { connector: "close" }, webhookConfig: { secret } });
    const sent = await stack.call(ReceiveResult, "POST", `/api/webhooks/default/${job.id}/test`, {
      type: "activity.call.completed",
    });
    expect(await settled(stack, sent.id)).toMatchObject({
      status: "processed",
      type: "activity.call.completed",
    });
    expect(await stack.destination(job.database).collection("activities").findOne()).toMatchObject({
      duration: 184,
    });
  });
});
