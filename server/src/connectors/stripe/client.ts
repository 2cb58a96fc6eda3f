import Stripe from "stripe";

/** Instances by address: making one takes longer than a request's own work. */
const clients = new Map<string, Stripe>();

/** Milliseconds for one attempt. */
const TIMEOUT_MS = 30_000;

export interface Caller {
  readonly apiKey: string;
  readonly baseUrl?: string | undefined;
  /** Absent: no version is asked for, and Stripe answers in the account's own. */
  readonly version?: string | undefined;
  /** A connected account; of the v2 API its context. */
  readonly account?: string | undefined;
  readonly context?: string | undefined;
  /** How often the SDK tries again; not at all unless said. */
  readonly retries?: number;
}

/**
 * One request as Stripe's SDK makes it.
 * @throws Stripe's errors.
 */
export function send(
  { apiKey, baseUrl, version, account, context, retries = 0 }: Caller,
  method: "GET" | "POST" | "DELETE",
  path: string,
  params?: Record<string, unknown>,
): Promise<Stripe.Response<Record<string, unknown>>> {
  return clientAt(baseUrl).rawRequest(method, path, params, {
    maxNetworkRetries: retries,
    ...(version && { apiVersion: version }),
    ...(account && { stripeAccount: account }),
    ...(context && { stripeContext: context }),
    authenticator: async (request) => {
      request.headers.Authorization = `Bearer ${apiKey}`;
      if (!version) delete request.headers["Stripe-Version"];
    },
  });
}

function clientAt(baseUrl: string | undefined): Stripe {
  const key = baseUrl ?? "";
  const known = clients.get(key);
  if (known) return known;
  const client = new Stripe("", {
    authenticator: () => Promise.reject(new Error("No key was given")),
    timeout: TIMEOUT_MS,
    telemetry: false,
    ...(baseUrl && elsewhere(baseUrl)),
  });
  clients.set(key, client);
  return client;
}

function elsewhere(baseUrl: string): Stripe.StripeConfig {
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    host: hostname,
    port: port || (protocol === "http:" ? 80 : 443),
    protocol: protocol === "http:" ? "http" : "https",
  };
}
