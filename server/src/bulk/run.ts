import type { Ctx } from "../context.ts";
import {
  bulkDeadline,
  type EventRow,
  eventRepo,
  type Rollups,
  repeatOf,
  whyNotReplayable,
} from "../events/index.ts";
import { derivedId } from "../platform/ids.ts";
import { tellOfBulk } from "./operations.ts";
import { type BulkDoc, bulkRepo, type Chunk, type Progress } from "./repo.ts";
import { nextChunk, takesOnlyFailed } from "./selection.ts";

const BUDGET_MS = 4_000;
/** Bodies that are held at once. */
const GROUP_BYTES = 4_000_000;
const MOST_STUMBLES = 10;
const DUPLICATE_KEY = 11_000;

export interface RunDeps {
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
  jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]>;
}

/**
 * One piece of a bulk operation, a few seconds long; false when there is nothing left to do. It may be killed
 * anywhere and run again, also twice at once: each event is retried or replayed once.
 */
export async function bulkNext(ctx: Ctx, deps: RunDeps, id: string): Promise<boolean> {
  const repo = bulkRepo(ctx.db);
  const until = Date.now() + BUDGET_MS;
  try {
    while (await step(ctx, deps, id)) if (Date.now() > until) return true;
    return false;
  } catch (error) {
    if ((await repo.stumble(id)) < MOST_STUMBLES) throw error;
    await repo.end(id, "failed", (error as Error).message);
    ctx.log.error({ bulkId: id, err: error }, "bulk operation given up");
    return false;
  }
}

/** At most one chunk; false when the operation has ended. */
async function step(ctx: Ctx, deps: RunDeps, id: string): Promise<boolean> {
  const repo = bulkRepo(ctx.db);
  const operation = await repo.findById(id);
  if (!operation || (operation.status !== "pending" && operation.status !== "running")) return false;
  const { workspaceId, cursor } = operation;
  const own = await deps.jobIds(workspaceId, undefined);
  let { chunk } = operation;
  if (!chunk) {
    if (operation.stopRequestedAt) {
      await repo.end(id, "stopped");
      tellOfBulk(ctx, workspaceId, id);
      return false;
    }
    chunk = await nextChunk(ctx, own, operation);
    if (!(await repo.begin(id, cursor, chunk))) return true;
  }
  const work = operation.kind === "retry" ? retry : replay;
  const { rows, failed } = await work(ctx, own, operation, chunk);
  await changed(ctx, deps, rows);
  const progress = { done: rows.length, failed, skipped: chunk.ids.length - rows.length - failed };
  await repo.complete(id, cursor, chunk, progress);
  tellOfBulk(ctx, workspaceId, id);
  return chunk.end !== null;
}

interface Done extends Pick<Progress, "failed"> {
  /** Those that are pending by this operation, whoever has made them so. */
  readonly rows: ReadonlyArray<Pick<EventRow, "jobId" | "lane" | "receivedAt">>;
}

async function retry(ctx: Ctx, own: readonly string[], operation: BulkDoc, chunk: Chunk): Promise<Done> {
  const message = `retried by ${nameOf(operation)}`;
  const log = { at: chunk.at, action: "retry", success: true, message };
  const deadline = bulkDeadline(chunk.at);
  const rows = await eventRepo(ctx.db).retryInBulk(own, chunk.ids, operation._id, deadline, log);
  return { rows, failed: 0 };
}

/** A replay's id follows from the operation and its origin, so the ledger refuses a second one. */
async function replay(ctx: Ctx, own: readonly string[], operation: BulkDoc, chunk: Chunk): Promise<Done> {
  const { _id: bulkId } = operation;
  const { at } = chunk;
  const deadline = bulkDeadline(at);
  const actor = nameOf(operation);
  const rows: Array<Done["rows"][number]> = [];
  let failed = 0;
  let group: EventRow[] = [];
  let bytes = 0;
  const store = async () => {
    const refused = group.length > 0 ? await eventRepo(ctx.db).insert(group) : [];
    const lost = refused.filter(({ code }) => code !== DUPLICATE_KEY);
    failed += lost.length;
    const isLost = new Set(lost.map(({ index }) => index));
    rows.push(
      ...group
        .filter((_, index) => !isLost.has(index))
        .map(({ jobId, lane, receivedAt }) => ({ jobId, lane, receivedAt })),
    );
    group = [];
    bytes = 0;
  };
  for await (const origin of eventRepo(ctx.db).each(own, chunk.ids)) {
    if (whyNotReplayable(origin) || (takesOnlyFailed(operation) && origin.status !== "failed")) continue;
    const id = derivedId("evt", at, bulkId, origin._id);
    group.push(repeatOf(origin, { id, at, deadline, actor, bulkId }));
    bytes += origin.bytes;
    if (bytes > GROUP_BYTES) await store();
  }
  await store();
  return { rows, failed };
}

const nameOf = ({ startedBy: { name, id } }: BulkDoc): string => `${name} (${id})`;

async function changed(ctx: Ctx, deps: RunDeps, rows: Done["rows"]): Promise<void> {
  for (const [jobId, some] of Map.groupBy(rows, (row) => row.jobId)) {
    await deps.rollups.mark(
      jobId,
      some.map((row) => row.receivedAt),
    );
    deps.wake((some[0] as EventRow).lane);
    ctx.nudge.send(`job ${jobId}`);
  }
}
