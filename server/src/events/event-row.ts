import { type Mismatch, matchesPattern, type RejectReason } from "@sluice/shared/events";
import type { Connector, Envelope, Mapping } from "../connectors/index.ts";
import { newId } from "../platform/ids.ts";
import { type Subject, type Verdict, verdictOn } from "../transforms/index.ts";
import type { Endpoint } from "./endpoint.ts";
import { ERASED, KEPT_TERMS } from "./erase-repo.ts";
import { keptHeaders } from "./headers.ts";
import { nestsDeeperThan } from "./json-depth.ts";
import { type EventRow, storedBytes } from "./repo.ts";
import { flagTerm, typeTerm } from "./terms.ts";

const MAX_DEPTH = 100;
/** A document's deadline after receipt, by priority 0 to 3, in milliseconds (RULES 13). */
const SLA_MS = [15 * 60_000, 60_000, 10_000, 2_000] as const;
const NORMAL_PRIORITY = 1;

/** For what is done to many: behind what comes in meanwhile, but not for ever. */
export const bulkDeadline = (at: Date): Date => new Date(at.getTime() + SLA_MS[0]);

export interface IncomingRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawBody: Buffer;
  readonly ip?: string | undefined;
}

/** How an event came that the provider did not send by itself. */
export interface Origin {
  readonly test?: boolean;
  readonly via?: NonNullable<EventRow["via"]>;
  readonly admitted?: NonNullable<EventRow["admitted"]>;
}

/** Reads a body as far as the ledger needs it, or says why it is none of this provider's events. */
export function readEnvelope(
  { connector }: Pick<Endpoint, "connector">,
  { rawBody, headers }: Pick<IncomingRequest, "rawBody" | "headers">,
): Envelope | { readonly reason: RejectReason; readonly message: string } {
  if (nestsDeeperThan(rawBody, MAX_DEPTH))
    return { reason: "too_deep", message: `The body nests deeper than ${MAX_DEPTH} levels.` };
  const payload = parseJson(rawBody);
  if (payload === undefined) return { reason: "not_json", message: notJson(connector, headers) };
  const envelope = connector.envelope(payload, keptHeaders(headers));
  return typeof envelope === "string" ? { reason: "not_an_event", message: envelope } : envelope;
}

/** Some providers can send forms too: what to choose there instead. */
const notJson = ({ name }: { name: string }, headers: IncomingRequest["headers"]): string =>
  String(headers["content-type"]).startsWith("application/x-www-form-urlencoded")
    ? `The body is a form (application/x-www-form-urlencoded): choose application/json as the content type of this webhook in ${name}.`
    : "The body is not valid JSON.";

/** The ledger's row for a verified event: everything that is queried, and the bytes as they came. */
export function eventRow(
  endpoint: Pick<
    Endpoint,
    "workspaceId" | "jobId" | "connector" | "patterns" | "filter" | "livemode" | "account"
  >,
  request: IncomingRequest,
  envelope: Envelope,
  { test, via, admitted }: Origin = {},
): EventRow {
  const receivedAt = new Date();
  const mismatch = test ? [] : mismatches(endpoint, envelope);
  const flags = [
    ...(mismatch.length > 0 ? [flagTerm("mismatch")] : []),
    ...(test ? [flagTerm("test")] : []),
    ...(admitted ? [flagTerm("admitted")] : []),
  ];
  const { leftOut, note } = judgeEvent(endpoint, request, envelope);
  return {
    _id: newId("evt"),
    workspaceId: endpoint.workspaceId,
    jobId: endpoint.jobId,
    lane: `sync:${endpoint.jobId}`,
    status: leftOut === undefined ? "pending" : "filtered",
    type: envelope.type,
    providerEventId: envelope.eventId,
    dedupeKey: `${endpoint.jobId}:${envelope.eventId}`,
    eventAt: envelope.at === undefined ? receivedAt : new Date(envelope.at / 1000),
    receivedAt,
    deadline: new Date(receivedAt.getTime() + SLA_MS[NORMAL_PRIORITY]),
    priority: NORMAL_PRIORITY,
    attempts: 0,
    terms: [...termsOf(envelope), ...flags],
    body: storedBytes(request.rawBody),
    bytes: request.rawBody.length,
    headers: keptHeaders(request.headers),
    ...(envelope.objectId !== undefined && { objectId: envelope.objectId }),
    ...(envelope.tieKey !== undefined && { tieKey: envelope.tieKey }),
    ...(envelope.livemode !== undefined && { livemode: envelope.livemode }),
    ...(envelope.account !== undefined && { account: envelope.account }),
    ...(request.ip && { ip: request.ip }),
    ...(mismatch.length > 0 && { mismatch }),
    ...(via && { via }),
    ...(test && { test }),
    ...(admitted && { admitted }),
    ...(leftOut !== undefined && { reason: leftOut, settledAt: receivedAt }),
    ...(note !== undefined && {
      log: [{ at: receivedAt, action: "filter", success: false, message: note }],
    }),
  };
}

