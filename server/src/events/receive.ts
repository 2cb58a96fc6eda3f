import type { RejectReason } from "@sluice/shared/events";
import type { Envelope, Verification } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { buckets } from "../platform/buckets.ts";
import { AppError } from "../platform/errors.ts";
import type { Endpoint, EndpointSource } from "./endpoint.ts";
import { eventRow, type IncomingRequest, type Origin, readEnvelope, withoutTraces } from "./event-row.ts";
import type { Stored } from "./group-commit.ts";
import { keptHeaders } from "./headers.ts";
import type { RejectedLog } from "./rejected.ts";
import type { EventRow } from "./repo.ts";
import { suppressedRepo } from "./suppressed-repo.ts";

export const MAX_BODY_BYTES = 1024 * 1024;

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
  const suppressed = suppressedRepo(ctx.db);

  /** A refused request is kept for diagnosis; too many of them from one address are only counted (RULES 5). */
  function reject(
    endpoint: Endpoint,
    request: IncomingRequest,
    reason: RejectReason,
    message: string,
    details?: unknown,
  ): ReceiveOutcome {
    const bucket = failures.take(`${endpoint.jobId} ${request.ip ?? ""}`, Date.now());
    if (!bucket.ok) {
      deps.rejected.count(endpoint, "rate_limited");
      return {
        status: "rejected",
        error: new AppError(
          "rate_limited",
          "Too many invalid requests from this address; valid ones are still taken.",
          { retryAfter: bucket.retryAfter },
        ),
      };
    }
    const code = SIGNATURE_REASONS.has(reason) ? "signature_invalid" : "payload_invalid";
    deps.rejected.record(
      endpoint,
      { ...request, headers: keptHeaders(request.headers) },
      new AppError(code, message, { details }),
      reason,
    );
    return { status: "rejected", error: new AppError(code, message) };
  }

  async function authenticate(endpoint: Endpoint, request: IncomingRequest): Promise<Verification> {
    const signed = { rawBody: request.rawBody, headers: flatHeaders(request.headers), now: Date.now() };
    const verify = (by: Endpoint): Verification => {
      const verified = by.connector.verify(signed, by.secrets);
      if (verified.ok) by.onMatch?.(verified.secret);
      return verified;
    };
    const first = verify(endpoint);
    if (first.ok) return first;
    const fresh = await deps.endpoints.read(endpoint.workspaceId, endpoint.jobId);
    deps.endpoints.forget(endpoint.workspaceId, endpoint.jobId);
    return fresh && fresh.secrets.join() !== endpoint.secrets.join() ? verify(fresh) : first;
  }

  const isErased = async ({ suppresses, workspaceId, jobId }: Endpoint, { objectId }: Envelope) =>
    suppresses && objectId !== undefined && suppressed.has([workspaceId, jobId], objectId);

  async function store(
    endpoint: Endpoint,
    request: IncomingRequest,
    envelope: Envelope,
    origin: Origin,
  ): Promise<Exclude<ReceiveOutcome, { status: "rejected" }>> {
    const whole = eventRow(endpoint, request, envelope, origin);
    const row = (await isErased(endpoint, envelope)) ? withoutTraces(whole) : whole;
    const stored = await deps.store(row);
    ctx.faults.at("receive:after-store");
    if (stored.status === "duplicate") {
      if (!origin.admitted) deps.onDuplicate(stored.id, endpoint.jobId, request.rawBody);
      return { status: "duplicate", id: stored.id };
    }
    const { livemode, account = "" } = row;
    const tellsWhose = endpoint.connector.isOfOneAccount ? account !== "" : livemode !== undefined;
    if (tellsWhose && !origin.test) {
      if (endpoint.account === undefined || (livemode !== undefined && endpoint.livemode === undefined))
        deps.endpoints.noteFirst(endpoint, { livemode, account });
      if (row.mismatch?.includes("livemode")) deps.endpoints.noteMixed(endpoint);
      if (envelope.apiVersion && envelope.apiVersion !== endpoint.apiVersion)
        deps.endpoints.noteVersion(endpoint, envelope.apiVersion);
    }
    return { status: row.status === "filtered" ? "filtered" : "received", id: stored.id };
  }

  return {
    async receive(
      endpoint: Endpoint,
      request: IncomingRequest,
      origin: Pick<Origin, "test"> = {},
    ): Promise<ReceiveOutcome> {
      const verified = await authenticate(endpoint, request);
      if (!verified.ok)
        return reject(endpoint, request, verified.reason, SIGNATURE_MESSAGES[verified.reason], verified);
      const envelope = readEnvelope(endpoint, request);
      if ("reason" in envelope) return reject(endpoint, request, envelope.reason, envelope.message);
      return store(endpoint, request, envelope, origin);
    },

    /** Stores a request without asking for its signature, because a person vouches for it. */
    async admit(
      endpoint: Endpoint,
      request: IncomingRequest,
      admitted: NonNullable<EventRow["admitted"]>,
    ): Promise<ReceiveOutcome> {
      const envelope = readEnvelope(endpoint, request);
      if ("reason" in envelope)
        return { status: "rejected", error: new AppError("payload_invalid", envelope.message) };
      return store(endpoint, request, envelope, { admitted });
    },
  };
}

export type Receiver = ReturnType<typeof receiver>;

const SIGNATURE_REASONS = new Set<RejectReason>([
  "header_missing",
  "header_malformed",
  "timestamp",
  "signature",
]);

const SIGNATURE_MESSAGES = {
  header_missing: "The signature header is missing.",
  header_malformed: "The signature header cannot be read.",
  timestamp: "The signature is too old or from the future.",
  signature: "The signature does not match the body and this endpoint's secret.",
} as const;

function flatHeaders(headers: IncomingRequest["headers"]): Record<string, string | undefined> {
  return headers as Record<string, string | undefined>;
}
