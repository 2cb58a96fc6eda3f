import type { RejectReason } from "@sluice/shared/events";
import type { RejectedCheck, RejectedDetail } from "@sluice/shared/rejected";
import { type Connector, connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import {
  bodyOf,
  eventRepo,
  parseJson,
  type RejectedDoc,
  reasonOf,
  rejectedRepo,
  shownHeaders,
} from "../events/index.ts";
import { notFound } from "../platform/errors.ts";
import { diagnosis, jobRepo } from "../sync-jobs/index.ts";
import { canAdmit, summaryOf } from "./list.ts";

const HOUR_MS = 3_600_000;
/** Of the job's newest, looked at for the same verdict. */
const ALIKE = 50;

/** @throws AppError `not_found`. */
export async function getRejected(ctx: Ctx, workspaceId: string, id: string): Promise<RejectedDetail> {
  const repo = rejectedRepo(ctx.db);
  const doc = await repo.find(workspaceId, id);
  const job = doc && (await jobRepo(ctx.db).find(workspaceId, doc.jobId));
  if (!doc || !job) throw notFound("rejected request", id);
  const connector = connectorOf(job.source.connector);
  const diagnose = await diagnosis(ctx, job);
  const { verdict, ...explanation } = diagnose(doc);
  const alike = canAdmit(doc) ? await repo.alike(doc, ALIKE) : [];
  const raw = bodyOf(doc);
  const body = raw && raw.length > 0 ? raw : undefined;
  const text = body?.toString("utf8");
  const isText = text === undefined || Buffer.from(text, "utf8").equals(body as Buffer);
  const envelope = envelopeOf(connector, body, doc.headers);
  return {
    ...summaryOf(doc, job.name),
    verdict,
    explanation,
    checks: checksOf(doc, job.name, connector),
    headers: shownHeaders(doc.headers),
    body: text === undefined ? null : isText ? text : (body as Buffer).toString("base64"),
    bodyEncoding: isText ? "utf8" : "base64",
    provider: connector.name,
    resendsUntil: resendsUntil(doc, connector, envelope?.livemode),
    arrivedAs: envelope ? await arrivedAs(ctx, `${doc.jobId}:${envelope.eventId}`) : null,
    alike: alike.filter((one) => diagnose(one).verdict === verdict).map((one) => one._id),
  };
}

function envelopeOf(connector: Connector, body: Buffer | undefined, headers: RejectedDoc["headers"]) {
  const payload = body && parseJson(body);
  if (payload === undefined) return undefined;
  const envelope = connector.envelope(payload, headers);
  return typeof envelope === "string" ? undefined : envelope;
}

async function arrivedAs(ctx: Ctx, dedupeKey: string): Promise<string | null> {
  const [row] = await eventRepo(ctx.db).findByDedupeKeys([dedupeKey]);
  return row?._id ?? null;
}

/** Null where it is not likely the provider's, or the provider sends once. */
function resendsUntil(doc: RejectedDoc, connector: Connector, livemode: boolean | undefined): string | null {
  if (STRANGERS.has(reasonOf(doc))) return null;
  const { live, test } = connector.resendsFor;
  const hours = livemode === false ? test : live;
  return hours > 0 ? new Date(doc.at.getTime() + hours * HOUR_MS).toISOString() : null;
}

const STRANGERS = new Set<RejectReason>([
  "header_missing",
  "not_json",
  "not_an_event",
  "too_deep",
  "unreadable",
]);

/** Which check found a reason; in the order of receiving. */
const ORDER = ["url", "open", "body", "header", "signature", "time", "content"] as const;
const CHECK_OF: Readonly<Record<RejectReason, (typeof ORDER)[number]>> = {
  disabled: "open",
  secret_missing: "open",
  rate_limited: "open",
  too_large: "body",
  compressed: "body",
  unreadable: "body",
  header_missing: "header",
  header_malformed: "header",
  signature: "signature",
  timestamp: "time",
  too_deep: "content",
  not_json: "content",
  not_an_event: "content",
};

function checksOf(doc: RejectedDoc, jobName: string, { name, signatureHeaders }: Connector): RejectedCheck[] {
  const titles: Readonly<Record<(typeof ORDER)[number], string>> = {
    url: `The URL belongs to ${jobName}`,
    open: "The job takes requests and has a signing secret",
    body: "The body is at most 1 MB and not compressed",
    header: `The header ${signatureHeaders.join(" or ")} is there and can be read`,
    signature: "The signature matches the body and a secret of the job",
    time: "It was signed just before it came",
    content: `The body is an event of ${name}`,
  };
  const failed = ORDER.indexOf(CHECK_OF[reasonOf(doc)]);
  return ORDER.map((check, index) => ({
    name: check,
    state: index < failed ? "pass" : index === failed ? "fail" : "skipped",
    title: titles[check],
    ...(index === failed && { detail: doc.message }),
  }));
}
