import { BULK_REQUESTED, bulkNext } from "@sluice/server/bulk";
import type { Services } from "@sluice/server/services";
import { eventSource } from "@sluice/server/sync-jobs";
import type { Client } from "../client.ts";

const MAX_STEPS = 200;

/** Does to many events what a person asked for, piece by piece; the operation's document knows how far it got. */
const bulkFunction =
  (id: string, kind: keyof typeof BULK_REQUESTED) => (client: Client, services: Services) => {
    const deps = { ...services, ...eventSource(services.ctx) };
    return client.createFunction(
      {
        id,
        retries: 5,
        concurrency: { key: "event.data.bulkId", limit: 1 },
        triggers: [{ event: BULK_REQUESTED[kind] }],
      },
      async ({ event, step }) => {
        const bulkId = String(event.data.bulkId);
        for (let index = 0; index < MAX_STEPS; index += 1)
          if (!(await step.run(`${kind}-${index}`, () => bulkNext(services.ctx, deps, bulkId))))
            return { bulkId };
        await step.sendEvent("go-on", { name: BULK_REQUESTED[kind], data: { bulkId } });
        return { bulkId };
      },
    );
  };

export const webhookRetryFailed = bulkFunction("webhook-retry-failed", "retry");
export const webhookReplay = bulkFunction("webhook-replay", "replay");
