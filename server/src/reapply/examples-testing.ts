import type { SluiceContract } from "@sluice/shared/contract";
import { customerEvent, sender } from "../events/receive-testing.ts";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";

/** The parameters of a job that has stored an event. */
async function withEvent(app: TestApp) {
  const { createJob, post } = sender(() => app);
  const job = await createJob({}, { transform: { operations: [{ op: "drop", paths: ["email"] }] } });
  await post(job, JSON.stringify(customerEvent()));
  return { params: { workspaceId: job.workspaceId, jobId: job.id } };
}

export const reapplyExamples: Examples<SluiceContract["reapply"]> = {
  preview: withEvent,
  start: withEvent,
};
