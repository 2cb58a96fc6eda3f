import {
  DEFAULT_RETENTION,
  type Retention,
  type RetentionSettings,
  type UpdateRetention,
} from "@sluice/shared/retention";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { findJob, jobRepo } from "../sync-jobs/index.ts";
import { audit } from "../workspaces/index.ts";
import { type RetentionDoc, retentionSettingsRepo } from "./settings-repo.ts";

/** Jobs with settings of their own that are listed. */
const MAX_LISTED = 1_000;
const FIELDS = ["bodyDays", "rowDays", "executionDays"] as const;

/** Only what is set; the rest is inherited. */
export type OwnRetention = Partial<Retention>;

const effective = (...own: Array<OwnRetention | undefined>): Retention => {
  const merged: Retention = { ...DEFAULT_RETENTION };
  for (const one of own) for (const field of FIELDS) merged[field] = one?.[field] ?? merged[field];
  // A job may keep bodies longer than its workspace keeps rows: then its rows stay for the bodies.
  return { ...merged, rowDays: Math.max(merged.rowDays, merged.bodyDays) };
};

const shown = (own: OwnRetention | undefined) => ({
  bodyDays: own?.bodyDays ?? null,
  rowDays: own?.rowDays ?? null,
  executionDays: own?.executionDays ?? null,
});

/** What holds for one job. */
export async function retentionOf(ctx: Ctx, job: { _id: string; workspaceId: string }): Promise<Retention> {
  const found = await retentionSettingsRepo(ctx.db).find(job.workspaceId, [job.workspaceId, job._id]);
  const own = (id: string) => found.find((doc) => doc._id === id);
  return effective(own(job.workspaceId), own(job._id));
}

/** The least that holds for any job of a workspace. */
export async function leastRetention(ctx: Ctx, workspaceId: string): Promise<Retention> {
  const { workspace, jobs } = await getRetention(ctx, workspaceId);
  const least = { ...workspace.effective };
  for (const { effective: of } of jobs)
    for (const field of FIELDS) least[field] = Math.min(least[field], of[field]);
  return least;
}

export async function getRetention(ctx: Ctx, workspaceId: string): Promise<RetentionSettings> {
  const docs = await retentionSettingsRepo(ctx.db).list(workspaceId, MAX_LISTED);
  const workspace = docs.find((doc) => doc._id === workspaceId);
  const ofJobs = docs.filter((doc) => doc.jobId !== undefined);
  const jobs = await jobRepo(ctx.db).namesOf(
    workspaceId,
    ofJobs.map((doc) => doc._id),
  );
  return {
    defaults: { ...DEFAULT_RETENTION },
    workspace: { own: shown(workspace), effective: effective(workspace) },
    jobs: ofJobs.flatMap((doc) => {
      const name = jobs.get(doc._id);
      return name === undefined
        ? []
        : [{ jobId: doc._id, name, own: shown(doc), effective: effective(workspace, doc) }];
    }),
  };
}

/** What would hold with a change: for the workspace and for each job with settings of its own. */
export async function withChange(
  ctx: Ctx,
  workspaceId: string,
  { jobId, ...change }: UpdateRetention,
): Promise<{ doc: RetentionDoc; of(jobId: string): Promise<Retention> }> {
  if (jobId) await findJob(ctx, workspaceId, jobId);
  const repo = retentionSettingsRepo(ctx.db);
  const id = jobId ?? workspaceId;
  const [before] = await repo.find(workspaceId, [id]);
  const doc: RetentionDoc = { ...before, _id: id, workspaceId, ...(jobId && { jobId }) };
  for (const field of FIELDS) {
    const value = change[field];
    if (value === null) delete doc[field];
    else if (value !== undefined) doc[field] = value;
  }
  const { bodyDays = DEFAULT_RETENTION.bodyDays, rowDays } = doc;
  if (rowDays !== undefined && rowDays < bodyDays)
    throw new AppError(
      "unprocessable",
      `rowDays: a row cannot go before its body, which is kept ${bodyDays} days; lower bodyDays too.`,
    );
  return {
    doc,
    async of(one) {
      const found = await repo.find(workspaceId, [workspaceId, one]);
      const own = (wanted: string) => (wanted === id ? doc : found.find(({ _id }) => _id === wanted));
      return effective(own(workspaceId), own(one));
    },
  };
}

/** @throws AppError 404 for another workspace's job, 422 when rows would go before their bodies. */
export async function updateRetention(
  ctx: Ctx,
  principal: Principal,
  input: UpdateRetention,
): Promise<RetentionSettings> {
  const { workspaceId } = principal;
  const { doc } = await withChange(ctx, workspaceId, input);
  await retentionSettingsRepo(ctx.db).replace(doc);
  const { jobId: _job, ...change } = input;
  await audit(ctx, principal, "retention.changed", doc._id, change);
  return getRetention(ctx, workspaceId);
}
