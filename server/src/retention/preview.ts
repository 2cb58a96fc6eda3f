import type { RetentionPreview, UpdateRetention } from "@sluice/shared/retention";
import type { Ctx } from "../context.ts";
import { retentionRepo } from "../events/index.ts";
import { type JobDoc, jobRepo } from "../sync-jobs/index.ts";
import { cutoff } from "./clean-job.ts";
import { withChange } from "./settings.ts";

const ROWS_OF_A_JOB = 10_000;
const BUDGET_MS = 3_000;

/** What the next cleanup would remove with this change. Looks at a bounded number of rows. */
export async function previewRetention(
  ctx: Ctx,
  workspaceId: string,
  input: UpdateRetention,
): Promise<RetentionPreview> {
  const change = await withChange(ctx, workspaceId, input);
  const until = Date.now() + BUDGET_MS;
  const now = new Date();
  const bodies: RetentionPreview["bodies"] = { count: 0, atLeast: false, oldest: null };
  const rows: RetentionPreview["rows"] = { count: 0, atLeast: false, oldest: null };
  let jobs = 0;
  for await (const job of jobsOf(ctx, workspaceId, input.jobId)) {
    if (Date.now() > until) {
      bodies.atLeast = rows.atLeast = true;
      break;
    }
    jobs += 1;
    const keep = await change.of(job._id);
    const look = async (into: typeof bodies, after: string, days: number, unstripped: boolean) => {
      const range = { after, before: cutoff("evt", now, days) };
      const found = await retentionRepo(ctx.db).count(job._id, range, unstripped, ROWS_OF_A_JOB);
      into.count += found.count;
      into.atLeast ||= found.looked === ROWS_OF_A_JOB;
      const oldest = found.oldest?.toISOString() ?? null;
      if (oldest && (into.oldest === null || oldest < into.oldest)) into.oldest = oldest;
    };
    await look(bodies, job.strippedUpTo ?? "", keep.bodyDays, true);
    await look(rows, "", keep.rowDays, false);
  }
  return { bodies, rows, jobs };
}

async function* jobsOf(ctx: Ctx, workspaceId: string, jobId: string | undefined): AsyncGenerator<JobDoc> {
  const jobs = jobRepo(ctx.db);
  if (jobId) {
    const job = await jobs.find(workspaceId, jobId);
    if (job) yield job;
  } else yield* jobs.eachOf(workspaceId);
}
