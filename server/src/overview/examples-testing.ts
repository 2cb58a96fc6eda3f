import type { SluiceContract } from "@sluice/shared/contract";
import { customerEvent, sender } from "../events/receive-testing.ts";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";

const params = { workspaceId: "default" };

async function received(app: TestApp) {
  const { createJob, post } = sender(() => app);
  const job = await createJob();
  await post(job, JSON.stringify(customerEvent()));
  for (let sent = 0; sent < 3; sent += 1) await post(job, "{}", { "stripe-signature": "" });
  await app.services.rollups.flush();
}

export const overviewExamples: Examples<SluiceContract["overview"]> = {
  async get(app) {
    await received(app);
    return { params, query: {} };
  },
  async volume(app) {
    await received(app);
    return { params, query: { from: "2026-01-01T00:00:00Z" } };
  },
  async attention(app) {
    await received(app);
    return { params };
  },
  server: async () => ({ params }),
};
