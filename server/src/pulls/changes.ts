import { matchesPattern } from "@sluice/shared/events";
import type { Connector, Withheld } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { takeEvents } from "../events/index.ts";
import { type Advance, type Advanced, RunFailed } from "../runs/index.ts";
import { type JobDoc, jobRepo } from "../sync-jobs/index.ts";
import { askFor } from "./ask-for.ts";
import { refuseStrangersKey, sourceOf } from "./provider.ts";
import { asProviderError } from "./read-ahead.ts";

/** So many objects are asked for in one piece. */
const AT_ONCE = 5;

interface Checkpoint {
  /** By the provider's clock, in milliseconds. */
  readonly since: number;
  readonly cursor?: string | undefined;
  /** Of the page before: still to be asked for. */
  readonly withheld?: readonly Withheld[];
  /** Of the last page; absent before it. */
  readonly upTo?: number | undefined;
}

/**
 * Reads what the provider logged since the last time, a page at a time, into the ledger, whence it goes the way of
 * every event. What a webhook brought before is known by its id.
 */
export const advanceChanges: Advance = async (ctx, services, run) => {
  const source = await sourceOf(ctx, run.jobId);
  const { job, connector, api, access } = source;
  if (!run.checkpoint) await refuseStrangersKey(ctx, source);
  const checkpoint = run.checkpoint as Checkpoint | undefined;
  const since = checkpoint?.since ?? job.changesSince?.getTime();
  if (since === undefined) throw new RunFailed("There is nothing to go on from: run a backfill first.");
  const { cursor, withheld = [] } = checkpoint ?? {};
  if (checkpoint && withheld.length > 0)
    return {
      ...(await askFor(ctx, services, source, withheld.slice(0, AT_ONCE))),
      ...(await goOn(ctx, job, { ...checkpoint, withheld: withheld.slice(AT_ONCE) })),
    };
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
  const place: Checkpoint = {
    since,
    ...(page.next === undefined ? { upTo: page.upTo } : { cursor: page.next }),
    withheld: wantedOf(job, page.withheld?.changes ?? []),
  };
  return {
    ...(await goOn(ctx, job, place)),
    ...(page.withheld && { note: page.withheld.reason }),
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
  };
};

/** The next walk begins where this one has been through. */
async function goOn(ctx: Ctx, job: JobDoc, place: Checkpoint): Promise<Pick<Advanced, "checkpoint" | "end">> {
  const { withheld = [], upTo } = place;
  if (upTo === undefined || withheld.length > 0) return { checkpoint: place };
  await jobRepo(ctx.db).noteFurtherChanges(job._id, new Date(upTo));
  return { checkpoint: place, end: "done" };
}

/** Each object once, of the types and entities that the job takes. */
function wantedOf({ webhookConfig, schedule }: JobDoc, changes: readonly Withheld[]): Withheld[] {
  const wanted = changes.filter(
    ({ type, collection }) =>
      webhookConfig.events.some((pattern) => matchesPattern(pattern, type)) &&
      (schedule?.entities?.includes(collection) ?? true),
  );
  return [...new Map(wanted.map((change) => [`${change.collection} ${change.id}`, change])).values()];
}

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
