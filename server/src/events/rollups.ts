import type { Db } from "mongodb";
import { eventTypes } from "./event-types-repo.ts";
import { type Arrivals, BUCKETS_PER_E, COUNTS, type Counts, type Latency } from "./rollup-doc.ts";
import { summed } from "./rollup-fold.ts";
import { floorTo, isClosed, LEVELS, type Level, MINUTE_MS, OPEN_MS, segments } from "./rollup-levels.ts";
import { rollupRepo } from "./rollup-repo.ts";
import { rollupTypesRepo } from "./rollup-types-repo.ts";

const MAX_REFRESH = 500;
const AT_ONCE = 4;
const FLUSH_MS = 500;
/** An open minute is counted again after this many times what counting it took. */
const REST = 10;
/** A request waits this long for counts to be brought up to date; the rest is done behind it. */
const PATIENCE_MS = 400;

export interface Range {
  readonly jobIds: readonly string[];
  /** Milliseconds; the whole minutes around them are meant. */
  readonly from: number;
  readonly to: number;
  /** Of a bucket, in milliseconds: a multiple of a minute. One bucket when absent. */
  readonly width?: number;
  /** Where the first bucket begins, at a multiple of a minute; with the range when absent. */
  readonly origin?: number;
}

export interface JobBucket extends Counts {
  readonly jobId: string;
  /** Counted from the range's `origin`. */
  readonly bucket: number;
}

export interface LatencyBucket {
  readonly jobId: string;
  readonly bucket: number;
  readonly latency: Latency;
}

export interface CellBucket {
  readonly jobId: string;
  readonly type: string;
  readonly status: string;
  readonly bucket: number;
  readonly n: number;
}

/**
 * Counts by minute of receipt, recounted from the ledger whenever rows of it changed and never added up row by
 * row (RULES 27); half hours and days are summed from them. What left no row is added as it comes.
 */
