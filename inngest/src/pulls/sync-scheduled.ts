import { startDue } from "@sluice/server/pulls";
import { startDueReconciles } from "@sluice/server/reconcile";
import type { Services } from "@sluice/server/services";
import type { Client } from "../client.ts";

const MAX_STEPS = 5;

/** Starts the runs and reconciliations whose schedules have come. */
export const syncScheduled = (client: Client, services: Services) =>
  client.createFunction(
    { id: "sync-scheduled", retries: 2, concurrency: 1, triggers: [{ cron: "* * * * *" }] },
    async ({ step }) => {
      let started = 0;
      for (let index = 0; index < MAX_STEPS; index += 1) {
        const found = await step.run(`start-${index}`, () => startDue(services.ctx));
        started += found.started;
        if (!found.more) break;
      }
      for (let index = 0; index < MAX_STEPS; index += 1) {
        const found = await step.run(`reconcile-${index}`, () => startDueReconciles(services.ctx));
        started += found.started;
        if (!found.more) break;
      }
      return { started };
    },
  );
