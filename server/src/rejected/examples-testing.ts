import type { SluiceContract } from "@sluice/shared/contract";
import { rejectedRepo } from "../events/index.ts";
import { customerEvent, sender, signed } from "../events/receive-testing.ts";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";

/** The id of a request that was refused for its signature. */
async function refuse(app: TestApp): Promise<{ id: string; jobId: string }> {
  const { createJob, post } = sender(() => app);
  const job = await createJob();
  const body = JSON.stringify(customerEvent());
  const address = `10.8.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`;
  await post(job, body, {
    "stripe-signature": signed(body, "whsec_nobodys"),
    "x-forwarded-for": address,
  });
  const repo = rejectedRepo(app.services.ctx.db);
  for (;;) {
    const [doc] = await repo.list("default", job.id, undefined, 1);
    if (doc) return { id: doc._id, jobId: job.id };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const rejectedExamples: Examples<SluiceContract["rejected"]> = {
  async list(app) {
    const { jobId } = await refuse(app);
    return { query: { jobId, reason: "signature", from: "2026-01-01T00:00:00Z", limit: 5 } };
  },
  get: async (app) => ({ params: { id: (await refuse(app)).id } }),
  admit: async (app) => ({ body: { ids: [(await refuse(app)).id] } }),
};
