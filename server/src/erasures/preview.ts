import type { ErasurePreview, PreviewErasure } from "@sluice/shared/erasures";
import type { Ctx } from "../context.ts";
import { type Destinations, findDocuments } from "../destinations/index.ts";
import { eraseRepo } from "../events/index.ts";
import { LaneError } from "../platform/lane-error.ts";
import { findJob, jobRepo } from "../sync-jobs/index.ts";

const BUDGET_MS = 5_000;
const MAX_EVENTS = 10_000;
const MAX_RELATED = 50;

/** What an erasure would find now; it stops counting after a few seconds. */
export async function previewErasure(
  ctx: Ctx,
  destinations: Destinations,
  workspaceId: string,
  { jobId, objectIds }: PreviewErasure,
): Promise<ErasurePreview> {
  if (jobId) await findJob(ctx, workspaceId, jobId);
  const jobIds = jobId ? [jobId] : await jobRepo(ctx.db).idsOf(workspaceId);
  const until = Date.now() + BUDGET_MS;
  const ledger = eraseRepo(ctx.db);
  const total = { events: 0, rejected: 0, documents: 0 };
  const related = new Set<string>();
  const unreachable: string[] = [];
  let isPartial = false;
  for await (const job of jobRepo(ctx.db).eachOf(workspaceId)) {
    if (jobId && job._id !== jobId) continue;
    if (Date.now() > until || total.events >= MAX_EVENTS) {
      isPartial = true;
      break;
    }
    for (const id of objectIds) {
      total.events += await ledger.count(job._id, id, MAX_EVENTS);
      for (const one of await ledger.related(job._id, id, MAX_RELATED)) related.add(one._id);
    }
    total.rejected += (await ledger.rejectedNaming(job._id, objectIds)).length;
    try {
      const db = await destinations.open(job.destination);
      const prefix = job.destination.collectionPrefix;
      total.documents += (await findDocuments(db, { prefix, ids: objectIds, jobIds })).length;
    } catch (error) {
      if (!(error instanceof LaneError)) throw error;
      unreachable.push(job.name);
    }
  }
  const counted = (count: number) => ({ count, atLeast: isPartial });
  return {
    events: { count: total.events, atLeast: isPartial || total.events >= MAX_EVENTS },
    rejected: counted(total.rejected),
    documents: counted(total.documents),
    unreachable,
    related: [...related].filter((id) => !objectIds.includes(id)).slice(0, MAX_RELATED),
  };
}
