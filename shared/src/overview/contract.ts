import * as z from "zod";
import { op } from "../contract/op.ts";
import { EventSummary } from "../events/contract.ts";
import { Explanation } from "../events/failures.ts";
import { RejectReason } from "../events/status.ts";
import { JobState } from "../sync-jobs/summaries.ts";

/** Of receipt, to whole minutes; the default is the last 24 hours. */
export const OverviewQuery = z.strictObject({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type OverviewQuery = z.infer<typeof OverviewQuery>;

/** `received` is the sum of the others: every request that was taken is one of them. */
export const Ledger = z
  .object({
    received: z.int(),
    processed: z.int(),
    filtered: z.int(),
    /** Repeats of events known already; they have no row of their own. */
    duplicate: z.int(),
    /** Pending, waiting or being worked on. */
    inFlight: z.int(),
    failed: z.int(),
  })
  .meta({ id: "Ledger" });
export type Ledger = z.infer<typeof Ledger>;

const about = { jobId: z.string(), jobName: z.string() };
const since = z.iso.datetime();

/** Something about a job that needs a person. */
export const Concern = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("failing"),
      ...about,
      /** Events that are failed now, received within 7 days. */
      count: z.int(),
      since: since.optional(),
      /** Of how many causes they are, and the largest one. */
      causes: z.int(),
      cause: z.object({ group: z.string(), count: z.int(), explanation: Explanation }).optional(),
    }),
    z.object({
      kind: z.literal("blocked"),
      ...about,
      reason: z.string(),
      /** When it is tried again. */
      until: z.iso.datetime(),
      attempts: z.int(),
      /** Events that wait for it. */
      count: z.int(),
    }),
    z.object({ kind: z.literal("needsSecret"), ...about, count: z.int().describe("Refused meanwhile.") }),
    z.object({
      kind: z.literal("rejected"),
      ...about,
      /** Requests turned away in 24 hours. */
      count: z.int(),
      since,
      reason: RejectReason.describe("Of most of them."),
      /** Of the newest one that was kept. */
      diagnosis: z.string().optional(),
      requestId: z.string().optional(),
    }),
    z.object({
      kind: z.literal("quiet"),
      ...about,
      since,
      /** Milliseconds between two events. */
      usualGapMs: z.int(),
    }),
    z.object({
      kind: z.literal("schedule"),
      ...about,
      since,
      /** What is the matter with its schedule. */
      text: z.string(),
    }),
    z.object({
      kind: z.literal("untold"),
      ...about,
      since,
      /** The channel that could not be told of an alert, and what it answered. */
      channel: z.string(),
      answer: z.string(),
    }),
    z.object({
      kind: z.literal("mismatch"),
      ...about,
      /** Events of another mode or account than the job's first, in 24 hours. */
      count: z.int(),
    }),
  ])
  .meta({ id: "Concern" });
export type Concern = z.infer<typeof Concern>;

export const Overview = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    ledger: Ledger,
    /** Requests turned away: they never became events, and are not among the received. */
    rejected: z.int(),
    /** processed / (processed + failed); null without either. */
    successRate: z.number().nullable(),
    /** From receipt to the settled write; null without a processed event. */
    latencyMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
    /** The worst first, whatever the range. */
    concerns: z.object({ data: z.array(Concern), total: z.int() }),
    /** When the last event that is failed was received, of the last 30 days. */
    lastFailureAt: z.iso.datetime().nullable(),
    jobs: z.object({ total: z.int(), states: z.record(JobState, z.int()) }),
    latest: z.array(EventSummary.extend({ jobName: z.string() })),
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof Overview>;

export const Volume = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** Milliseconds from one point to the next. */
    bucketMs: z.int(),
    /** By time of receipt, the last still filling. */
    points: z.array(Ledger.extend({ at: z.iso.datetime(), rejected: z.int() })),
  })
  .meta({ id: "Volume" });
export type Volume = z.infer<typeof Volume>;

export const Attention = z
  .object({
    /** Events that are failed now, received within 7 days. */
    failed: z.int(),
    /** Requests turned away within 24 hours that were kept and not let in; at most 1,000 are counted. */
    rejected: z.int(),
  })
  .meta({ id: "Attention" });
export type Attention = z.infer<typeof Attention>;

export const ServerCheck = z.object({
  name: z.enum(["database", "engine", "publicUrl"]),
  state: z.enum(["pass", "warn", "fail"]),
  /** "3 ms", "https", or what is wrong. */
  note: z.string(),
});
export type ServerCheck = z.infer<typeof ServerCheck>;

const tag = "Overview";
const path = "/api/workspaces/{workspaceId}/overview";
const params = z.object({ workspaceId: z.string() });

export const overviewContract = {
  get: op({
    method: "GET",
    path,
    operationId: "getOverview",
    role: "viewer",
    tag,
    summary: "See what became of everything received, and what needs somebody",
    params,
    query: OverviewQuery,
    output: Overview,
  }),
  volume: op({
    method: "GET",
    path: `${path}/volume`,
    operationId: "getVolume",
    role: "viewer",
    tag,
    summary: "Count what was received over time, in at most 60 steps",
    params,
    query: OverviewQuery,
    output: Volume,
  }),
  attention: op({
    method: "GET",
    path: `${path}/attention`,
    operationId: "getAttention",
    role: "viewer",
    tag,
    summary: "Count what needs a look: failed events, refused requests",
    params,
    output: Attention,
  }),
  server: op({
    method: "GET",
    path: `${path}/server`,
    operationId: "checkServer",
    role: "viewer",
    tag,
    summary: "Check that this installation is ready for a first event",
    params,
    output: z.object({ checks: z.array(ServerCheck) }),
  }),
} as const;
