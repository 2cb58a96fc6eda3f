import { runKinds } from "@sluice/server/run-kinds";
import { advanceRun, RUN_REQUESTED } from "@sluice/server/runs";
import type { Services } from "@sluice/server/services";
import { jobRepo } from "@sluice/server/sync-jobs";
import type { Client } from "../client.ts";

const MAX_STEPS = 200;
/** Runs of a worker that are advanced at once; the others take their turns between the steps. */
const AT_ONCE = 8;

/** Does the long work on a job step by step; the run's document knows how far it got. */
export const syncRun = (client: Client, services: Services) => {
  const deps = { ...services, jobOf: jobRepo(services.ctx.db).findById };
  return client.createFunction(
    {
      id: "sync-run",
      retries: 5,
      concurrency: [{ key: "event.data.runId", limit: 1 }, { limit: AT_ONCE }],
      triggers: [{ event: RUN_REQUESTED }],
    },
    async ({ event, step }) => {
      const runId = String(event.data.runId);
      const again = { name: RUN_REQUESTED, data: { runId } };
      for (let index = 0; index < MAX_STEPS; index += 1) {
        const after = await step.run(`advance-${index}`, () =>
          advanceRun(services.ctx, deps, runKinds, runId),
        );
        if (after.next === "end") return { runId };
        if (after.at === undefined) continue;
        await step.sendEvent("wake", { ...again, ts: after.at });
        return { runId, waits: new Date(after.at).toISOString() };
      }
      await step.sendEvent("go-on", again);
      return { runId };
    },
  );
};
