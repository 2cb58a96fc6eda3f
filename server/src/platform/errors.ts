import type * as z from "zod";

const STATUS = {
  invalid_input: 400,
  payload_invalid: 400,
  unauthenticated: 401,
  signature_invalid: 401,
  forbidden: 403,
  endpoint_disabled: 403,
  not_found: 404,
  endpoint_unknown: 404,
  method_not_allowed: 405,
  conflict: 409,
  secret_minted_by_provider: 409,
  payload_too_large: 413,
  encoding_unsupported: 415,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
  secret_missing: 503,
} as const;

export type ErrorCode = keyof typeof STATUS;

interface Options extends ErrorOptions {
  readonly details?: unknown;
  /** Seconds; becomes the Retry-After header. */
  readonly retryAfter?: number;
}

/** An outcome the caller can act on. Everything else that is thrown is a bug and answers an opaque 500. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly details: unknown;
  readonly retryAfter: number | undefined;
  constructor(code: ErrorCode, message: string, options: Options = {}) {
    super(message, options);
    this.code = code;
    this.details = options.details;
    this.retryAfter = options.retryAfter ?? (STATUS[code] === 503 ? 5 : undefined);
  }
  get status(): number {
    return STATUS[this.code];
  }
}

export const notFound = (what: string, id: string) =>
  new AppError("not_found", `There is no ${what} ${id} in this workspace.`);

/** @throws AppError `invalid_input` naming the first bad field, with all of them in `details`. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({
    field: issue.path.join(".") || "(body)",
    problem: issue.message,
  }));
  throw new AppError("invalid_input", `${fields[0]?.field}: ${fields[0]?.problem}.`, { details: fields });
}
