import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { bodyOf, type RejectedDoc } from "../events/index.ts";
import { type JobDoc, jobRepo } from "./repo.ts";

const NEWEST_SECRETS = 20;

/**
 * Why requests of a job were refused, in words to act on. Computed when looked at, against at most the same
 * workspace's newest 20 secrets (RULES 5).
 */
export async function diagnosis(ctx: Ctx, job: JobDoc): Promise<(doc: RejectedDoc) => string> {
  const connector = connectorOf(job.source.connector);
  const candidates = (await jobRepo(ctx.db).newestSecrets(job.workspaceId, NEWEST_SECRETS)).map(
    ({ job: owner, secret }) => ({
      owner,
      ended: secret.expiresAt !== undefined && secret.expiresAt.getTime() < Date.now(),
      secret: ctx.secrets.open(secret.sealed),
    }),
  );

  return (doc) => {
    const details = (doc.details ?? {}) as { reason?: string; details?: Record<string, string | number> };
    if (doc.code === "payload_too_large")
      return "The body is over 1 MB. Send less per event, or send ids and fetch the rest.";
    if (doc.code === "encoding_unsupported")
      return "The body was compressed on the way. Switch compression off in the sender or the proxy before Sluice.";
    if (doc.code === "endpoint_disabled")
      return "The job is disabled. Enable it; the provider sends the event again by its own schedule.";
    if (doc.code === "secret_missing")
      return `Paste the signing secret that ${connector.name} shows for this URL.`;
    if (doc.code !== "signature_invalid") return doc.message;
    if (details.reason === "header_missing")
      return `The header ${connector.signatureHeaders.join(" or ")} is missing: the request did not come from ${connector.name}, or a proxy removed the header.`;
    if (details.reason === "header_malformed")
      return `The header ${connector.signatureHeaders.join(" or ")} cannot be read; a proxy may have cut or changed it.`;
    const rawBody = bodyOf(doc);
    if (!rawBody) return "The signature does not match; the body was too large to be kept for a closer look.";
    const signedBy = (body: Buffer) =>
      candidates.find(
        ({ secret }) =>
          connector.verify({ rawBody: body, headers: doc.headers, now: doc.at.getTime() }, [secret]).ok ||
          timestampOnly(
            connector.verify({ rawBody: body, headers: doc.headers, now: doc.at.getTime() }, [secret]),
          ),
      );
    if (details.reason === "timestamp") {
      const age = Number(details.details?.ageSeconds ?? 0);
      return `The signature's time is ${span(Math.abs(age))} ${age < 0 ? "ahead of" : "behind"} this server's clock: a clock is wrong, or the request was held back or replayed.`;
    }
    const owner = signedBy(rawBody);
    if (owner?.ended)
      return "It is signed with this job's previous secret, whose overlap is over. Put the new secret to work at the sender.";
    if (owner && owner.owner._id !== job._id)
      return `It is signed with the secret of the job ${owner.owner.name}: this URL and that secret belong to different endpoints.`;
    if (owner)
      return "It matches the secret now in use: the secret was changed after this request was refused.";
    if (signedBy(reencoded(rawBody)))
      return "The body was re-encoded on the way: its JSON has the right content but not the bytes that were signed. Pass the raw body through.";
    return `It matches none of this workspace's secrets: copy the signing secret of exactly this URL from ${connector.name} again.`;
  };
}

const timestampOnly = (result: { ok: boolean; reason?: string }): boolean =>
  !result.ok && result.reason === "timestamp";

function span(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} seconds`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
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
