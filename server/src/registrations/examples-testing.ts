import type { SluiceContract } from "@sluice/shared/contract";
import { sender } from "../events/receive-testing.ts";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";

/** A job without a key: nobody is asked. */
async function ofJob(app: TestApp) {
  const job = await sender(() => app).createJob();
  return { params: { workspaceId: job.workspaceId, jobId: job.id } };
}

export const registrationExamples: Examples<SluiceContract["registrations"]> = {
  coverage: ofJob,
  register: async (app) => ({ ...(await ofJob(app)), fails: "unprocessable" }),
  unregister: async (app) => ({ ...(await ofJob(app)), fails: "unprocessable" }),
};
