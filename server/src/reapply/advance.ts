import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { applyChanges, type Change, type MappedChange } from "../destinations/index.ts";
import { bodyOf, type EventRow, judgeEvent } from "../events/index.ts";
import {
  type Advance,
  type Advanced,
  type RunDoc,
  RunFailed,
  type RunServices,
  type RunStep,
} from "../runs/index.ts";
import {
  asResult,
  eventOf,
  type JobDoc,
  jobRepo,
  mapRow,
  type Shape,
  shapeOf,
  tiesOf,
  toChange,
} from "../sync-jobs/index.ts";
import { type Place, reapplyRepo } from "./walk-repo.ts";

const PAGE = 100;

interface Work {
  readonly job: JobDoc;
  readonly shape: Shape;
}

/** Which transformation a run applies; what was saved later is not mixed with it. */
export interface ReapplyInput {
  readonly revision: number;
  readonly version: number;
}

/**
 * The next page of stored events, newest first, written by the job's filter and transformation. All events of an
 * object may come: the guard lets the newest win whatever the order, and what is newer than all of them stays.
 */
export const advanceReapply: Advance = async (ctx, services, run, step) => {
  const work = await workOf(ctx, run, step);
  const place = run.checkpoint as Place;
  const rows = await reapplyRepo(ctx.db).next(run.jobId, place, PAGE);
  if (rows.length === 0) return { end: "done" };
  const counts: Record<string, number> = {};
  const count = (name: string, by = 1) => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  const failures: { collection: string | null; id: string; code: string; message: string }[] = [];
  const fail = (row: EventRow, error: { code: string; message: string }, collection: string | null) => {
    count("failed");
    const { code, message } = error;
    failures.push({ collection, id: row.objectId ?? row._id, code, message });
  };

  const { items, bodiless } = sorted(work, rows, count, fail);
  const shaped = await work.shape.shapeAll(items);
  const cut = items[shaped.length]?.row._id;
  const done =
    cut === undefined
      ? rows
      : rows.slice(
          0,
          rows.findIndex(({ _id }) => _id === cut),
        );
  const changes: Change[] = [];
  const sources: EventRow[] = [];
  for (const [index, one] of shaped.entries()) {
    const { row } = items[index] as (typeof items)[number];
    const result = asResult(one);
    if (result.kind === "change") {
      changes.push(toChange(row, result, work.job, work.shape));
      sources.push(row);
    } else if (result.kind === "failed") fail(row, result, null);
    else count("left_out");
  }
  await write(ctx, services, work.job, work.shape, changes, (index, kind, error) => {
    const change = changes[index] as Change;
    if (error) fail(sources[index] as EventRow, error, change.collection);
    else count(kind);
  });
  const lost = bodiless.filter((row) => done.includes(row));
  if (lost.length > 0) count("not_possible", await reapplyRepo(ctx.db).countLast(run.jobId, lost));
  count("pages");
  count("objects", done.length);
  const last = done.at(-1) as EventRow;
  return {
    checkpoint: { ...place, before: last._id },
    counts,
    failures,
    at: last.receivedAt.toISOString(),
  } satisfies Advanced;
};

async function workOf(ctx: Ctx, run: Readonly<RunDoc>, step: RunStep): Promise<Work> {
  const known = step.memory.get("reapply") as Work | undefined;
  if (known) return known;
  const job = await jobRepo(ctx.db).findById(run.jobId);
  if (!job) throw new RunFailed("The job is gone.");
  const { revision, version } = run.input as unknown as ReapplyInput;
  const isChanged = job.version !== version && (job.transformRevision ?? 0) !== revision;
  if (isChanged)
    throw new RunFailed(
      "The transformation was changed meanwhile: start again to apply the one that is saved now.",
    );
  const work = { job, shape: await shapeOf(ctx, job) };
  step.memory.set("reapply", work);
  return work;
}

/** What is to be shaped, and the rows that retention has emptied. */
function sorted(
  { job }: Work,
  rows: readonly EventRow[],
  count: (name: string) => void,
  fail: (row: EventRow, error: { code: string; message: string }, collection: string | null) => void,
) {
  const connector = connectorOf(job.source.connector);
  const wanted = { connector, patterns: job.webhookConfig.events, filter: job.filter };
  const items: { row: EventRow; mapping: MappedChange; event: ReturnType<typeof eventOf> }[] = [];
  const bodiless: EventRow[] = [];
  for (const row of rows) {
    const body = bodyOf(row);
    if (!body) {
      if (row.objectId !== undefined) bodiless.push(row);
      continue;
    }
    // What is due follows the present settings anyhow, and what has failed is retried by a person.
    if (row.status !== "processed" && row.status !== "filtered") {
      count("skipped");
      continue;
    }
    const request = { rawBody: body, headers: row.headers ?? {}, ip: row.ip };
    if (judgeEvent(wanted, request, row).leftOut !== undefined) {
      count("left_out");
      continue;
    }
    const mapped = mapRow(connector, row);
    if (mapped.kind === "change") items.push({ row, mapping: mapped, event: eventOf(row, mapped) });
    else if (mapped.kind === "failed") fail(row, mapped, null);
    else count("ignored");
  }
  return { items, bodiless };
}

async function write(
  ctx: Ctx,
  { destinations, events }: RunServices,
  job: JobDoc,
  shape: Shape,
  changes: readonly Change[],
  tell: (index: number, kind: string, error?: { code: string; message: string }) => void,
): Promise<void> {
  if (changes.length === 0) return;
  const outcomes = await applyChanges(await destinations.open(job.destination), changes, {
    deleteMode: job.webhookConfig.deleteMode,
    connector: shape.connector,
    ties: tiesOf(events, job._id),
    faults: ctx.faults,
    now: new Date(),
  });
  for (const [index, outcome] of outcomes.entries())
    tell(index, outcome.kind, outcome.kind === "failed" ? outcome.error : undefined);
}
