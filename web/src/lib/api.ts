import type { ErrorBody } from "@sluice/shared/contract";
import { currentKey } from "./session.ts";

export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

/** An answer that was not 2xx, or none at all (`status` 0). `message` is fit to be shown. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  /** With `invalid_input`: what is wrong with which field, named by its path. */
  readonly fields: readonly FieldProblem[];
  constructor(status: number, code: string, message: string, fields: readonly FieldProblem[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

interface Options {
  readonly method?: "GET" | "POST" | "PATCH";
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Instead of the session's key: to try one before signing in. */
  readonly key?: string;
}

/** @throws ApiError */
export async function api<T>(path: string, { method = "GET", body, signal, key }: Options = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${key ?? currentKey() ?? ""}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "unreachable", "Sluice cannot be reached. Is it running, and is the network up?");
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw errorIn(response.status, text);
}

function errorIn(status: number, text: string): ApiError {
  try {
    const { code, message, details } = (JSON.parse(text) as ErrorBody).error;
    return new ApiError(status, code, message, Array.isArray(details) ? (details as FieldProblem[]) : []);
  } catch {
    return new ApiError(status, "unknown", `The server answered ${status} without saying why.`);
  }
}
