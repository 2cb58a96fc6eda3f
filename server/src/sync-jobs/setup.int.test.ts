import type { SetupCheck, SyncJob, SyncJobSetup } from "@sluice/shared/sync-jobs";
import { expect, test } from "vitest";
import { customerEvent, sender } from "../events/receive-testing.ts";
import { drainStep, lingering, startDrain } from "../platform/lanes/index.ts";
import { laneOf, syncLanes } from "./index.ts";
import { JOBS, jobsApp } from "./jobs-testing.ts";

const { app } = await jobsApp("setup");
const { createJob, post } = sender(() => app);
const setup = async (job: SyncJob): Promise<SyncJobSetup> =>
  (await app.api("GET", `${JOBS}/${job.id}/setup`)).body;
const states = ({ checks }: SyncJobSetup) =>
  Object.fromEntries(checks.map(({ name, state }) => [name, state]));
const check = ({ checks }: SyncJobSetup, name: SetupCheck["name"]) =>
  checks.find((one) => one.name === name) as SetupCheck;
/** Refused requests are kept behind the answer. */
const setupWhen = async (job: SyncJob, name: SetupCheck["name"], state: SetupCheck["state"]) => {
  await expect.poll(async () => check(await setup(job), name).state).toBe(state);
  return setup(job);
};

async function drain(job: SyncJob): Promise<void> {
  const { ctx, lanes } = app.services;
  const lane = laneOf(job.id);
  const open = syncLanes(ctx, app.services);
  await startDrain(lanes, lane, "run");
  await drainStep(lanes, lingering(lanes, 0), () => open(lane, "run"), lane, "run");
}

test("a new job waits for everything, and says that nobody out there can reach a loopback address", async () => {
  const fresh = await setup(await createJob({ secret: undefined }));
  expect(fresh.done).toBe(false);
  expect(states(fresh)).toEqual({
    url: "warn",
    secret: "waiting",
    request: "waiting",
    signature: "waiting",
    pattern: "waiting",
    document: "waiting",
  });
  expect(check(fresh, "url").whatToDo).toContain("SLUICE_PUBLIC_URL");
});

test("a request before the secret is seen, with its answer; the secret's check says that it comes again", async () => {
  const job = await createJob({ secret: undefined });
  expect((await post(job, JSON.stringify(customerEvent()))).status).toBe(503);
  const seen = await setupWhen(job, "url", "pass");
  expect(check(seen, "secret").reason).toContain("1 request was answered 503");
  expect(check(seen, "request")).toMatchObject({
    state: "waiting",
    reason: expect.stringContaining("503 secret_missing"),
    whatToDo: expect.stringContaining("signing secret"),
  });
});

test("a wrong signature fails with its diagnosis until a right one comes", async () => {
  const job = await createJob();
  await post(job, JSON.stringify(customerEvent()), { "stripe-signature": "t=1,v1=00" });
  const wrong = await setupWhen(job, "signature", "fail");
  expect(check(wrong, "signature").whatToDo).toMatch(/secret/);
  expect(check(wrong, "request").state).toBe("fail");
  expect((await post(job, JSON.stringify(customerEvent()))).status).toBe(202);
  expect(states(await setup(job))).toMatchObject({ signature: "pass", request: "pass", document: "waiting" });
});

test("events of types that the job leaves out fail at that, and name the types", async () => {
  const job = await createJob({ events: ["invoice.*"] });
  await post(job, JSON.stringify(customerEvent()));
  const left = check(await setup(job), "pattern");
  expect(left).toMatchObject({ state: "fail", reason: expect.stringContaining("customer.created") });
});

test("the first document ends it, with where it is", async () => {
  const job = await createJob({}, { destination: { database: "setup_test", collectionPrefix: "s_" } });
  const event = customerEvent();
  await post(job, JSON.stringify(event));
  await drain(job);
  const after = await setup(job);
  expect(after.done).toBe(true);
  expect(states(after)).toEqual({
    url: "pass",
    secret: "pass",
    request: "pass",
    signature: "pass",
    pattern: "pass",
    document: "pass",
  });
  expect(check(after, "document")).toMatchObject({
    collection: "s_customers",
    documentId: event.data.object.id,
    at: expect.any(String),
  });
});

test("a sample of ours shows that the destination works, and is not taken for the provider's", async () => {
  const job = await createJob();
  await app.api("POST", `/api/webhooks/default/${job.id}/test`, {});
  await drain(job);
  const after = await setup(job);
  expect(after.done).toBe(false);
  expect(states(after)).toMatchObject({ signature: "waiting", document: "pass" });
  expect(check(after, "document")).toMatchObject({ sample: true, collection: "customers" });
});

test("what keeps the first document away is said: a paused job, an object that cannot be written", async () => {
  const paused = await createJob({}, { paused: true });
  await post(paused, JSON.stringify(customerEvent()));
  expect(check(await setup(paused), "document")).toMatchObject({ state: "waiting", whatToDo: "Resume it." });
  const job = await createJob();
  const object = { id: "cus_nul", object: "customer", metadata: { "a\0b": "c" } };
  await post(job, JSON.stringify(customerEvent({ data: { object } })));
  await drain(job);
  expect(check(await setup(job), "document")).toMatchObject({
    state: "fail",
    reason: expect.stringContaining("NUL"),
  });
});
