/** What keeps a whole lane from working, not one of its documents: costs no attempt, the lane rests (RULES 11). */
export class LaneError extends Error {
  override readonly name = "LaneError";
}

/**
 * `lane`: the server, its disk, our rights or the way to it. `document`: refused for what it says.
 * `connection`: the connection broke; the server may be away, or a document may have made it hang up.
 * `bug`: nothing MongoDB or its driver says.
 */
export interface MongoFailure {
  readonly of: "lane" | "document" | "connection" | "bug";
  readonly code: string;
  readonly message: string;
}

const MESSAGE_LENGTH = 500;

/** Server codes that speak about the server: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const LANE_CODES = new Set([
  6, 7, 13, 18, 24, 46, 50, 64, 79, 89, 91, 100, 112, 133, 134, 189, 202, 262, 290, 317, 391, 8000, 9001,
  10058, 10107, 11600, 11601, 11602, 13388, 13435, 13436, 14031,
]);

const DOCUMENT_CODES: Readonly<Record<number, string>> = {
  121: "validation",
  11000: "duplicate_key",
  11001: "duplicate_key",
  10334: "too_large",
  17419: "too_large",
  17420: "too_large",
  52: "bad_field_name",
  55: "bad_field_name",
  56: "bad_field_name",
  57: "bad_field_name",
  73: "bad_collection_name",
};

const BROKEN_CONNECTION = new Set([
  "MongoNetworkError",
  "PoolClearedOnNetworkError",
  "MongoPoolClearedError",
]);
const UNSERIALIZABLE = new Set([
  "BSONError",
  "BSONVersionError",
  "MongoInvalidArgumentError",
  "RangeError",
  "TypeError",
]);

/** Whose failure a driver's or server's error is, and a code and message a person can act on. */
export function classifyMongoError(failed: unknown): MongoFailure {
  const error = unwrapped(failed);
  if (!(error instanceof Error)) return { of: "bug", code: "unknown", message: String(error) };
  const message = error.message.slice(0, MESSAGE_LENGTH);
  const code: unknown = (error as { code?: unknown }).code;
  if (BROKEN_CONNECTION.has(error.name)) return { of: "connection", code: "connection", message };
  if (/too large|larger than the maximum|out of range/i.test(message) && UNSERIALIZABLE.has(error.name))
    return { of: "document", code: "too_large", message };
  if (UNSERIALIZABLE.has(error.name)) return { of: "document", code: "not_serializable", message };
  if (error.name === "MongoWriteConcernError") return { of: "lane", code: "write_concern", message };
  if (typeof code === "number") return serverFailure(code, message);
  // What is left of the driver's errors: server selection, timeouts, closed clients, authentication.
  if (
    error.name.startsWith("Mongo") ||
    error.name.startsWith("Pool") ||
    error.name === "WaitQueueTimeoutError"
  )
    return { of: "lane", code: error.name, message };
  return { of: "bug", code: error.name, message };
}

/** A bulk write hides the driver's own error, a broken connection say, behind one that looks like the server's. */
function unwrapped(error: unknown): unknown {
  const inner = error instanceof Error ? (error as { errorResponse?: unknown }).errorResponse : undefined;
  return inner instanceof Error ? inner : error;
}

function serverFailure(code: number, message: string): MongoFailure {
  if (LANE_CODES.has(code) || /no space left|out of disk|disk full/i.test(message))
    return { of: "lane", code: `mongodb_${code}`, message };
  return { of: "document", code: DOCUMENT_CODES[code] ?? `mongodb_${code}`, message };
}

/** A write error of one operation, by its server code and text. */
export const classifyWriteError = (error: {
  readonly code: number;
  readonly errmsg?: string | undefined;
}): MongoFailure =>
  serverFailure(error.code, (error.errmsg ?? `MongoDB error ${error.code}`).slice(0, MESSAGE_LENGTH));

/** Whether an error of the driver or server means that the lane should rest. */
export function isLaneError(error: unknown): boolean {
  if (error instanceof LaneError) return true;
  const { of } = classifyMongoError(error);
  return of === "lane" || of === "connection";
}
