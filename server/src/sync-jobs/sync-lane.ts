import { type Connector, connectorOf, type Mapping } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { applyChanges, type Change, type Destinations, type Outcome } from "../destinations/index.ts";
import { bodyOf, type EventRepo, type EventRow, parseJson, type Rollups } from "../events/index.ts";
import { backoff, type LaneWork, type Settlement } from "../platform/lanes/index.ts";
import { type JobDoc, type JobRepo, jobRepo } from "./repo.ts";

export const MAX_ATTEMPTS = 8;
const FRESH_MS = 500;
/** Errors of a document that no later attempt can mend. */
const PERMANENT = new Set([
  "nul_in_key",
  "not_json",
  "unmappable",
  "not_serializable",
  "too_deep",
  "too_large",
  "bad_time",
  "bad_field_name",
]);

type Change0 = Extract<Mapping, { kind: "change" }>;

interface Deps {
  readonly events: EventRepo;
  readonly rollups: Rollups;
  readonly destinations: Destinations;
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
    return syncWork(ctx, deps, jobs, job, executionId);
  };
}

function syncWork(ctx: Ctx, deps: Deps, jobs: JobRepo, job: JobDoc, executionId: string): LaneWork<EventRow> {
  const connector = connectorOf(job.source.connector);
  const { batchSize, batchWaitMs, deleteMode } = job.webhookConfig;
  const prefix = job.destination.collectionPrefix;

  async function work(rows: readonly EventRow[]): Promise<Settlement[]> {
    const results = new Map<string, Result>();
    const changes: Change[] = [];
    for (const row of rows) {
      ctx.faults.at("sync:before-map", row.providerEventId);
      const mapped = mapRow(connector, row);
      if (mapped.kind === "change") changes.push(toChange(row, mapped, job, prefix));
      else results.set(row._id, mapped);
    }
    if (changes.length > 0) {
      const db = await deps.destinations.open(job.destination);
      const outcomes = await applyChanges(db, changes, {
        deleteMode,
        faults: ctx.faults,
        now: new Date(),
        connector,
        ties: async (keys) =>
          (await deps.events.ties(job._id, [...keys])).flatMap((row) => {
            const body = bodyOf(row);
            const payload = body && parseJson(body);
            return payload && row.tieKey
              ? [{ tieKey: row.tieKey, eventId: row.providerEventId, payload }]
              : [];
          }),
      });
      for (const [index, outcome] of outcomes.entries())
        results.set(
          (changes[index] as Change).rowId,
          fromOutcome(outcome, (changes[index] as Change).mapping),
        );
    }
    return settlements(rows, results, executionId, ctx);
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
        executionId,
        ctx,
      ),
    async settled(rows) {
      ctx.nudge.send(`job ${job._id}`);
      await deps.rollups.mark(
        job._id,
        rows.map((row) => row.receivedAt),
      );
      await noteLivemode(jobs, job, rows);
    },
  };
}

type Result =
  | {
      readonly kind: "done";
      readonly outcome: "applied" | "unchanged" | "superseded" | "ignored";
      readonly action: "upsert" | "delete" | "ignore";
      readonly reason?: string;
      readonly ambiguous?: boolean;
    }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

