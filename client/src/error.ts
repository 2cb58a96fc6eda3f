import type { ErrorBody, ErrorCode, FieldProblem } from "@sluice/shared/contract";

interface Parts {
  readonly status: number;
  readonly code: SluiceError["code"];
  readonly message: string;
  readonly details?: unknown;
  readonly requestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** An answer that is not a success, or none at all. `message` is fit to be shown to people. */
export class SluiceError extends Error {
  override readonly name = "SluiceError";
  /** Of the answer; 0 when there was none. */
  readonly status: number;
  /** `unreachable`: no answer. `unreadable`: one that Sluice did not write, such as a proxy's. */
  readonly code: ErrorCode | "internal" | "unreachable" | "unreadable";
  readonly details: unknown;
  /** Name it when you report a problem. */
  readonly requestId: string | undefined;
  /** Seconds after which another try makes sense, where the server said so. */
  readonly retryAfter: number | undefined;
  constructor({ status, code, message, details, requestId, retryAfter, cause }: Parts) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.details = details;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }
  /** With `invalid_input`: what is wrong with which field, else empty. */
  get fields(): readonly FieldProblem[] {
    return this.code === "invalid_input" && Array.isArray(this.details) ? this.details : [];
  }
}

export const unreachable = (cause: unknown): SluiceError =>
  new SluiceError({
    status: 0,
    code: "unreachable",
    message: "Sluice cannot be reached. Is it running, and is the network up?",
    cause,
  });

export const unreadable = (response: Response, cause: unknown): SluiceError =>
  new SluiceError({
    ...headersOf(response),
    code: "unreadable",
    message: `The answer with status ${response.status} cannot be read. Is this address Sluice's?`,
    cause,
  });

export async function errorIn(response: Response): Promise<SluiceError> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    return unreachable(cause);
  }
  try {
    const { code, message, details } = (JSON.parse(text) as ErrorBody).error;
    return new SluiceError({
      ...headersOf(response),
      code: code as SluiceError["code"],
      message,
      details,
    });
  } catch (cause) {
    return unreadable(response, cause);
  }
}

function headersOf({ status, headers }: Response) {
  const retryAfter = Number(headers.get("retry-after") ?? Number.NaN);
  return {
    status,
    requestId: headers.get("x-request-id") ?? undefined,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  };
}
