import { connectorOf, type Mapping } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { applySome, type Change, type Destinations } from "../destinations/index.ts";
import type { EventRepo, EventRow, Rollups } from "../events/index.ts";
import type { LaneWork, LastWords, Settlement } from "../platform/lanes/index.ts";
import type { Metrics } from "../platform/metrics.ts";
import { accessOf } from "./access.ts";
import { fetchObjects } from "./fetch-objects.ts";
import { asResult, eventOf, readRow, shapeMapping, toChange } from "./map-row.ts";
import { requestRefetch } from "./refetch.ts";
import { type JobDoc, jobRepo } from "./repo.ts";
import { fromOutcome, type Result, settlement, settlements } from "./settlements.ts";
import { type Shape, shapeOf, type ToShape } from "./shape.ts";
import { tiesOf } from "./ties-of.ts";

/** How long a job as read may be used for its next batches. */
const FRESH_MS = 500;
/** After this long a batch decides no more ties. */
const TIES_MS = 1_000;

interface Deps {
  readonly events: EventRepo;
  readonly rollups: Rollups;
  readonly destinations: Destinations;
  readonly lanes: { readonly lastWords: LastWords };
}

/** Opens `sync:<job>` lanes: how their events become documents in the job's destination. */
export function syncLanes(ctx: Ctx, deps: Deps) {
  const jobs = jobRepo(ctx.db);
  const cache = new Map<string, { at: number; job: JobDoc | null }>();

  /** What would make the drain rest is asked for anew: a lane may just have been resumed. */
  async function jobOf(jobId: string): Promise<JobDoc | null> {
    const known = cache.get(jobId);
    if (known?.job && !known.job.paused && Date.now() - known.at < FRESH_MS) return known.job;
    const job = await jobs.findById(jobId);
    cache.set(jobId, { at: Date.now(), job });
    return job;
  }

  /** undefined when the job is gone or paused: its events stay where they are. */
  return async function open(lane: string, executionId: string): Promise<LaneWork<EventRow> | undefined> {
    const job = await jobOf(lane.slice("sync:".length));
    if (!job || job.paused) return undefined;
    return syncWork(ctx, deps, job, await shapeOf(ctx, job), executionId);
  };
}

function syncWork(ctx: Ctx, deps: Deps, job: JobDoc, shape: Shape, executionId: string): LaneWork<EventRow> {
  const connector = connectorOf(job.source.connector);
  const { batchSize, batchWaitMs, deleteMode } = job.webhookConfig;
  const access = connector.fetch && accessOf(ctx, job);

  async function work(rows: readonly EventRow[]): Promise<Settlement[]> {
    const startedAt = performance.now();
    const results = new Map<string, Result>();
    const changes: Change[] = [];
    const unread: EventRow[] = [];
    const toShape: (ToShape & { readonly row: EventRow })[] = [];
    const { lastWords } = deps.lanes;
    const take = (row: EventRow, read: Mapping | Result, event?: ToShape["event"]) => {
      if (read.kind === "change") toShape.push({ row, mapping: read, event });
      else results.set(row._id, shapeMapping(shape, row, read) as Result);
    };
    for (const row of rows) {
      lastWords.at(row._id);
      ctx.faults.at("sync:before-map", row.providerEventId);
      const read = readRow(connector, row);
      if (access && read.kind === "ignored" && read.about) unread.push(row);
      else take(row, read, read.kind === "change" ? eventOf(row, read) : undefined);
    }
    lastWords.done();
    const fetched =
      access && unread.length > 0
        ? await fetchObjects(connector, access, unread, ctx.config.times)
        : undefined;
    for (const row of unread) {
      // As an object of a list: the filter has not seen it yet.
      const found = fetched?.get(row._id);
      lastWords.at(row._id);
      if (found) take(row, found);
    }
    for (const [index, shaped] of (await shape.shapeAll(toShape)).entries()) {
      const { row } = toShape[index] as (typeof toShape)[number];
      const result = asResult(shaped);
      if (result.kind === "change") changes.push(toChange(row, result, job, shape));
      else results.set(row._id, result);
    }
    lastWords.done();
    if (changes.length > 0) {
      const db = await deps.destinations.open(job.destination);
      const options = {
        deleteMode,
        faults: ctx.faults,
        now: new Date(),
        connector: shape.connector,
        ties: tiesOf(deps.events, job._id),
      };
      const outcomes = await applySome(db, changes, options, Date.now() + TIES_MS);
      for (const [index, outcome] of outcomes.entries()) {
        const { rowId, mapping } = changes[index] as Change;
        if (outcome) results.set(rowId, fromOutcome(outcome, mapping));
      }
    }
    // What there was no time to fetch, to shape or to tell apart stays as it is, for the next batch.
    const done = rows.filter((row) => results.has(row._id));
    const ms = Math.round(performance.now() - startedAt);
    return settlements(done, results, { executionId, ms }, ctx.config.times);
  }

  return {
    batchSize,
    batchWaitMs,
    work,
    poisoned: (row) =>
      settlement(
        row,
        {
          kind: "failed",
          code: "worker_died",
          message:
            "The worker died each time it worked on this event alone. Look at its body before retrying it.",
        },
        { executionId },
        ctx.config.times,
      ),
    async settled(rows, settlements) {
      ctx.nudge.send(`job ${job._id}`);
      if (job.source.apiKey && connector.retrieve) {
        const ambiguous = settlements.filter(({ set }) => set.ambiguous);
        await requestRefetch(
          ctx,
          job._id,
          ambiguous.flatMap(({ ids }) => ids),
        );
      }
      measure(ctx.metrics, rows, settlements);
      await deps.rollups.mark(
        job._id,
        rows.map((row) => row.receivedAt),
      );
    },
  };
}

function measure(metrics: Metrics, rows: readonly EventRow[], settlements: readonly Settlement[]): void {
  const received = new Map(rows.map((row) => [row._id, row.receivedAt.getTime()]));
  for (const { ids, set, retryIn } of settlements) {
    const outcome = String(retryIn === undefined ? (set.outcome ?? set.status) : "retrying");
    metrics.settled.inc({ outcome }, ids.length);
    if (set.status !== "processed") continue;
    for (const id of ids) metrics.processed.observe((Date.now() - (received.get(id) ?? Date.now())) / 1000);
  }
}
