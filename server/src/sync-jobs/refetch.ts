import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { applyChanges, type Destinations, SNAPSHOT_RANK } from "../destinations/index.ts";
import { bodyOf, type EventRepo, parseJson } from "../events/index.ts";
import { accessOf } from "./access.ts";
import { jobRepo } from "./repo.ts";
import { type Shaped, shapeOf } from "./shape.ts";
import { tiesOf } from "./ties-of.ts";

export const REFETCH_REQUESTED = "sync/refetch-requested";
/** After the tie: by then a snapshot is surely later than every event of its second. */
const DELAY_MS = 5_000;
/** A provider's clock and ours differ, and an answer may be older than its `Date` (RULES 16). */
const MARGIN_MS = 2_000;

/** Asks for the objects of these events to be fetched again in a while. A request that is lost leaves them ambiguous. */
export async function requestRefetch(ctx: Ctx, jobId: string, eventIds: readonly string[]): Promise<void> {
  for (const eventId of eventIds)
    await ctx
      .send({ name: REFETCH_REQUESTED, data: { jobId, eventId }, ts: Date.now() + DELAY_MS })
      .catch((error: unknown) =>
        ctx.log.warn({ jobId, eventId, reason: String(error) }, "refetch not asked for"),
      );
}

export type RefetchResult = "applied" | "unchanged" | "superseded" | "left_out" | "not_possible";

/**
 * Settles an undecidable tie with the object as the provider has it now, where the job has a key of the provider's
 * (RULES 16, 17). Its version is that of a snapshot, so any later event wins over it.
 * @throws what the provider's client throws, and LaneError where the destination cannot be used.
 */
export async function refetch(
  ctx: Ctx,
  { destinations, events }: { destinations: Destinations; events: EventRepo },
  jobId: string,
  eventId: string,
): Promise<RefetchResult> {
  const job = await jobRepo(ctx.db).findById(jobId);
  const row = job && (await events.find(job.workspaceId, eventId));
  const connector = job && connectorOf(job.source.connector);
  const body = row && bodyOf(row);
  const access = job && accessOf(ctx, job);
  if (!access || !connector?.retrieve || !body || job.paused) return "not_possible";
  const payload = parseJson(body);
  const mapping = connector.map(payload, row.type);
  if (mapping.kind !== "change") return "not_possible";
  const found = await connector.retrieve(payload, access);
  if (!found) return "not_possible";
  const shape = await shapeOf(ctx, job);
  const second = Math.floor((found.date - found.tookMs - MARGIN_MS) / 1000);
  const at = second * 1_000_000;
  const snapshot = {
    ...mapping,
    operation: "upsert",
    document: found.object,
    at,
    rank: SNAPSHOT_RANK,
  } as const;
  const [shaped] = (await shape.shapeAll([{ mapping: snapshot }])) as [Shaped];
  if (shaped.kind === "left_out") return "left_out";
  if (shaped.kind === "failed") throw new Error(shaped.message);
  const [outcome] = await applyChanges(
    await destinations.open(job.destination),
    [
      {
        rowId: eventId,
        eventId: `snapshot_${second}`,
        eventType: row.type,
        collection: `${job.destination.collectionPrefix}${mapping.collection}`,
        mapping: shaped,
        revision: shape.revision,
        via: "reconcile",
        source: connector.id,
        jobId,
      },
    ],
    {
      deleteMode: job.webhookConfig.deleteMode,
      faults: ctx.faults,
      now: new Date(),
      connector: shape.connector,
      ties: tiesOf(events, jobId),
    },
  );
  if (outcome?.kind === "failed") throw new Error(outcome.error.message);
  return outcome?.kind ?? "not_possible";
}
