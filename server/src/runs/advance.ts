import type { Ctx } from "../context.ts";
import type { RunKinds, RunServices, RunStep } from "./kind.ts";
import { isAtWork, type RunDoc, runRepo, type Step } from "./repo.ts";
import { tellOfRun } from "./runs.ts";
import { afterError, afterWork } from "./step.ts";

const BUDGET_MS = 4_000;

export interface RunDeps extends RunServices {
  /** Nothing when the job is gone. */
  jobOf(jobId: string): Promise<{ readonly paused: boolean; readonly enabled: boolean } | undefined | null>;
}

/** What the function does next: call again, wait and call `at` a time (milliseconds since the epoch), or nothing. */
export interface NextStep {
  readonly next: "more" | "wait" | "end";
  readonly at?: number;
}

/**
 * One step of a run, a few seconds long: as many pieces of its work as fit, each written down after its effects.
 * It may be killed anywhere and run again, also twice at once: who finds that another got further ends.
 */
export async function advanceRun(ctx: Ctx, deps: RunDeps, kinds: RunKinds, id: string): Promise<NextStep> {
  const repo = runRepo(ctx.db);
  const step: RunStep = { until: Date.now() + BUDGET_MS, memory: new Map() };
  let run = await repo.findById(id);
  while (run && isAtWork(run)) {
    if (run.waiting && run.waiting.until.getTime() > Date.now())
      return { next: "wait", at: run.waiting.until.getTime() };
    const job = await deps.jobOf(run.jobId);
    if (!job?.enabled || job.paused) {
      const stopped = job ? await repo.pauseWithJob(run, id) : await repo.cancel(run, id, new Date());
      if (stopped) tellOfRun(ctx, stopped);
      return { next: "end" };
    }
    const work = await pieceOf(ctx, deps, kinds, run, step);
    ctx.faults.at("run:after-effect");
    const after: RunDoc | null = await repo.checkpoint(run, work);
    ctx.faults.at("run:after-checkpoint");
    // Paused, cancelled, or another worker is further.
    if (!after) return { next: "end" };
    tellOfRun(ctx, after);
    if (after.status !== run.status) ctx.nudge.send(`job ${run.jobId}`);
    run = after;
    if (run.status === "running" && Date.now() > step.until) return { next: "more" };
  }
  return { next: "end" };
}

async function pieceOf(ctx: Ctx, deps: RunDeps, kinds: RunKinds, run: RunDoc, step: RunStep): Promise<Step> {
  try {
    const advance = kinds[run.kind];
    if (!advance) throw new Error(`Nothing here does a ${run.kind}`);
    return afterWork(run, await advance(ctx, deps, run, step), new Date());
  } catch (error) {
    const after = afterError(run, error, ctx.config, new Date());
    const told = { runId: run._id, kind: run.kind, status: after.status };
    if (after.status === "failed") ctx.log.error({ ...told, err: error }, "run failed");
    else ctx.log.info({ ...told, reason: String(error) }, "run waits");
    return after;
  }
}
