import { sweep } from "@sluice/server/lanes";
import { recordRoundTrip, SWEEP_REQUESTED } from "@sluice/server/platform/readiness";
import type { Services } from "@sluice/server/services";
import type { Client } from "../client.ts";

/** Signals every lane that was forgotten. A server asks for it too, and takes the answer as a sign of life. */
export const lanesSweep = (client: Client, services: Services) =>
  client.createFunction(
    { id: "lanes-sweep", retries: 0, triggers: [{ cron: "*/5 * * * *" }, { event: SWEEP_REQUESTED }] },
    async ({ event, step }) =>
      step.run("sweep", async () => {
        const asker = (event.data as { process?: unknown } | undefined)?.process;
        if (typeof asker === "string") await recordRoundTrip(services.ctx.db, asker);
        return { signalled: await sweep(services.lanes) };
      }),
  );
