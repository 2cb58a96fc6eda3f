import type { ErrorBody } from "@sluice/shared/contract";
import { currentKey, currentWorkspace } from "./session-store.ts";

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
  /** To be named when asking for help. */
  readonly requestId: string | undefined;
  constructor(
    status: number,
    code: string,
    message: string,
    more: { fields?: readonly FieldProblem[]; requestId?: string | undefined } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = more.fields ?? [];
    this.requestId = more.requestId;
  }
}

interface Options {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Instead of the session: to try a key before signing in. */
  readonly key?: string;
}

/** @throws ApiError */
export async function api<T>(path: string, { method = "GET", body, signal, key }: Options = {}): Promise<T> {
  const bearer = key ?? currentKey();
  const workspace = currentWorkspace();
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(workspace && { "sluice-workspace": workspace }),
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
  if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  throw errorIn(response, text);
}

function errorIn({ status, headers }: Response, text: string): ApiError {
  const requestId = headers.get("x-request-id") ?? undefined;
  try {
    const { code, message, details } = (JSON.parse(text) as ErrorBody).error;
    const fields = Array.isArray(details) ? (details as FieldProblem[]) : [];
    return new ApiError(status, code, message, { fields, requestId });
  } catch {
    return new ApiError(status, "unknown", `The server answered ${status} without saying why.`, {
      requestId,
    });
  }
}

/** The answer will be the same next time: not asked again by itself. */
export const isFinal = (error: Error): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;

/** What is wrong with the field named by the beginning of its path; undefined when nothing is. */
export const problemOf = (error: Error | null, path: string): string | undefined =>
  error instanceof ApiError ? error.fields.find(({ field }) => field.startsWith(path))?.problem : undefined;
