import { keepRegistration, keepRegistrations } from "@sluice/server/registrations";
import { jobRepo } from "@sluice/server/sync-jobs";
import { startTestApp, type TestApp } from "@sluice/server/testing";
import type { WebhookCoverage } from "@sluice/shared/registrations";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeEach, describe, expect, inject, test } from "vitest";
import { type LocalClose, startClose } from "./close.ts";
import { type LocalStripe, startStripe } from "./stripe.ts";

const stripe = await startStripe();
const close = await startClose();
const app = await startTestApp(inject("mongoUri"), {
  SLUICE_STRIPE_API: stripe.url,
  SLUICE_CLOSE_API: close.url,
  SLUICE_PUBLIC_URL: "https://sluice.example.com",
});
afterAll(() => Promise.all([app.close(), stripe.stop(), close.stop()]));

// Stripe has room for 16.
beforeEach(() => void stripe.endpoints.splice(0));

const JOBS = "/api/workspaces/default/sync-jobs";
let count = 0;

async function createJob(over: object = {}, apiKey: string | null = stripe.key, on: TestApp = app) {
  count += 1;
  const { body } = await on.api("POST", JOBS, {
    name: `Job ${count}`,
    source: { connector: "stripe", ...(apiKey && { apiKey }) },
    destination: { database: `registrations_${count}` },
    ...over,
  });
  return body as SyncJob;
}
const closeJob = (events: string[]) =>
  createJob({ source: { connector: "close", apiKey: close.key }, webhookConfig: { events } });
const call = async (method: string, job: SyncJob, path: string) => {
  const { status, body } = await app.api(method, `${JOBS}/${job.id}/webhook/${path}`);
  return { status, body: body as WebhookCoverage & { error: { code: string; message: string } } };
};
const register = (job: SyncJob) => call("POST", job, "register");
const coverage = async (job: SyncJob) => (await call("GET", job, "coverage")).body;
const read = async (job: SyncJob) => (await app.api("GET", `${JOBS}/${job.id}`)).body as SyncJob;
const endpointsOf = (job: SyncJob, provider: LocalStripe = stripe) =>
  provider.endpoints.filter(({ url }) => url === job.webhookUrl);
const subscriptionsOf = (job: SyncJob, provider: LocalClose = close) =>
  provider.subscriptions.filter(({ url }) => url === job.webhookUrl);