function mapRow(connector: Connector, row: EventRow): Change0 | Result {
  const body = bodyOf(row);
  if (!body) return { kind: "failed", code: "unmappable", message: "Its body is gone." };
  const payload = parseJson(body);
  if (payload === undefined)
    return { kind: "failed", code: "not_json", message: "The body is not valid JSON." };
  if (body.includes("\\u0000") && hasNulKey(payload))
    return {
      kind: "failed",
      code: "nul_in_key",
      message: "A key of this object holds a NUL character, which MongoDB cannot store.",
    };
  try {
    const mapped = connector.map(payload);
    return mapped.kind === "ignored"
      ? { kind: "done", outcome: "ignored", action: "ignore", reason: mapped.reason }
      : mapped;
  } catch (error) {
    return {
      kind: "failed",
      code: "unmappable",
      message: `The event cannot be mapped: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function toChange(row: EventRow, mapping: Change0, job: JobDoc, prefix: string): Change {
  return {
    rowId: row._id,
    eventId: row.versionId ?? row.providerEventId,
    eventType: row.type,
    collection: `${prefix}${mapping.collection}`,
    mapping,
    via: row.replayOf ? "replay" : "webhook",
    jobId: job._id,
    source: job.source.connector,
    ...(row.tieKey && { tieKey: row.tieKey }),
    ...(row.manual && { manual: true }),
  };
}

function fromOutcome(outcome: Outcome, mapping: Change0): Result {
  if (outcome.kind === "failed") return { kind: "failed", ...outcome.error };
  return {
    kind: "done",
    outcome: outcome.kind,
    action: mapping.operation,
    ...(outcome.kind === "superseded" && { reason: `superseded by ${outcome.by}` }),
    ...(outcome.ambiguous && { ambiguous: true }),
  };
}

/** Rows that ended alike share one update. */
function settlements(
  rows: readonly EventRow[],
  results: ReadonlyMap<string, Result>,
  executionId: string,
  ctx: Ctx,
): Settlement[] {
  const groups = new Map<string, { ids: string[]; like: Settlement }>();
  const single: Settlement[] = [];
  for (const row of rows) {
    const result = results.get(row._id) ?? {
      kind: "failed",
      code: "unmappable",
      message: "Nothing came of it.",
    };
    if (result.kind === "failed") {
      single.push(settlement(row, result, executionId, ctx));
      continue;
    }
    const key = `${result.outcome} ${result.action} ${result.ambiguous ?? ""} ${result.reason ?? ""}`;
    const group = groups.get(key);
    if (group) group.ids.push(row._id);
    else groups.set(key, { ids: [row._id], like: settlement(row, result, executionId, ctx) });
  }
  return [...[...groups.values()].map(({ ids, like }) => ({ ...like, ids })), ...single];
}

function settlement(row: EventRow, result: Result, executionId: string, ctx: Ctx): Settlement {
  const at = new Date();
  if (result.kind === "failed") {
    const final = PERMANENT.has(result.code) || result.code === "worker_died" || row.attempts >= MAX_ATTEMPTS;
    const error = { code: result.code, message: result.message };
    return {
      ids: [row._id],
      set: final ? { status: "failed", error, settledAt: at } : { error },
      log: { at, action: "fail", success: false, message: result.message, executionId },
      ...(!final && { retryIn: backoff(row.attempts - 1, ctx.config.times) }),
    };
  }
  return {
    ids: [row._id],
    set: {
      status: "processed",
      outcome: result.outcome,
      settledAt: at,
      ...(result.reason && { reason: result.reason }),
      ...(result.ambiguous && { ambiguous: true }),
    },
    log: { at, action: result.action, success: true, executionId },
  };
}

async function noteLivemode(jobs: JobRepo, job: JobDoc, rows: readonly EventRow[]): Promise<void> {
  const first = rows.find((row) => row.livemode !== undefined)?.livemode;
  if (first === undefined) return;
  if (job.livemode === undefined) await jobs.noteLivemode(job._id, first);
  const mixed = rows.some((row) => row.livemode !== undefined && row.livemode !== (job.livemode ?? first));
  const recently = job.livemodeMixedAt && Date.now() - job.livemodeMixedAt.getTime() < 60_000;
  if (mixed && !recently) await jobs.noteMixedLivemode(job._id, new Date());
}

/** Walks without recursion: the body may be nested as deep as was accepted. */
function hasNulKey(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const current = open.pop();
    if (typeof current !== "object" || current === null) continue;
    for (const [key, child] of Object.entries(current)) {
      if (key.includes("\0")) return true;
      open.push(child);
    }
  }
  return false;
}
