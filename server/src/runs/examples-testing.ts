import type { runsContract } from "@sluice/shared/runs";
import { sender } from "../events/receive-testing.ts";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";
import { runRepo } from "./repo.ts";
import { tryStartRun } from "./runs.ts";

/** The parameters of a run that has just been asked for. */
async function started(app: TestApp) {
  const job = await sender(() => app).createJob();
  const own = { workspaceId: job.workspaceId, jobId: job.id };
  const actor = { kind: "key", id: "key_1", name: "Examples" } as const;
  const run = await tryStartRun(app.services.ctx, { ...own, kind: "reconcile", input: { sample: 5 }, actor });
  return { ...own, runId: run?._id ?? "" };
}

export const runExamples: Examples<typeof runsContract> = {
  async list(app) {
    const { runId: _, ...params } = await started(app);
    return { params, query: { limit: 5, kind: "reconcile" } };
  },
  get: async (app) => ({ params: await started(app) }),
  pause: async (app) => ({ params: await started(app) }),
  async resume(app) {
    const params = await started(app);
    await runRepo(app.services.ctx.db).pause(params, params.runId);
    return { params };
  },
  cancel: async (app) => ({ params: await started(app) }),
};
