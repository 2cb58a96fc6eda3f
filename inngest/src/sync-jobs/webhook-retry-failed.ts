import type { Services } from "@sluice/server/services";
import { continueRetry, RETRY_REQUESTED } from "@sluice/server/sync-jobs";
import type { Client } from "../client.ts";

const MAX_STEPS = 200;

/** Retries every failed event of a job, as a person asked, in bounded pieces. */
export const webhookRetryFailed = (client: Client, services: Services) =>
  client.createFunction(
    {
      id: "webhook-retry-failed",
      retries: 3,
      concurrency: { key: "event.data.jobId", limit: 1 },
      triggers: [{ event: RETRY_REQUESTED }],
    },
    async ({ event, step }) => {
      const jobId = String(event.data.jobId);
      for (let index = 0; index < MAX_STEPS; index += 1) {
        const { more } = await step.run(`retry-${index}`, () => continueRetry(services.ctx, services, jobId));
        if (!more) return { jobId };
      }
      await step.sendEvent("go-on", { name: RETRY_REQUESTED, data: { jobId } });
      return { jobId };
    },
  );
