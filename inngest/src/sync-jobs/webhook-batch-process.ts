import { type DrainReport, drainStep, LANE_READY, type Lingering, startDrain } from "@sluice/server/lanes";
import type { Services } from "@sluice/server/services";
import { executionRepo, jobRepo, syncLanes } from "@sluice/server/sync-jobs";
import type { Client } from "../client.ts";

/** After this many steps a run hands the lane to a new one, so that no run's history grows without bound. */
const MAX_STEPS = 20;

/** Drains one sync lane, never twice at once: claims batches of events and writes them to the destination. */
export const webhookBatchProcess = (client: Client, services: Services, linger: Lingering) => {
  const { ctx, lanes } = services;
  const open = syncLanes(ctx, services);
  const jobs = jobRepo(ctx.db);
  const executions = executionRepo(ctx.db);

  async function drain(lane: string, runId: string, step: number): Promise<DrainReport | null> {
    if (step === 0 && !(await startDrain(lanes, lane, runId))) return null;
    const at = new Date();
    const report = await drainStep(lanes, linger, () => open(lane, runId), lane, runId);
    const jobId = lane.slice("sync:".length);
    const status = report.end === "blocked" ? "blocked" : report.end === "more" ? "running" : "completed";
    const job = report.batches > 0 || report.end === "blocked" ? await jobs.findById(jobId) : null;
    if (!job && status === "completed") await executions.end(runId, new Date());
    if (job) {
      const done = {
        at,
        ms: Date.now() - at.getTime(),
        batches: report.batches,
        claimed: report.claimed,
        applied: report.applied,
        failed: report.failed,
      };
      await executions.recordStep(
        {
          _id: runId,
          jobId,
          workspaceId: job.workspaceId,
          status,
          ...(report.message && { message: report.message }),
        },
        String(step),
        done,
        new Date(),
      );
    }
    return report;
  }

  return client.createFunction(
    {
      id: "webhook-batch-process",
      retries: 3,
      concurrency: { key: "event.data.lane", limit: 1 },
      triggers: [{ event: "sync/drain-requested" }],
    },
    async ({ event, runId, step }) => {
      const lane = String(event.data.lane);
      for (let index = 0; index < MAX_STEPS; index += 1) {
        const report = await step.run(`drain-${index}`, () => drain(lane, runId, index));
        if (!report) return { lane, end: "another run is at it" };
        if (report.end === "more") continue;
        if (report.wakeAt)
          await step.sendEvent("wake-later", { name: LANE_READY, data: { lane }, ts: report.wakeAt });
        return { lane, end: report.end };
      }
      const handOver = async () => {
        await executions.end(runId, new Date());
        return lanes.lanes.handOver(lane, runId);
      };
      if (await step.run("hand-over", handOver))
        await step.sendEvent("go-on", { name: LANE_READY, data: { lane } });
      return { lane, end: "handed over" };
    },
  );
};