export function rollups(db: Db) {
  const repo = rollupRepo(db);
  const byType = rollupTypesRepo(db);
  const types = eventTypes(db);
  const marked = new Map<string, number>();
  const counting = new Map<string, Promise<void>>();
  const countAgainAt = new Map<string, number>();
  let arrivals = new Map<string, Required<Arrivals> & { jobId: string; minute: number }>();
  let flushing: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(flushing);
    flushing = undefined;
    const leaving = [...arrivals.values()];
    arrivals = new Map();
    for (const [index, { jobId, minute, ...counts }] of leaving.entries())
      await repo.add(jobId, minute, counts).catch((error: unknown) => {
        for (const kept of leaving.slice(index)) arrive(kept.jobId, kept.minute, kept);
        throw error;
      });
  }

  function arrive(jobId: string, minute: number, { duplicates = 0, rejectedBy = {} }: Arrivals): void {
    const key = `${jobId}:${minute}`;
    const sum = arrivals.get(key) ?? { jobId, minute, duplicates: 0, rejectedBy: {} };
    sum.duplicates += duplicates;
    for (const [code, n] of Object.entries(rejectedBy))
      sum.rejectedBy[code] = (sum.rejectedBy[code] ?? 0) + n;
    arrivals.set(key, sum);
  }

  async function sumUp(level: Level, one: { _id: string; jobId: string; minute: Date; dirty: number }) {
    const start = one.minute.getTime();
    const closed = isClosed(start, level, Date.now());
    if (level > 0 && !closed) return;
    const below = (level - 1) as Level;
    const counted =
      level === 0
        ? await repo.count(one.jobId, start)
        : summed(await repo.children(below, one.jobId, start, start + LEVELS[level].ms));
    if (level === 0) await types.note((counted.cells ?? []).map(({ type }) => ({ jobId: one.jobId, type })));
    await repo.write(level, one._id, counted);
    if (!closed) return;
    // In this order a crash leaves work behind, never a sum that lacks it.
    const above = (level + 1) as Level;
    if (above < LEVELS.length) await repo.mark(above, one.jobId, [floorTo(start, LEVELS[above].ms)]);
    await repo.clear(level, one._id, one.dirty);
  }

  /** Once at a time in this process, and an open minute not too often. */
  function sumUpOnce(level: Level, one: { _id: string; jobId: string; minute: Date; dirty: number }) {
    const startedAt = Date.now();
    if ((countAgainAt.get(one._id) ?? 0) > startedAt) return;
    const key = `${level} ${one._id}`;
    const known = counting.get(key);
    if (known) return known;
    const work = sumUp(level, one).finally(() => {
      counting.delete(key);
      countAgainAt.delete(one._id);
      if (level > 0 || isClosed(one.minute.getTime(), 0, Date.now())) return;
      countAgainAt.set(one._id, Date.now() + (Date.now() - startedAt) * REST);
    });
    counting.set(key, work);
    return work;
  }

  async function sumUpAll(jobIds: readonly string[] | undefined, before: Date, until: number): Promise<void> {
    for (const level of [0, 1, 2] as const) {
      const dirty = await repo.dirty(level, jobIds, before, MAX_REFRESH);
      for (let next = 0; next < dirty.length && Date.now() < until; next += AT_ONCE)
        await Promise.all(dirty.slice(next, next + AT_ONCE).map((one) => sumUpOnce(level, one)));
    }
  }

  const over = async <T>(
    { from, to, width, origin = floorTo(from, MINUTE_MS) }: Range,
    read: (segment: ReturnType<typeof segments>[number], origin: number, width: number) => Promise<T[]>,
  ): Promise<T[]> => {
    // A stretch must not lie in two buckets.
    const divides = ({ ms }: { ms: number }) => !width || (width % ms === 0 && origin % ms === 0);
    const widest = LEVELS.findLast(divides)?.ms ?? MINUTE_MS;
    const pieces = segments(from, to, Date.now(), widest);
    const whole = Math.max(MINUTE_MS, to - origin + MINUTE_MS);
    return (await Promise.all(pieces.map((piece) => read(piece, origin, width ?? whole)))).flat();
  };

  return {
    /** Call after rows received at these times were stored or changed. An open minute is marked once a process. */
    async mark(jobId: string, receivedAt: readonly Date[]): Promise<void> {
      const now = Date.now();
      for (const [key, minute] of marked) if (minute + MINUTE_MS + OPEN_MS < now) marked.delete(key);
      const minutes = [...new Set(receivedAt.map((at) => floorTo(at.getTime(), MINUTE_MS)))];
      const fresh = minutes.filter((minute) => !marked.has(`${jobId}:${minute}`));
      if (fresh.length === 0) return;
      await repo.mark(0, jobId, fresh);
      for (const minute of fresh)
        if (minute + MINUTE_MS + OPEN_MS > now + MINUTE_MS) marked.set(`${jobId}:${minute}`, minute);
    },

    /** Counts what arrived now without becoming a row; written within a second, and lost if the process dies before. */
    arrived(jobId: string, counts: Arrivals): void {
      arrive(jobId, floorTo(Date.now(), MINUTE_MS), counts);
      flushing ??= setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref();
    },
    flush,

    /** Brings the counts of some jobs up to date, or waits `patience` milliseconds for it and lets it go on. */
    async refresh(jobIds: readonly string[], patience = PATIENCE_MS): Promise<void> {
      const work = flush().then(() =>
        sumUpAll(jobIds, new Date(Date.now() + MINUTE_MS), Date.now() + 10 * patience),
      );
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patience);
      });
      await Promise.race([work, late]).finally(() => clearTimeout(timer));
      work.catch(() => {});
    },

    /** Sums up what has closed, of every job, for at most `budget` milliseconds: nobody need have looked at it. */
    async maintain(budget: number): Promise<void> {
      const now = Date.now();
      await sumUpAll(undefined, new Date(now - MINUTE_MS - OPEN_MS), now + budget);
    },

    sums: async (range: Range): Promise<JobBucket[]> => {
      const found = await over(range, (segment, origin, width) =>
        repo.sums(range.jobIds, segment, origin, width),
      );
      return found.map(({ _id, ...counts }) => ({ ...counts, ..._id }));
    },

    cells: async (range: Range): Promise<CellBucket[]> => {
      const found = await over(range, (segment, origin, width) =>
        repo.cells(range.jobIds, segment, origin, width),
      );
      return found.map(({ _id, n }) => ({ ..._id, n }));
    },

    /** Rows by status and bucket; of some types, or of all: then pending and waiting ones are told as `pending`. */
    async statuses(
      range: Range,
      types: readonly string[] | undefined,
    ): Promise<Array<{ status: string; bucket: number; n: number }>> {
      if (types) {
        const found = await over(range, (segment, origin, width) =>
          repo.ofTypes(range.jobIds, types, segment, origin, width),
        );
        return found.map(({ _id, n }) => ({ ..._id, n }));
      }
      const sums = await over(range, (segment, origin, width) =>
        repo.sums(range.jobIds, segment, origin, width),
      );
      return sums.flatMap(({ _id: { bucket }, processed, failed, filtered, open }) =>
        Object.entries({ processed, failed, filtered, pending: open }).map(([status, n]) => ({
          status,
          bucket,
          n,
        })),
      );
    },

    /** Latency histograms by job and bucket. */
    async latency(range: Range): Promise<LatencyBucket[]> {
      const found = await over(range, (segment, origin, width) =>
        repo.latency(range.jobIds, segment, origin, width),
      );
      const buckets = new Map<string, LatencyBucket>();
      for (const { _id, n } of found) {
        const key = `${_id.jobId} ${_id.bucket}`;
        const known = buckets.get(key) ?? { jobId: _id.jobId, bucket: _id.bucket, latency: {} };
        known.latency[_id.took] = (known.latency[_id.took] ?? 0) + n;
        buckets.set(key, known);
      }
      return [...buckets.values()];
    },

    /** Latency histograms of one job by type and bucket, of one type or of each; coarser than those of a job. */
    async latencyOfType(range: Range, type?: string): Promise<Array<LatencyBucket & { type: string }>> {
      const [jobId = ""] = range.jobIds;
      const found = await over(range, (segment, origin, width) =>
        byType.took(jobId, segment, origin, width, type),
      );
      const buckets = new Map<string, LatencyBucket & { type: string }>();
      for (const { _id, n } of found) {
        const key = `${_id.bucket} ${_id.type}`;
        const known = buckets.get(key) ?? { jobId, type: _id.type, bucket: _id.bucket, latency: {} };
        known.latency[_id.took] = (known.latency[_id.took] ?? 0) + n;
        buckets.set(key, known);
      }
      return [...buckets.values()];
    },

    /** How many rows of one job failed when and of what; of one type or of all. */
    async groupsOver(
      range: Range,
      type?: string,
    ): Promise<Array<{ bucket: number; group: string; n: number }>> {
      const [jobId = ""] = range.jobIds;
      const found = await over(range, (segment, origin, width) =>
        byType.groups(jobId, segment, origin, width, type),
      );
      return found.map(({ _id, n }) => ({ ..._id, n }));
    },

    /** How many rows failed of each cause, by job. */
    async failureGroups(range: Range): Promise<Array<{ jobId: string; group: string; n: number }>> {
      const found = await over(range, (segment) => repo.groups(range.jobIds, segment));
      const sums = new Map<string, { jobId: string; group: string; n: number }>();
      for (const { _id, n } of found) {
        const key = `${_id.jobId} ${_id.group}`;
        sums.set(key, { ..._id, n: n + (sums.get(key)?.n ?? 0) });
      }
      return [...sums.values()].sort((a, b) => b.n - a.n);
    },

    /** When requests were refused and for what, oldest first; to the half hour where it is long ago. */
    refusals: (range: Range) => over(range, (segment) => repo.refusals(range.jobIds, segment)),
  };
}

export type Rollups = ReturnType<typeof rollups>;

export const noCounts = (): Counts => Object.fromEntries(COUNTS.map((name) => [name, 0])) as Counts;

export function addCounts(into: Counts, more: Counts): void {
  for (const name of COUNTS) into[name] += more[name];
}

/** The `share` quantile (0..1) of latency histograms, in milliseconds; null without a value. */
export function quantile(histograms: Iterable<Latency>, share: number, coarser = 1): number | null {
  const merged = new Map<number, number>();
  let total = 0;
  for (const latency of histograms)
    for (const [bucket, n] of Object.entries(latency)) {
      merged.set(Number(bucket), (merged.get(Number(bucket)) ?? 0) + n);
      total += n;
    }
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, n] of [...merged].sort(([a], [b]) => a - b)) {
    seen += n;
    if (seen >= total * share)
      return Math.round(Math.exp(((bucket + 0.5) * coarser) / BUCKETS_PER_E) * 10) / 10;
  }
  return null;
}
