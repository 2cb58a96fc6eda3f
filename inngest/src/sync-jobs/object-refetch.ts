import type { Services } from "@sluice/server/services";
import { REFETCH_REQUESTED, refetch } from "@sluice/server/sync-jobs";
import type { Client } from "../client.ts";

/** Asks the provider for an object whose last change could not be told, one at a time for each job. */
export const objectRefetch = (client: Client, services: Services) =>
  client.createFunction(
    {
      id: "object-refetch",
      retries: 8,
      concurrency: { key: "event.data.jobId", limit: 1 },
      triggers: [{ event: REFETCH_REQUESTED }],
    },
    async ({ event, step }) => {
      const { jobId, eventId } = event.data as { jobId: string; eventId: string };
      return {
        jobId,
        eventId,
        result: await step.run("refetch", () => refetch(services.ctx, services, jobId, eventId)),
      };
    },
  );
