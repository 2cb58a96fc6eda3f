import type { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";

export type JobStateName = "disabled" | "blocked" | "needsSecret" | "paused" | "quiet" | "active";

/** Below so many events in the range, a usual gap is a guess. */
const ENOUGH_EVENTS = 10;
const GAPS_UNTIL_QUIET = 10;
const MINUTE_MS = 60_000;

export interface Figures {
  readonly received: number;
  readonly processed: number;
  readonly failed: number;
  readonly inFlight: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly lastEventAt: string | undefined;
  /** Between two events of the range, in ms; undefined while there are too few. */
  readonly usualGapMs: number | undefined;
  readonly bars: readonly number[];
}

type Point = SyncJobStats["timeline"][number];
const sum = (points: readonly Point[], field: "received" | "processed" | "failed") =>
  points.reduce((total, point) => total + point[field], 0);

export function figuresOf(stats: SyncJobStats): Figures {
  const received = sum(stats.timeline, "received");
  const lastEventAt = stats.recentEvents[0]?.receivedAt;
  return {
    received,
    processed: sum(stats.timeline, "processed"),
    failed: sum(stats.timeline, "failed"),
    inFlight: stats.pending,
    p50: stats.latencyMs.p50,
    p95: stats.latencyMs.p95,
    lastEventAt,
    usualGapMs: usualGap(stats.timeline, received, lastEventAt),
    bars: stats.timeline.map((point) => point.received),
  };
}

function usualGap(timeline: readonly Point[], received: number, lastEventAt: string | undefined) {
  const first = timeline.find((point) => point.received > 0);
  if (received < ENOUGH_EVENTS || !first || !lastEventAt) return undefined;
  return Math.max(MINUTE_MS, (Date.parse(lastEventAt) - Date.parse(first.at)) / received);
}

/** No event for ten times its usual gap. */
export const isQuiet = ({ lastEventAt, usualGapMs }: Figures, now: number): boolean =>
  lastEventAt !== undefined &&
  usualGapMs !== undefined &&
  now - Date.parse(lastEventAt) > GAPS_UNTIL_QUIET * usualGapMs;

/** The one state that matters most about a job. */
export function stateOf(job: SyncJob, figures?: Figures, now = Date.now()): JobStateName {
  if (!job.enabled) return "disabled";
  if (job.blocked) return "blocked";
  if (job.secrets.length === 0) return "needsSecret";
  if (job.paused) return "paused";
  return figures && isQuiet(figures, now) ? "quiet" : "active";
}

export interface JobRow {
  readonly job: SyncJob;
  readonly figures: Figures | undefined;
  readonly state: JobStateName;
}

const needsSomebody = ({ state }: JobRow) => Number(["blocked", "needsSecret", "quiet"].includes(state));

/** Worst first: failed, then blocked, quiet or without a secret, then the busiest; ties by name. */
export const byConcern = (a: JobRow, b: JobRow): number =>
  (b.figures?.failed ?? 0) - (a.figures?.failed ?? 0) ||
  needsSomebody(b) - needsSomebody(a) ||
  (b.figures?.received ?? 0) - (a.figures?.received ?? 0) ||
  a.job.name.localeCompare(b.job.name);
