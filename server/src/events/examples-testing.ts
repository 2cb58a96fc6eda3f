import type { SluiceContract } from "@sluice/shared/contract";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";
import { eventRows, failureTerms } from "./index.ts";
import { customerEvent, sender, signed } from "./receive-testing.ts";

async function receive(app: TestApp): Promise<{ id: string; jobId: string }> {
  const { createJob, post } = sender(() => app);
  const job = await createJob();
  const { body } = await post(job, JSON.stringify(customerEvent()));
  return { id: body.id, jobId: job.id };
}

async function fail(app: TestApp, id: string, jobId: string): Promise<void> {
  const error = { code: "validation", message: "Document failed validation", group: "validation~0" };
  const { db } = app.services.ctx;
  await eventRows(db).updateOne(
    { _id: id },
    {
      $set: { status: "failed", error, settledAt: new Date(), attempts: 8 },
      $addToSet: { terms: { $each: failureTerms("customer.created", error) } },
    },
  );
  await app.services.rollups.mark(jobId, [new Date()]);
}

export const eventExamples: Examples<SluiceContract["events"]> = {
  async list(app) {
    const { jobId } = await receive(app);
    return { query: { jobId, status: "pending", from: "2026-01-01T00:00:00+02:00", limit: 5 } };
  },
  async facets(app) {
    const { jobId } = await receive(app);
    return { query: { jobId: [jobId], type: "customer.*" } };
  },
  async export(app) {
    const { jobId } = await receive(app);
    return { query: { format: "ndjson", jobId, body: "true" } };
  },
  async histogram(app) {
    await receive(app);
    return { query: { buckets: "24", status: ["pending", "failed"] } };
  },
  async failures(app) {
    const { id, jobId } = await receive(app);
    await fail(app, id, jobId);
    return { query: { jobId } };
  },
  async get(app) {
    return { params: { id: (await receive(app)).id } };
  },
  async document(app) {
    return { params: { id: (await receive(app)).id } };
  },
  async related(app) {
    const { id } = await receive(app);
    const { body } = await app.api("POST", `/api/v1/events/${id}/replay`, {});
    return { params: { id: (body as { id: string }).id } };
  },
  async audit(app) {
    const { id } = await receive(app);
    await app.api("POST", `/api/v1/events/${id}/replay`, {});
    return { params: { id }, query: { limit: 5 } };
  },
  async body(app) {
    return { params: { id: (await receive(app)).id } };
  },
  async dryRun(app) {
    return { params: { id: (await receive(app)).id }, body: {} };
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