describe("registering", () => {
  test("makes a webhook for the job's types and keeps its secret: what it signs is taken", async () => {
    const job = await createJob({ webhookConfig: { events: ["customer.*"] } });
    expect(await coverage(job)).toMatchObject({ state: "absent", registered: null });
    const { status, body } = await register(job);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: "covered", missing: [], unneeded: [], others: [] });
    const [endpoint] = endpointsOf(job);
    expect(body.registered).toMatchObject({ id: endpoint!.id });
    expect(endpoint!.enabled_events).toContain("customer.subscription.updated");
    expect(endpoint!.enabled_events.every((type) => type.startsWith("customer."))).toBe(true);
    expect((await read(job)).secrets[0]!.masked.slice(-4)).toBe(endpoint!.secret.slice(-4));

    // The job's URL is one of the internet; here the server listens elsewhere.
    endpoint!.url = endpoint!.url.replace("https://sluice.example.com", app.url);
    stripe.create("customers");
    await stripe.settle();
    expect(stripe.sent.refused).toBe(0);
    const events = await app.api("GET", `${JOBS}/${job.id}/webhook/events`);
    expect(events.body).toMatchObject({ data: [{ type: "customer.created" }] });
    // Lists are asked for in the shape in which webhooks came.
    await expect
      .poll(async () => (await jobRepo(app.services.ctx.db).findById(job.id))?.apiVersion)
      .toBe("2026-10-28.endive");
    await coverage(job);
    expect(stripe.requests.at(-1)).toMatchObject({ version: "2026-10-28.endive" });
  });

  test("of Close names each type; all of Stripe's are a star", async () => {
    const calls = await closeJob(["activity.call.*"]);
    expect((await register(calls)).body).toMatchObject({ state: "covered" });
    expect(subscriptionsOf(calls)[0]!.events).toContainEqual({
      object_type: "activity.call",
      action: "updated",
    });
    const all = await createJob();
    expect((await register(all)).body).toMatchObject({ state: "covered", endpoint: { events: ["*"] } });
  });

  test("again changes nothing but what is wrong", async () => {
    const job = await createJob();
    await register(job);
    const { id, secret } = endpointsOf(job)[0]!;
    Object.assign(endpointsOf(job)[0]!, { status: "disabled", enabled_events: ["invoice.paid"] });
    expect(await coverage(job)).toMatchObject({ state: "disabled" });
    expect((await register(job)).body).toMatchObject({ state: "covered" });
    expect(endpointsOf(job)).toMatchObject([{ id, secret, status: "enabled", enabled_events: ["*"] }]);
  });

  test("replaces webhooks of the same URL whose secret nobody knows, and leaves others alone", async () => {
    const job = await createJob();
    stripe.addEndpoint(job.webhookUrl, ["*"]);
    stripe.addEndpoint("https://elsewhere.example.com/hook", ["*"]);
    await register(job);
    expect(endpointsOf(job)).toMatchObject([{ id: expect.stringMatching(/^we_[\da-f]+$/) }]);
    expect(stripe.endpoints.some(({ url }) => url === "https://elsewhere.example.com/hook")).toBe(true);
  });

  test("leaves an endpoint for connected accounts alone, and says that it is there", async () => {
    const job = await createJob();
    const connect = stripe.addEndpoint(job.webhookUrl, ["*"], "ca_1");
    expect(await coverage(job)).toMatchObject({
      state: "absent",
      message: expect.stringContaining(`${connect.id} also sends what happens in connected accounts`),
      endpoint: null,
      others: [],
    });
    const { body } = await register(job);
    expect(body).toMatchObject({
      state: "covered",
      message: expect.stringContaining(connect.id),
      endpoint: { id: expect.not.stringMatching(connect.id) },
      others: [],
    });
    expect(endpointsOf(job).map(({ id }) => id)).toEqual([connect.id, body.endpoint!.id]);

    const connected = await createJob();
    const own = stripe.addEndpoint(connected.webhookUrl, ["*"], "ca_1");
    const jobs = app.services.ctx.db.collection<{ _id: string; account: string }>("sync_jobs");
    await jobs.updateOne({ _id: connected.id }, { $set: { account: "acct_1" } });
    expect(await coverage(connected)).toMatchObject({ state: "covered", endpoint: { id: own.id } });
  });

  test("makes another where the server's address has changed", async () => {
    const job = await createJob();
    await register(job);
    const [old] = endpointsOf(job);
    old!.url = old!.url.replace("sluice.example.com", "before.example.com");
    expect(await coverage(job)).toMatchObject({ state: "absent", registered: { id: old!.id } });
    expect((await read(job)).notices).toMatchObject([{ code: "webhook_absent" }]);
    expect((await register(job)).body).toMatchObject({ state: "covered" });
    expect(stripe.endpoints.some(({ id }) => id === old!.id)).toBe(false);
  });

  test("that dies after the provider has made it is mended by the next", async () => {
    const job = await createJob();
    stripe.options.trouble = { failingLate: 100, only: "POST" };
    expect((await register(job)).status).toBe(503);
    stripe.options.trouble = {};
    const [unknown] = endpointsOf(job);
    expect((await register(job)).body).toMatchObject({ state: "covered", others: [] });
    expect(endpointsOf(job)).toMatchObject([{ id: expect.not.stringMatching(unknown!.id) }]);
    expect((await read(job)).secrets[0]!.masked.slice(-4)).toBe(endpointsOf(job)[0]!.secret.slice(-4));
  });

  test("twice at once makes one", async () => {
    const job = await createJob();
    const both = await Promise.all([register(job), register(job)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(endpointsOf(job)).toHaveLength(1);
  });

  test("is refused with what is missing", async () => {
    const noKey = await register(await createJob({}, null));
    expect(noKey).toMatchObject({
      status: 422,
      body: { error: { message: expect.stringContaining("API key") } },
    });
    const wrong = await register(await createJob({}, "sk_test_wrong_key"));
    expect(wrong).toMatchObject({
      status: 422,
      body: { error: { message: expect.stringContaining("refuses") } },
    });
    const github = await register(await createJob({ source: { connector: "github" } }, null));
    expect(github).toMatchObject({
      status: 422,
      body: { error: { message: expect.stringContaining("by hand") } },
    });

    const local = await startTestApp(inject("mongoUri"), {
      SLUICE_STRIPE_API: stripe.url,
      SLUICE_PUBLIC_URL: "http://127.0.0.1:3404",
    });
    const job = await createJob({}, stripe.key, local);
    const answer = await local.api("POST", `${JOBS}/${job.id}/webhook/register`);
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { message: expect.stringContaining("SLUICE_PUBLIC_URL") } },
    });
    await local.close();
  });

  test("is undone at the provider", async () => {
    const job = await createJob();
    await register(job);
    expect((await call("DELETE", job, "register")).status).toBe(204);
    expect(endpointsOf(job)).toEqual([]);
    expect(await coverage(job)).toMatchObject({ state: "absent", registered: null });
    expect((await call("DELETE", job, "register")).status).toBe(404);
  });
});

