import { cleanUp } from "@sluice/server/retention";
import type { Services } from "@sluice/server/services";
import { cleanAccess } from "@sluice/server/workspaces";
import type { Client } from "../client.ts";

const MAX_STEPS = 200;

/** Retention: strips old bodies, removes very old rows, what deleted jobs left and what ended, in bounded pieces. */
export const webhookCleanup = (client: Client, services: Services) =>
  client.createFunction(
    { id: "webhook-cleanup", retries: 3, concurrency: 1, triggers: [{ cron: "17 * * * *" }] },
    async ({ step }) => {
      await step.run("clean-access", () => cleanAccess(services.ctx));
      let from: string | undefined;
      for (let index = 0; index < MAX_STEPS; index += 1) {
        const piece = await step.run(`clean-${index}`, () =>
          cleanUp(services.ctx, services.lanes.lanes, from),
        );
        from = piece.next;
        if (from === undefined) return { steps: index + 1 };
      }
      return { steps: MAX_STEPS };
    },
  );