/** Whether the job wants an event. A filter holds back no deletion: what was stored before has to go. */
export function judgeEvent(
  { connector, patterns, filter }: Pick<Endpoint, "connector" | "patterns" | "filter">,
  request: IncomingRequest,
  { type }: Pick<Envelope, "type">,
): Verdict {
  if (!patterns.some((pattern) => matchesPattern(pattern, type)))
    return { leftOut: `${type} is not among the job's event types` };
  if (!filter) return {};
  const subject = subjectOf(connector, type, request);
  return subject.operation === "delete" ? {} : verdictOn(filter, subject);
}

/** What a filter sees of an event. */
export function subjectOf(
  connector: Pick<Connector, "map">,
  type: string,
  { rawBody, headers, ip }: IncomingRequest,
): Subject {
  const payload = parseJson(rawBody);
  const mapping = mapped(connector, payload, type);
  return {
    type,
    payload,
    headers: keptHeaders(headers),
    sourceIp: ip,
    ...(mapping?.kind === "change" && {
      object: mapping.document,
      collection: mapping.collection,
      id: mapping.id,
      operation: mapping.operation,
    }),
  };
}

/** What cannot be mapped is found out, and said, when it is worked on. */
function mapped(connector: Pick<Connector, "map">, payload: unknown, type: string): Mapping | undefined {
  try {
    return connector.map(payload, type);
  } catch {
    return undefined;
  }
}

/** Always one by which the events of an object are found. */
const termsOf = ({ terms, objectId, tieKey }: Envelope): readonly string[] =>
  objectId === undefined || tieKey !== undefined || terms.includes(objectId) ? terms : [...terms, objectId];

/** The row of an event whose object was erased: that it came, and nothing of what it said. */
export function withoutTraces(row: EventRow): EventRow {
  const { body, headers, ip, objectId, tieKey, account, ...kept } = row;
  const { receivedAt, terms } = row;
  return {
    ...kept,
    terms: terms.filter((term) => KEPT_TERMS.has(term) || term === typeTerm(row.type)),
    status: "filtered",
    reason: ERASED,
    settledAt: receivedAt,
    strippedAt: receivedAt,
  };
}

/** Many connected accounts send to one URL; an endpoint of the own account's events has none of theirs. */
const isConnected = (account: string | undefined): boolean => (account ?? "") !== "";

function mismatches(
  { livemode, account, connector }: Pick<Endpoint, "livemode" | "account" | "connector">,
  envelope: Envelope,
): Mismatch[] {
  if (connector.isOfOneAccount) {
    const isOther = account !== undefined && (envelope.account ?? account) !== account;
    return isOther ? ["account"] : [];
  }
  if (livemode === undefined || envelope.livemode === undefined) return [];
  return [
    ...(envelope.livemode !== livemode ? (["livemode"] as const) : []),
    ...(account !== undefined && isConnected(envelope.account) !== isConnected(account)
      ? (["account"] as const)
      : []),
  ];
}

/** undefined when `bytes` are not JSON in UTF-8. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