describe("a deleted job", () => {
  const remove = (job: SyncJob) => app.api("DELETE", `${JOBS}/${job.id}`);
  /** The newest entry of the audit log about it. */
  const told = async ({ id }: SyncJob) => {
    const { body } = await app.api("GET", "/api/v1/audit?limit=50");
    return (body as { data: { target: string }[] }).data.find(({ target }) => target === id);
  };

  test("leaves no webhook at the provider, but those that it did not register", async () => {
    const job = await createJob();
    await register(job);
    const byHand = stripe.addEndpoint(job.webhookUrl, ["*"]);
    expect((await remove(job)).status).toBe(204);
    expect(endpointsOf(job)).toEqual([byHand]);
    expect(await told(job)).toMatchObject({ action: "sync_job.webhook_unregistered" });
  });

  test("is deleted although the provider does not answer, and the audit log says what stays there", async () => {
    const job = await createJob();
    await register(job);
    stripe.options.trouble = { failing: 100 };
    expect((await remove(job)).status).toBe(204);
    stripe.options.trouble = {};
    expect((await app.api("GET", `${JOBS}/${job.id}`)).status).toBe(404);
    expect(await told(job)).toMatchObject({
      action: "sync_job.webhook_left",
      details: { webhook: endpointsOf(job)[0]!.id, reason: expect.stringContaining("did not answer") },
    });
  });
});

describe("coverage", () => {
  test("names a type that is taken and not sent, and tells of it on the job", async () => {
    const job = await closeJob(["activity.call.*"]);
    await register(job);
    const [subscription] = subscriptionsOf(job);
    subscription!.events = subscription!.events.filter(({ action }) => action !== "updated");
    subscription!.events.push({ object_type: "lead", action: "created" });
    expect(await coverage(job)).toMatchObject({
      state: "gaps",
      missing: ["activity.call.updated"],
      unneeded: ["lead.created"],
    });
    expect((await read(job)).notices).toContainEqual({
      code: "webhook_gaps",
      message: expect.stringContaining("1 event type"),
    });
    await register(job);
    expect((await read(job)).notices).toEqual([]);
  });

  test("finds webhooks made by hand, and two of one URL", async () => {
    const job = await createJob({ webhookConfig: { events: ["invoice.paid"], secret: "whsec_by_hand" } });
    stripe.addEndpoint(job.webhookUrl, ["invoice.paid"]);
    stripe.addEndpoint(job.webhookUrl, ["invoice.paid", "charge.failed"]);
    expect(await coverage(job)).toMatchObject({
      state: "covered",
      registered: null,
      others: [expect.any(String)],
    });
  });

  test("cannot be told without a key or where the provider refuses it", async () => {
    expect(await coverage(await createJob({}, null))).toMatchObject({ state: "no_key" });
    const wrong = await createJob({}, "rk_test_may_nothing");
    expect(await coverage(wrong)).toMatchObject({
      state: "failed",
      message: expect.stringContaining("rak_customer_read"),
    });
    const github = await createJob({ source: { connector: "github" } }, null);
    expect(await coverage(github)).toMatchObject({ state: "unsupported" });
  });
});

describe("the webhook follows the job", () => {
  test("when its types change, once the provider answers", async () => {
    const job = await createJob({ webhookConfig: { events: ["invoice.paid"] } });
    await register(job);
    await app.api("PATCH", `${JOBS}/${job.id}`, {
      webhookConfig: { events: ["invoice.paid", "charge.failed"] },
    });
    expect(app.sent.at(-1)).toMatchObject({ name: "sync/webhook-events-changed", data: { jobId: job.id } });
    stripe.options.trouble = { failing: 100 };
    await expect(keepRegistration(app.services.ctx, job.id)).rejects.toThrow();
    stripe.options.trouble = {};
    expect(await keepRegistration(app.services.ctx, job.id)).toEqual({ state: "covered" });
    expect(endpointsOf(job)[0]!.enabled_events.sort()).toEqual(["charge.failed", "invoice.paid"]);
  });

  test("and what somebody changed at the provider is told by the daily look, not undone", async () => {
    const job = await createJob({ webhookConfig: { events: ["invoice.paid"] } });
    await register(job);
    endpointsOf(job)[0]!.enabled_events = ["charge.failed"];
    expect((await keepRegistrations(app.services.ctx)).looked).toBeGreaterThan(3);
    expect(endpointsOf(job)[0]!.enabled_events).toEqual(["charge.failed"]);
    expect((await read(job)).notices).toMatchObject([{ code: "webhook_gaps" }]);
  });
});
