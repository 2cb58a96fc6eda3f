import { type Fields, isObject } from "../../objects.ts";
import { type Access, ProviderError } from "../../provider-api.ts";
import { answeredAt, retryAfterOf } from "../../snapshot-time.ts";

const ORIGIN = "https://api.close.com";
const TIMEOUT_MS = 30_000;

export interface Answer {
  readonly body: Fields;
  /** Milliseconds by Close's clock: up to when the answer surely knows. */
  readonly at: number;
}

/** A `refused` that says with which status. */
export class RefusedError extends ProviderError {
  readonly status: number;
  readonly at: number;
  constructor(message: string, status: number, at: number) {
    super("refused", message);
    this.status = status;
    this.at = at;
  }
}

/** When a key may ask a kind of thing again, in our milliseconds: Close counts by path and method. */
const resting = new Map<string, number>();

/**
 * One request to Close; none where the last answer said that the limit is used up.
 * @throws ProviderError, and what `access.signal` was aborted with.
 */
export async function ask(
  access: Access,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  {
    query = {},
    json,
  }: { query?: Readonly<Record<string, string | number | undefined>>; json?: unknown } = {},
): Promise<Answer> {
  access.signal?.throwIfAborted();
  const origin = (access.baseUrl ?? ORIGIN).replace(/\/$/, "");
  const bucket = `${method} ${path.split("/")[0]} ${origin} ${access.apiKey}`;
  const wait = (resting.get(bucket) ?? 0) - Date.now();
  if (wait > 0) throw tooMany(wait);
  resting.delete(bucket);

  const url = new URL(`${origin}/api/v1/${path}/`);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value));
  const startedAt = performance.now();
  const signal = AbortSignal.any([
    AbortSignal.timeout(TIMEOUT_MS),
    ...(access.signal ? [access.signal] : []),
  ]);
  const init: RequestInit = {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${access.apiKey}:`).toString("base64")}`,
      ...(json !== undefined && { "content-type": "application/json" }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    redirect: "error",
    signal,
  };
  const response = await send(url, init, access.signal);
  const body = readBody(response);
  const { remaining, reset } = limitOf(response.headers.get("ratelimit"));
  if (remaining === 0 && reset) resting.set(bucket, Date.now() + reset);
  if (response.status >= 400) throw errorOf(response, body, reset, performance.now() - startedAt);
  if (!body) throw new ProviderError("unavailable", "Close's answer is no JSON object.");
  return { body, at: answeredAt(response.headers.get("date"), performance.now() - startedAt) };
}

/** @throws ProviderError where no answer came whole. */
async function send(url: URL, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  try {
    const answer = await fetch(url, init);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  } catch (cause) {
    signal?.throwIfAborted();
    const reason =
      cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : "";
    throw new ProviderError("unavailable", `Close did not answer: ${reason}`, undefined, { cause });
  }
}

interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

function readBody({ status, text }: Response): Fields | undefined {
  if (status === 204 || text === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Of `limit=100, remaining=0, reset=5`, in milliseconds. */
function limitOf(header: string | null): { remaining?: number | undefined; reset?: number | undefined } {
  const numberOf = (name: string) => {
    const found = new RegExp(`(?:^|[,;\\s])${name}=([\\d.]+)`).exec(header ?? "")?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const seconds = numberOf("reset");
  return { remaining: numberOf("remaining"), reset: seconds && Math.ceil(seconds * 1000) };
}

const tooMany = (waitMs: number | undefined) =>
  new ProviderError("rate", "Close answers that there are too many requests.", waitMs);

function errorOf(response: Response, body: Fields | undefined, reset: number | undefined, tookMs: number) {
  const { status, headers } = response;
  const said = saidBy(body) ?? `status ${status}`;
  if (status === 429) return tooMany(reset ?? retryAfterOf(headers.get("retry-after")));
  if (status === 401) return new ProviderError("credentials", `Close refuses the API key: ${said}`);
  if (status === 402 || status === 403)
    return new ProviderError("credentials", `Close says that the API key may not do this: ${said}`);
  // What is not Close's own word, such as a proxy's page, says nothing about what was asked for.
  if (status >= 500 || status === 408 || status === 409 || !body)
    return new ProviderError("unavailable", `Close did not answer: ${said}`);
  return new RefusedError(`Close says: ${said}`, status, answeredAt(headers.get("date"), tookMs));
}

function saidBy(body: Fields | undefined): string | undefined {
  if (!body) return undefined;
  if (typeof body.error === "string") return body.error;
  const fields = body["field-errors"] ?? body.errors;
  return fields ? JSON.stringify(fields).slice(0, 500) : undefined;
}

export function objectsOf(body: Fields): readonly Fields[] {
  if (!Array.isArray(body.data)) throw new ProviderError("unavailable", "Close's answer is not a list.");
  return body.data.filter((one) => isObject(one) && typeof one.id === "string");
}
