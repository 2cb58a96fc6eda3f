import type { ErrorCode } from "@sluice/shared/contract";
import { matchesPattern } from "@sluice/shared/events";
import type { Envelope, Verification } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { buckets } from "../platform/buckets.ts";
import { AppError } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import type { Endpoint, EndpointSource } from "./endpoint.ts";
import type { Stored } from "./group-commit.ts";
import { nestsDeeperThan } from "./json-depth.ts";
import type { RejectedLog } from "./rejected.ts";
import { type EventRow, storedBytes } from "./repo.ts";

export const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DEPTH = 100;
/** A document's deadline after receipt, by priority 0 to 3, in milliseconds (RULES 13). */
const SLA_MS = [15 * 60_000, 60_000, 10_000, 2_000] as const;
const NORMAL_PRIORITY = 1;
const CREDENTIALS = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key)$/;
const MAX_HEADER_VALUE = 2_000;

export interface IncomingRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawBody: Buffer;
  readonly ip?: string | undefined;
}

export type ReceiveOutcome =
  | { readonly status: "received" | "filtered" | "duplicate"; readonly id: string }
  | { readonly status: "rejected"; readonly error: AppError };

export interface ReceiveDeps {
  readonly endpoints: EndpointSource;
  readonly store: (row: EventRow) => Promise<Stored>;
  readonly onDuplicate: (id: string, jobId: string, body: Buffer) => void;
  readonly rejected: RejectedLog;
}

/** Takes one webhook: authenticates the raw bytes, then stores them. Resolves only once the row is durable. */
export function receiver(ctx: Ctx, deps: ReceiveDeps) {
  const failures = buckets(30, 1);

  /** A refused request is kept for diagnosis; too many of them from one address are only counted (RULES 5). */
  function reject(
    endpoint: Endpoint,
    request: IncomingRequest,
    code: ErrorCode,
    message: string,
    details?: unknown,
  ): ReceiveOutcome {
    const bucket = failures.take(`${endpoint.jobId} ${request.ip ?? ""}`, Date.now());
    if (!bucket.ok)
      return {
        status: "rejected",
        error: new AppError(
          "rate_limited",
          "Too many invalid requests from this address; valid ones are still taken.",
          { retryAfter: bucket.retryAfter },
        ),
      };
    deps.rejected.record(
      endpoint,
      { ...request, headers: keptHeaders(request.headers) },
      new AppError(code, message, { details }),
    );
    return { status: "rejected", error: new AppError(code, message) };
  }

  async function authenticate(endpoint: Endpoint, request: IncomingRequest): Promise<Verification> {
    const signed = { rawBody: request.rawBody, headers: flatHeaders(request.headers), now: Date.now() };
    const first = endpoint.connector.verify(signed, endpoint.secrets);
    if (first.ok) return first;
    const fresh = await deps.endpoints.read(endpoint.workspaceId, endpoint.jobId);
    deps.endpoints.forget(endpoint.workspaceId, endpoint.jobId);
    return fresh && fresh.secrets.join() !== endpoint.secrets.join()
      ? fresh.connector.verify(signed, fresh.secrets)
      : first;
  }

  return async function receive(endpoint: Endpoint, request: IncomingRequest): Promise<ReceiveOutcome> {
    const verified = await authenticate(endpoint, request);
    if (!verified.ok)
      return reject(endpoint, request, "signature_invalid", SIGNATURE_MESSAGES[verified.reason], verified);
    if (nestsDeeperThan(request.rawBody, MAX_DEPTH))
      return reject(endpoint, request, "payload_invalid", `The body nests deeper than ${MAX_DEPTH} levels.`);
    const payload = parseJson(request.rawBody);
    if (payload === undefined)
      return reject(endpoint, request, "payload_invalid", "The body is not valid JSON.");
    const envelope = endpoint.connector.envelope(payload);
    if (typeof envelope === "string") return reject(endpoint, request, "payload_invalid", envelope);
    const row = eventRow(endpoint, request, envelope);
    const stored = await deps.store(row);
    ctx.faults.at("receive:after-store");
    if (stored.status === "duplicate") {
      deps.onDuplicate(stored.id, endpoint.jobId, request.rawBody);
      return { status: "duplicate", id: stored.id };
    }
    return { status: row.status === "filtered" ? "filtered" : "received", id: stored.id };
  };
}

const SIGNATURE_MESSAGES = {
  header_missing: "The signature header is missing.",
  header_malformed: "The signature header cannot be read.",
  timestamp: "The signature is too old or from the future.",
  signature: "The signature does not match the body and this endpoint's secret.",
} as const;

/** The ledger's row for a verified event: everything that is queried, and the bytes as they came. */
export function eventRow(
  endpoint: Pick<Endpoint, "workspaceId" | "jobId" | "patterns">,
  request: IncomingRequest,
  envelope: Envelope,
): EventRow {
  const receivedAt = new Date();
  const wanted = endpoint.patterns.some((pattern) => matchesPattern(pattern, envelope.type));
  return {
    _id: newId("evt"),
    workspaceId: endpoint.workspaceId,
    jobId: endpoint.jobId,
    lane: `sync:${endpoint.jobId}`,
    status: wanted ? "pending" : "filtered",
    type: envelope.type,
    providerEventId: envelope.eventId,
    dedupeKey: `${endpoint.jobId}:${envelope.eventId}`,
    eventAt: new Date(envelope.at / 1000),
    receivedAt,
    deadline: new Date(receivedAt.getTime() + SLA_MS[NORMAL_PRIORITY]),
    priority: NORMAL_PRIORITY,
    attempts: 0,
    terms: [...envelope.terms],
    body: storedBytes(request.rawBody),
    bytes: request.rawBody.length,
    headers: keptHeaders(request.headers),
    ...(envelope.objectId !== undefined && { objectId: envelope.objectId }),
    ...(envelope.tieKey !== undefined && { tieKey: envelope.tieKey }),
    ...(envelope.livemode !== undefined && { livemode: envelope.livemode }),
    ...(envelope.account !== undefined && { account: envelope.account }),
    ...(request.ip && { ip: request.ip }),
    ...(!wanted && { reason: `${envelope.type} is not among the job's event types`, settledAt: receivedAt }),
  };
}

/** undefined when `bytes` are not JSON in UTF-8. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function flatHeaders(headers: IncomingRequest["headers"]): Record<string, string | undefined> {
  return headers as Record<string, string | undefined>;
}

function keptHeaders(headers: IncomingRequest["headers"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined || name === "__proto__") continue;
    const text = Array.isArray(value) ? value.join(", ") : value;
    kept[name] = CREDENTIALS.test(name) ? "[redacted]" : text.slice(0, MAX_HEADER_VALUE);
  }
  return kept;
}
