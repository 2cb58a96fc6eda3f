import type { FailureGroup, RejectReason } from "@sluice/shared/events";
import type { Concern } from "@sluice/shared/overview";
import type { SyncJobSummary } from "@sluice/shared/sync-jobs";

const HOUR_MS = 3_600_000;
const FEWEST = 3;
/** Of all requests: refused so often, they are no accident. */
const SHARE = 0.1;
/** In the last hour, compared with the hours before. */
const RISE = 2;

/** Requests of one job that were refused in a stretch of time. */
export interface Refusals {
  readonly at: Date;
  readonly by: Readonly<Record<string, number>>;
}

/** What is known about one job. */
export interface Known {
  readonly summary: SyncJobSummary;
  /** Events failed now, received within the last days. */
  readonly failed: number;
  readonly mismatched: number;
  /** Of 24 hours, oldest first. */
  readonly refusals: readonly Refusals[];
}

/** Refused for what a concern of its own tells, or on purpose. */
const EXPECTED = new Set<string>(["secret_missing", "disabled", "rate_limited"] satisfies RejectReason[]);

/** The worst kinds first; of one kind, the most. */
const ORDER = [
  "failing",
  "blocked",
  "schedule",
  "needsSecret",
  "rejected",
  "quiet",
  "untold",
  "mismatch",
] as const;

export function concernsOf(known: readonly Known[], now: number, others: readonly Concern[] = []): Concern[] {
  return [...known.flatMap((one) => ofJob(one, now)), ...others].sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || weight(b) - weight(a),
  );
}

const weight = (concern: Concern): number =>
  "count" in concern ? concern.count : -Date.parse(concern.since);

function ofJob({ summary, failed, mismatched, refusals }: Known, now: number): Concern[] {
  const { job, state, usualGapMs, lastEventAt } = summary;
  const about = { jobId: job.id, jobName: job.name };
  const found: Concern[] = [];
  if (failed > 0) found.push({ kind: "failing", ...about, count: failed, causes: 0 });
  if (state === "blocked" && job.blocked) {
    const { reason, until, attempts } = job.blocked;
    found.push({ kind: "blocked", ...about, reason, until, attempts, count: summary.inFlight });
  }
  if (state === "needsSecret")
    found.push({
      kind: "needsSecret",
      ...about,
      count: countOf(refusals, (reason) => reason === "secret_missing"),
    });
  else if (state !== "disabled") found.push(...rejectedOf(about, refusals, summary.received, now));
  if (state === "quiet" && usualGapMs && lastEventAt)
    found.push({ kind: "quiet", ...about, since: lastEventAt, usualGapMs });
  if (mismatched > 0) found.push({ kind: "mismatch", ...about, count: mismatched });
  return found;
}

/** Refused requests need somebody when they become more, or are a good part of what comes. */
function rejectedOf(
  about: { jobId: string; jobName: string },
  refusals: readonly Refusals[],
  received: number,
  now: number,
): Concern[] {
  const counts = (reason: string) => !EXPECTED.has(reason);
  const unexpected = refusals.filter(({ by }) => Object.keys(by).some(counts));
  const [first] = unexpected;
  const all = countOf(unexpected, counts);
  const lately = countOf(
    unexpected.filter(({ at }) => at.getTime() > now - HOUR_MS),
    counts,
  );
  const usually = (all - lately) / 23;
  const isRising = lately >= FEWEST && lately > RISE * usually;
  const isMuch = all >= FEWEST && all >= SHARE * (all + received);
  if (!first || !(isRising || isMuch)) return [];
  const reasons = Object.keys(Object.assign({}, ...unexpected.map(({ by }) => by))).filter(counts);
  const [reason] = reasons.sort((a, b) => countOf(unexpected, is(b)) - countOf(unexpected, is(a)));
  return [
    {
      kind: "rejected",
      ...about,
      count: all,
      since: first.at.toISOString(),
      reason: reason as RejectReason,
    },
  ];
}

const is = (reason: string) => (other: string) => other === reason;

const countOf = (refusals: readonly Refusals[], counts: (reason: string) => boolean): number =>
  refusals.reduce(
    (sum, { by }) =>
      sum + Object.entries(by).reduce((part, [reason, n]) => part + (counts(reason) ? n : 0), 0),
    0,
  );

/** Says why most of a job's events fail. `groups` are the job's own, the largest first. */
export function withCause(
  concern: Extract<Concern, { kind: "failing" }>,
  groups: readonly FailureGroup[],
): Concern {
  const [largest] = groups;
  if (!largest) return concern;
  const { group, count, explanation } = largest;
  const since = groups.map(({ firstAt }) => firstAt).sort()[0] as string;
  return { ...concern, since, causes: groups.length, cause: { group, count, explanation } };
}
