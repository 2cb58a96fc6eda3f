import Stripe from "stripe";
import type { Fields } from "../../objects.ts";
import { type Access, ProviderError } from "../../provider-api.ts";
import { answeredAt, retryAfterOf } from "../../snapshot-time.ts";
import { send } from "../client.ts";

export interface Answer {
  readonly body: Fields;
  /** Milliseconds by Stripe's clock: up to when the answer surely knows. */
  readonly at: number;
}

/** A `refused` of Stripe's own: a parameter names something that it does not have, at the time of the answer. */
export class MissingError extends ProviderError {
  readonly param: string | undefined;
  readonly at: number;
  constructor(error: Stripe.errors.StripeError, at: number) {
    super("refused", `Stripe says: ${error.message}`, undefined, { cause: error });
    this.param = error.param;
    this.at = at;
  }
}

/**
 * One request to Stripe.
 * @throws ProviderError, and what `access.signal` was aborted with.
 */
export async function ask(
  access: Access,
  method: "GET" | "POST" | "DELETE",
  path: string,
  params: Readonly<Record<string, string | number | undefined>> = {},
  form?: Record<string, unknown>,
): Promise<Answer> {
  access.signal?.throwIfAborted();
  const query = Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
  const startedAt = performance.now();
  try {
    const sent = send(access, method, `/v1/${path}${query && `?${query}`}`, form);
    const { lastResponse, ...body } = await untilAborted(sent, access.signal);
    return { body, at: answeredAt(lastResponse.headers.date, performance.now() - startedAt) };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    if (error.code === "resource_missing" && error.statusCode !== 403)
      throw new MissingError(error, answeredAt(error.headers?.date, performance.now() - startedAt));
    throw asProviderError(error);
  }
}

/** Stripe's SDK takes no signal: the request goes on, its answer is dropped. */
export function untilAborted<T>(sent: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return sent;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    sent.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** What Stripe's answer means for who asked. */
export function asProviderError(error: Stripe.errors.StripeError): ProviderError {
  const { statusCode, code, message, headers = {} } = error;
  const cause = { cause: error };
  // A lock that another request holds answers 429 too, and 409 is one of two changes at once: soon over.
  if (code === "lock_timeout" || statusCode === 409)
    return new ProviderError("unavailable", `Stripe is busy with this object: ${message}`, undefined, cause);
  if (statusCode === 429 || code === "rate_limit") {
    const reason = headers["stripe-rate-limited-reason"];
    const why = reason ? ` (${reason})` : "";
    const wait = retryAfterOf(headers["retry-after"]);
    return new ProviderError("rate", `Stripe answers that there are too many requests${why}.`, wait, cause);
  }
  if (statusCode === 401)
    return new ProviderError("credentials", `Stripe refuses the API key: ${message}`, undefined, cause);
  if (statusCode === 403)
    return new ProviderError(
      "credentials",
      `Stripe says that the API key may not do this: ${message}`,
      undefined,
      cause,
    );
  if (statusCode === undefined || statusCode >= 500 || statusCode < 400)
    return new ProviderError("unavailable", `Stripe did not answer: ${message}`, undefined, cause);
  return new ProviderError("refused", `Stripe says: ${message}`, undefined, cause);
}
