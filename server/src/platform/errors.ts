import { ERROR_STATUS, type ErrorCode } from "@sluice/shared/contract";

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
    this.retryAfter = options.retryAfter ?? (ERROR_STATUS[code] === 503 ? 5 : undefined);
  }
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

export const notFound = (what: string, id: string) =>
  new AppError("not_found", `There is no ${what} ${id} in this workspace.`);

/** What is wrong with one field of an input that has the right shape. */
export const invalidField = (field: string, problem: string) =>
  new AppError("invalid_input", `${field}: ${problem}`, { details: [{ field, problem }] });
