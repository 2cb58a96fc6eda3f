import type { SyncJobSetup } from "@sluice/shared/sync-jobs";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { bodyOf, eventRepo, listRejected, parseJson } from "../events/index.ts";
import { laneRepo } from "../platform/lanes/index.ts";
import { adviceOf, diagnosis } from "./diagnosis.ts";
import { findJob, laneOf } from "./jobs.ts";
import type { JobDoc } from "./repo.ts";
import { firstWritten, judge, type Place, type Seen } from "./setup-checks.ts";
import { setupRepo } from "./setup-repo.ts";

const REFUSED = 20;

/** How far a job's first event has come, and what is to be done where it is stuck. */
export async function getSetup(ctx: Ctx, workspaceId: string, jobId: string): Promise<SyncJobSetup> {
  const job = await findJob(ctx, workspaceId, jobId);
  const diagnose = await diagnosis(ctx, job);
  const [rows, refused, lane] = await Promise.all([
    setupRepo(ctx.db).events(workspaceId, jobId),
    listRejected(ctx, workspaceId, jobId, { limit: REFUSED }, (doc) => adviceOf(diagnose(doc))),
    laneRepo(ctx.db, ctx.config.times).find(laneOf(jobId)),
  ]);
  const { events = [], samples = [] } = Object.groupBy(rows, (row) => (row.test ? "samples" : "events"));
  const seen: Seen = {
    job,
    publicUrl: ctx.config.publicUrl,
    provider: connectorOf(job.source.connector).name,
    lane,
    events,
    samples,
    refused: refused.data,
  };
  const written = firstWritten(seen);
  const checks = judge(seen, written ? await placeOf(ctx, job, written._id) : {});
  const document = checks.at(-1);
  return {
    done: document?.state === "pass" && !document.sample,
    listeningSince: job.createdAt.toISOString(),
    checks,
  };
}

/** Where an event's object is; nothing once retention has stripped the event. */
async function placeOf(ctx: Ctx, job: JobDoc, eventId: string): Promise<Place> {
  const row = await eventRepo(ctx.db).find(job.workspaceId, eventId);
  const body = row && bodyOf(row);
  if (!body) return {};
  const mapping = connectorOf(job.source.connector).map(parseJson(body), row.type);
  if (mapping.kind !== "change") return {};
  return { collection: `${job.destination.collectionPrefix}${mapping.collection}`, documentId: mapping.id };
}
