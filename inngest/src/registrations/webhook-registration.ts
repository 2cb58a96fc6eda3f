import { keepRegistration, keepRegistrations } from "@sluice/server/registrations";
import type { Services } from "@sluice/server/services";
import { EVENTS_CHANGED } from "@sluice/server/sync-jobs";
import type { Client } from "../client.ts";

const MAX_STEPS = 500;

/** Tells the provider which events a job takes now. */
export const webhookRegistration = (client: Client, services: Services) =>
  client.createFunction(
    {
      id: "webhook-registration",
      retries: 10,
      concurrency: { key: "event.data.jobId", limit: 1 },
      triggers: [{ event: EVENTS_CHANGED }],
    },
    ({ event, step }) =>
      step.run("keep-equal", () => keepRegistration(services.ctx, (event.data as { jobId: string }).jobId)),
  );

/** Once a day: does every provider still send what its jobs need? */
export const webhookCoverage = (client: Client, services: Services) =>
  client.createFunction(
    { id: "webhook-coverage", retries: 3, concurrency: 1, triggers: [{ cron: "41 4 * * *" }] },
    async ({ step }) => {
      let looked = 0;
      let from: string | undefined;
      for (let index = 0; index < MAX_STEPS; index += 1) {
        const piece = await step.run(`look-${index}`, () => keepRegistrations(services.ctx, from));
        looked += piece.looked;
        from = piece.next;
        if (from === undefined) break;
      }
      return { looked };
    },
  );
