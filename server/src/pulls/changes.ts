import type { Connector } from "../connectors/index.ts";
import { takeEvents } from "../events/index.ts";
import { type Advance, RunFailed } from "../runs/index.ts";
import { jobRepo } from "../sync-jobs/index.ts";
import { refuseStrangersKey, sourceOf } from "./provider.ts";
import { asProviderError } from "./read-ahead.ts";

interface Checkpoint {
  /** By the provider's clock, in milliseconds. */
  readonly since: number;
  readonly cursor?: string;
}

/**
 * Reads what the provider logged since the last time, a page at a time, into the ledger, whence it goes the way of
 * every event. What a webhook brought before is known by its id.
 */
export const advanceChanges: Advance = async (ctx, services, run) => {
  const source = await sourceOf(ctx, run.jobId);
  const { job, connector, api, access } = source;
  if (!run.checkpoint) await refuseStrangersKey(ctx, source);
  const since = (run.checkpoint as Checkpoint | undefined)?.since ?? job.changesSince?.getTime();
  if (since === undefined) throw new RunFailed("There is nothing to go on from: run a backfill first.");
  const { cursor } = (run.checkpoint as Checkpoint | undefined) ?? {};
  const page = await api.changes(access(), new Date(since), cursor).catch((error: unknown) => {
    throw asProviderError(error);
  });
  const wanted = page.payloads.filter((payload) => isWanted(connector, job.schedule?.entities, payload));
  const taken = await takeEvents(
    ctx,
    services,
    {
      workspaceId: job.workspaceId,
      jobId: job._id,
      connector,
      patterns: job.webhookConfig.events,
      filter: job.filter,
      livemode: job.livemode,
      account: job.account,
    },
    wanted,
  );
  if (page.next === undefined) await jobRepo(ctx.db).noteFurtherChanges(job._id, new Date(page.upTo));
  return {
    checkpoint: { since, ...(page.next !== undefined && { cursor: page.next }) },
    counts: {
      pages: 1,
      objects: page.payloads.length,
      stored: taken.stored,
      duplicates: taken.duplicates,
      failed: taken.refused.length,
      left: page.payloads.length - wanted.length,
    },
    failures: taken.refused.map(({ id, reason }) => ({
      collection: null,
      id,
      code: "not_an_event",
      message: reason,
    })),
    ...(page.next === undefined && { end: "done" as const }),
  };
};

/** Whether an event is of one of the entities that the schedule reads; what maps to nothing is none of theirs. */
function isWanted(connector: Connector, entities: readonly string[] | undefined, payload: unknown): boolean {
  if (!entities) return true;
  const envelope = connector.envelope(payload, {});
  if (typeof envelope === "string") return true;
  try {
    const mapped = connector.map(payload, envelope.type);
    return mapped.kind === "change" && entities.includes(mapped.collection);
  } catch {
    return true;
  }
}
