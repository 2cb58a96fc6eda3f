import type { RejectedRequest } from "@sluice/shared/events";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { customerEvent, SECRET, sender, signed } from "./receive-testing.ts";

let app: TestApp;
const { createJob, post } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
});
afterAll(() => app.close());

describe("rejected requests are kept with a diagnosis to act on", () => {
  async function diagnosisOf(job: SyncJob): Promise<string> {
    const path = `/api/workspaces/default/sync-jobs/${job.id}/webhook/rejected`;
    let newest: RejectedRequest | undefined;
    await expect
      .poll(async () => {
        const page: { data: RejectedRequest[] } = (await app.api("GET", path)).body;
        newest = page.data[0];
        return newest?.diagnosis;
      })
      .toBeDefined();
    return (newest as RejectedRequest).diagnosis;
  }
  const event = () => JSON.stringify(customerEvent());

  test.each<[string, (job: SyncJob) => Promise<unknown>, RegExp]>([
    [
      "missing header",
      (job) => post(job, event(), { "stripe-signature": "" }),
      /header stripe-signature is missing/,
    ],
    [
      "clock",
      (job) => {
        const body = event();
        return post(job, body, {
          "stripe-signature": signed(body, SECRET, Math.floor(Date.now() / 1000) - 420),
        });
      },
      /7 minutes behind/,
    ],
    [
      "re-encoded body",
      (job) => {
        const body = event();
        return post(job, JSON.stringify(JSON.parse(body), null, 2), { "stripe-signature": signed(body) });
      },
      /re-encoded on the way/,
    ],
    [
      "unknown secret",
      (job) => {
        const body = event();
        return post(job, body, { "stripe-signature": signed(body, "whsec_nobodys") });
      },
      /none of this workspace's secrets/,
    ],
  ])("%s", async (_name, send, expected) => {
    const job = await createJob();
    await send(job);
    expect(await diagnosisOf(job)).toMatch(expected);
  });

  test("signed with the secret of another job names that job", async () => {
    await createJob({ secret: "whsec_the_neighbours" }, { name: "Neighbour" });
    const job = await createJob();
    const body = event();
    await post(job, body, { "stripe-signature": signed(body, "whsec_the_neighbours") });
    expect(await diagnosisOf(job)).toContain("Neighbour");
    const { data } = (await app.api("GET", `/api/workspaces/default/sync-jobs/${job.id}/webhook/rejected`))
      .body as { data: RejectedRequest[] };
    expect(data[0]?.headers["stripe-signature"]).toMatch(/^t=\d+,v1=[\da-f]{8}…$/);
  });
});
