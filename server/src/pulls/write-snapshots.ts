import type { RunFailure } from "@sluice/shared/runs";
import type { Snapshot } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { applyChanges, type Change, type MappedChange, SNAPSHOT_RANK } from "../destinations/index.ts";
import { suppressedRepo } from "../events/index.ts";
import type { RunServices } from "../runs/index.ts";
import { type JobDoc, shapeEvery, shapeOf } from "../sync-jobs/index.ts";

export interface Written {
  /** By outcome: `applied`, `unchanged`, `superseded`, `failed`, `filtered`, `erased`. */
  readonly counts: Record<string, number>;
  readonly failures: readonly RunFailure[];
}

/** Brings what a provider's lists held into a job's destination, through the guard that every writer goes through. */
export async function writeSnapshots(
  ctx: Ctx,
  { destinations }: Pick<RunServices, "destinations">,
  job: JobDoc,
  snapshots: readonly Snapshot[],
  via: Change["via"] = "scheduled",
): Promise<Written> {
  const counts: Record<string, number> = {};
  const failures: RunFailure[] = [];
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  const fail = ({ collection, id }: Snapshot, { code, message }: { code: string; message: string }) => {
    count("failed");
    failures.push({ collection, id, code, message: message.slice(0, 500) });
  };
  const shape = await shapeOf(ctx, job);
  const erased = await erasedAmong(ctx, job, snapshots);
  const changes: Change[] = [];
  const kept: Snapshot[] = [];
  const allowed = snapshots.filter(({ id }) => !erased.has(id));
  for (const { id } of snapshots) if (erased.has(id)) count("erased");
  const items = allowed.map((snapshot) => ({ mapping: mappingOf(snapshot) }));
  for (const [index, shaped] of (await shapeEvery(shape, items)).entries()) {
    const snapshot = allowed[index] as Snapshot;
    if (shaped.kind === "left_out") count("filtered");
    else if (shaped.kind === "failed") fail(snapshot, shaped);
    else {
      changes.push(changeOf(job, snapshot, shaped, shape.revision, via));
      kept.push(snapshot);
    }
  }
  if (changes.length === 0) return { counts, failures };
  const outcomes = await applyChanges(await destinations.open(job.destination), changes, {
    deleteMode: job.webhookConfig.deleteMode,
    faults: ctx.faults,
    now: new Date(),
    connector: shape.connector,
    // Snapshots do not tie (RULES 16).
    ties: async () => [],
  });
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.kind === "failed") fail(kept[index] as Snapshot, outcome.error);
    else count(outcome.kind);
  }
  return { counts, failures };
}

/** As what a connector says of an event; of all events of its time it is older. */
export const mappingOf = ({ collection, id, operation, document, at }: Snapshot): MappedChange => ({
  kind: "change",
  collection,
  id,
  operation,
  document,
  at,
  rank: SNAPSHOT_RANK,
});

function changeOf(
  job: JobDoc,
  { collection, id, at }: Snapshot,
  mapping: MappedChange,
  revision: number,
  via: Change["via"],
): Change {
  return {
    rowId: id,
    eventId: `snapshot_${Math.floor(at / 1_000_000)}`,
    eventType: "snapshot",
    collection: `${job.destination.collectionPrefix}${collection}`,
    mapping,
    via,
    source: job.source.connector,
    jobId: job._id,
    revision,
  };
}

async function erasedAmong(
  ctx: Ctx,
  { workspaceId, _id }: JobDoc,
  snapshots: readonly Snapshot[],
): Promise<ReadonlySet<string>> {
  const suppressed = suppressedRepo(ctx.db);
  const scopes = [workspaceId, _id];
  const erased = new Set<string>();
  if (!(await suppressed.any(scopes))) return erased;
  for (const { id } of snapshots) if (await suppressed.has(scopes, id)) erased.add(id);
  return erased;
}
