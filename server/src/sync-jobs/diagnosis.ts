import type { Explanation, RejectReason } from "@sluice/shared/events";
import type { Verdict } from "@sluice/shared/rejected";
import { type Connector, connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { bodyOf, type RejectedDoc, reasonOf } from "../events/index.ts";
import { EXPLAIN, ofSignature, tooOld } from "./diagnosis-words.ts";
import { type JobDoc, jobRepo } from "./repo.ts";

const NEWEST_SECRETS = 20;

export interface Diagnosis extends Explanation {
  readonly verdict: Verdict;
}

/** A secret that a request may have been signed with. */
export interface Candidate {
  readonly owner: Pick<JobDoc, "_id" | "name">;
  readonly masked: string;
  readonly ended: boolean;
  readonly secret: string;
}

/**
 * Why requests of a job were refused, in words to act on. Computed when looked at, against at most the same
 * workspace's newest 20 secrets (RULES 5), the job's own first.
 */
export async function diagnosis(ctx: Ctx, job: JobDoc): Promise<(doc: RejectedDoc) => Diagnosis> {
  const connector = connectorOf(job.source.connector);
  const others = await jobRepo(ctx.db).newestSecrets(job.workspaceId, NEWEST_SECRETS);
  const candidates = [
    ...job.secrets.map((secret) => ({ job, secret })),
    ...others.filter(({ job: owner }) => owner._id !== job._id),
  ]
    .slice(0, NEWEST_SECRETS)
    .map(({ job: owner, secret }) => ({
      owner,
      masked: secret.masked,
      ended: secret.expiresAt !== undefined && secret.expiresAt.getTime() < Date.now(),
      secret: ctx.secrets.open(secret.sealed),
    }));

  return (doc) => {
    const reason = reasonOf(doc);
    if (reason === "timestamp") return { verdict: "too_old", ...tooOld(ageOf(doc)) };
    if (reason !== "signature")
      return { verdict: VERDICTS[reason], ...EXPLAIN[reason](connector, doc.message) };
    const found = signer(doc, job._id, connector, candidates);
    return { verdict: found.verdict, ...ofSignature(found, connector.name) };
  };
}

/** What a person can do, in a sentence or two. */
export const adviceOf = ({ cause, steps: [first] }: Explanation): string =>
  [cause, first?.text].filter(Boolean).join(" ");

/** Seconds from signing to arrival, where the signature tells. */
export function ageOf(doc: Pick<RejectedDoc, "details">): number {
  const { details } = (doc.details ?? {}) as { details?: Record<string, string | number> };
  return Math.round(Number(details?.ageSeconds ?? 0));
}

const VERDICTS: Readonly<Record<Exclude<RejectReason, "signature" | "timestamp">, Verdict>> = {
  header_missing: "header_missing",
  header_malformed: "header_malformed",
  too_deep: "too_deep",
  not_json: "not_json",
  not_an_event: "not_an_event",
  too_large: "too_large",
  compressed: "compressed",
  unreadable: "unreadable",
  disabled: "disabled",
  secret_missing: "secret_missing",
  rate_limited: "rate_limited",
};

/** Whose signature it is after all. */
function signer(
  doc: RejectedDoc,
  jobId: string,
  connector: Connector,
  candidates: readonly Candidate[],
): { verdict: Verdict; by?: Candidate } {
  const rawBody = bodyOf(doc);
  if (!rawBody) return { verdict: "unknown" };
  const signedBy = (body: Buffer) =>
    candidates.find(({ secret }) => {
      const result = connector.verify({ rawBody: body, headers: doc.headers, now: doc.at.getTime() }, [
        secret,
      ]);
      return result.ok || result.reason === "timestamp";
    });
  const by = signedBy(rawBody);
  if (by && by.owner._id !== jobId) return { verdict: "other_job", by };
  if (by) return { verdict: by.ended ? "old_secret" : "secret_changed", by };
  return { verdict: signedBy(reencoded(rawBody)) ? "body_changed" : "wrong_secret" };
}

function reencoded(body: Buffer): Buffer {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    const compact = JSON.stringify(value);
    return Buffer.from(compact === body.toString("utf8") ? JSON.stringify(value, null, 2) : compact);
  } catch {
    return Buffer.alloc(0);
  }
}
