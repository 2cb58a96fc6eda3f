import type { SyncJob, WebhookSecret } from "@sluice/shared/sync-jobs";
import { expect, test } from "vitest";
import { customerEvent, sender } from "../events/receive-testing.ts";
import { errorOf, JOBS, jobsApp } from "./jobs-testing.ts";

const { app } = await jobsApp("secrets");
const { createJob, post, signedPost } = sender(() => app);
const secretRoute = (job: SyncJob) => `${JOBS}/${job.id}/webhook/secret`;
const secretOf = async (job: SyncJob): Promise<WebhookSecret> =>
  (await app.api("GET", secretRoute(job))).body;

test("a rotation shows both secrets, until when the old one counts, and which of them is in use", async () => {
  const job = await createJob();
  expect(await secretOf(job)).toEqual({
    mintedBy: "provider",
    current: { last4: "test", setAt: expect.any(String) },
    previous: null,
  });
  const body = { secret: "whsec_the_new_one", overlapHours: 2 };
  expect((await app.api("POST", secretRoute(job), body)).status).toBe(200);
  const rotated = await secretOf(job);
  expect(rotated).toMatchObject({ current: { last4: "_one" }, previous: { last4: "test" } });
  const hours = (Date.parse(rotated.previous?.validUntil ?? "") - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(1.9);
  expect(hours).toBeLessThanOrEqual(2);

  expect((await post(job, JSON.stringify(customerEvent()))).status).toBe(202);
  await expect.poll(async () => (await secretOf(job)).previous?.lastMatchedAt).toBeTruthy();
  expect((await secretOf(job)).current?.lastMatchedAt).toBeUndefined();
  expect((await signedPost(job, customerEvent(), "whsec_the_new_one")).status).toBe(202);
  await expect.poll(async () => (await secretOf(job)).current?.lastMatchedAt).toBeTruthy();
});

test("the overlap can be ended: the old secret is refused at once, and there is no previous one left", async () => {
  const job = await createJob();
  await app.api("POST", secretRoute(job), { secret: "whsec_the_new_one" });
  const ended = await app.api("DELETE", `${secretRoute(job)}/previous`);
  expect(ended).toMatchObject({ status: 200, body: { current: { last4: "_one" }, previous: null } });
  expect((await post(job, JSON.stringify(customerEvent()))).status).toBe(401);
  expect(errorOf(await app.api("DELETE", `${secretRoute(job)}/previous`))).toMatchObject({ status: 404 });
});

test("a third secret takes the place of the first: two are valid at most", async () => {
  const job = await createJob();
  for (const secret of ["whsec_the_second", "whsec_the_third0"])
    await app.api("POST", secretRoute(job), { secret });
  expect(await secretOf(job)).toMatchObject({ current: { last4: "ird0" }, previous: { last4: "cond" } });
  expect((await post(job, JSON.stringify(customerEvent()))).status).toBe(401);
});

test("a sample that we sign is no sign of the provider using the secret", async () => {
  const job = await createJob();
  expect((await app.api("POST", `/api/webhooks/default/${job.id}/test`, {})).status).toBe(202);
  expect((await secretOf(job)).current?.lastMatchedAt).toBeUndefined();
});
