import type { SluiceContract } from "@sluice/shared/contract";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";
import { customerEvent, sender, signed } from "./receive-testing.ts";

async function receive(app: TestApp): Promise<{ id: string; jobId: string }> {
  const { createJob, post } = sender(() => app);
  const job = await createJob();
  const { body } = await post(job, JSON.stringify(customerEvent()));
  return { id: body.id, jobId: job.id };
}

export const eventExamples: Examples<SluiceContract["events"]> = {
  async list(app) {
    const { jobId } = await receive(app);
    return { query: { jobId, status: "pending", from: "2026-01-01T00:00:00+02:00", limit: 5 } };
  },
  async get(app) {
    return { params: { id: (await receive(app)).id } };
  },
  async replay(app) {
    return { params: { id: (await receive(app)).id }, body: {} };
  },
  async receive(app) {
    const job = await sender(() => app).createJob();
    const rawBody = JSON.stringify(customerEvent());
    return {
      params: { workspaceId: "default", jobId: job.id },
      rawBody,
      headers: { "stripe-signature": signed(rawBody) },
    };
  },
};
