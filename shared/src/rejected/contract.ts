import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, queryArray } from "../contract/query.ts";
import { Explanation } from "../events/failures.ts";
import { RejectReason } from "../events/status.ts";

/** Why a refused request was refused, as far as can be told now. */
export const Verdict = z.enum([
  /** Signed with a secret of this job whose overlap is over. */
  "old_secret",
  /** Signed with the secret of another job. */
  "other_job",
  /** Signed with the secret in use now: it was stored after the request came. */
  "secret_changed",
  "wrong_secret",
  "body_changed",
  "too_old",
  "header_missing",
  "header_malformed",
  "not_json",
  "not_an_event",
  "too_deep",
  "too_large",
  "compressed",
  "unreadable",
  "disabled",
  "secret_missing",
  "rate_limited",
  "unknown",
]);
export type Verdict = z.infer<typeof Verdict>;

export const ListRejected = PageQuery.extend({
  jobId: queryArray(z.string().max(64), 100).optional(),
  reason: queryArray(RejectReason, 20).optional(),
  /** By time of arrival; `to` is exclusive. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type ListRejected = z.infer<typeof ListRejected>;

export const RejectedSummary = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    jobId: z.string(),
    jobName: z.string(),
    reason: RejectReason,
    /** What was answered. */
    status: z.int(),
    code: z.string(),
    message: z.string(),
    ip: z.string().optional(),
    bytes: z.int(),
    /** With the reason `timestamp`: how long before it came it was signed; negative: in the future. */
    ageSeconds: z.int().optional(),
    /** It can be let in: its body was kept, and only its signature was wrong. */
    canAdmit: z.boolean(),
    /** A person let it in: it is this event. */
    admitted: z.object({ by: z.string(), at: z.iso.datetime(), eventId: z.string() }).optional(),
  })
  .meta({ id: "RejectedSummary" });
export type RejectedSummary = z.infer<typeof RejectedSummary>;

const facet = z.array(z.object({ value: z.string(), count: z.int() }));

export const RejectedPage = z
  .object({
    data: z.array(RejectedSummary),
    nextCursor: z.string().nullable(),
    /** On the first page: how many match, and how many each reason and job has for the other filters. */
    counts: z.object({ total: z.int(), reason: facet, jobId: facet }).optional(),
  })
  .meta({ id: "RejectedPage" });
export type RejectedPage = z.infer<typeof RejectedPage>;

export const RejectedCheck = z.object({
  name: z.enum(["url", "open", "body", "header", "signature", "time", "content"]),
  state: z.enum(["pass", "fail", "skipped"]),
  title: z.string(),
  /** Why it failed. */
  detail: z.string().optional(),
});
export type RejectedCheck = z.infer<typeof RejectedCheck>;

export const RejectedDetail = RejectedSummary.extend({
  verdict: Verdict,
  explanation: Explanation,
  /** In the order they were made; what comes after the first that failed was not reached. */
  checks: z.array(RejectedCheck),
  /** Of signatures only their beginning. */
  headers: z.record(z.string(), z.string()),
  /** As it came; null where it was not kept. */
  body: z.string().nullable(),
  bodyEncoding: z.enum(["utf8", "base64"]),
  /** The provider's name, and about how long it sends again what was refused. */
  provider: z.string(),
  resendsUntil: z.iso.datetime().nullable(),
  /** The same event, where it came again and was taken. */
  arrivedAs: z.string().nullable(),
  /** Further requests of this job, of its newest, that can be let in and have the same verdict. */
  alike: z.array(z.string()),
}).meta({ id: "RejectedDetail" });
export type RejectedDetail = z.infer<typeof RejectedDetail>;

export const AdmitRejected = z
  .strictObject({ ids: z.array(z.string().max(64)).min(1).max(100) })
  .meta({ id: "AdmitRejected" });

export const AdmitResult = z
  .object({
    results: z.array(
      z.object({
        id: z.string(),
        /** `known`: the event had come by itself, or was let in before. */
        outcome: z.enum(["admitted", "known", "refused"]),
        eventId: z.string().optional(),
        /** Why it was refused. */
        problem: z.string().optional(),
      }),
    ),
    /** Of how many nothing is known here any more. */
    missing: z.int(),
  })
  .meta({ id: "AdmitResult" });
export type AdmitResult = z.infer<typeof AdmitResult>;

const tag = "Rejected requests";
const path = "/api/v1/rejected";

export const rejectedContract = {
  list: op({
    method: "GET",
    path,
    operationId: "listAllRejected",
    role: "viewer",
    tag,
    summary: "List refused requests of all jobs, newest first",
    description: "The newest 200 of each job are kept.",
    query: ListRejected,
    output: RejectedPage,
  }),
  get: op({
    method: "GET",
    path: `${path}/{id}`,
    operationId: "getRejected",
    role: "viewer",
    tag,
    summary: "Read one refused request: why it was refused, and what to do",
    params: z.object({ id: z.string().max(64) }),
    output: RejectedDetail,
  }),
  admit: op({
    method: "POST",
    path: `${path}/admit`,
    operationId: "admitRejected",
    role: "member",
    tag,
    summary: "Store refused requests as events, by a person's decision",
    description:
      "The caller vouches for them in place of their signatures. Each becomes one event, however often it is let in.",
    body: AdmitRejected,
    output: AdmitResult,
  }),
} as const;
