import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fields } from "../property/provider.ts";
import { signed } from "../support/stripe-sender.ts";
import { skewedClock } from "./clock.ts";
import { deliveries, type Post } from "./deliveries.ts";
import { answer, bodyOf, type Misbehaviour, misbehaving, type Reply } from "./misbehaviour.ts";
import { type Endpoint, refusal, stripeRoutes } from "./stripe-routes.ts";
import { type StripeEvent, stripeWorld } from "./stripe-world.ts";

export interface StripeOptions {
  readonly seed?: number;
  /** Milliseconds by which its clock is ahead of ours. */
  readonly skewMs?: number;
  readonly key?: string;
  readonly port?: number;
  /** So many things happen before each page of a list is answered. */
  mutationsPerPage?: number;
  trouble?: Misbehaviour;
  /** As for a restricted key that may not read the account. */
  hidesAccount?: boolean;
  post?: Post;
  /** Milliseconds that webhooks wait before they are sent by themselves; absent: until `settle`. */
  readonly pushEveryMs?: number;
}

/** A small Stripe that lives: objects that change, lists, an event log, webhooks. What it holds is the oracle. */
export async function startStripe(options: StripeOptions = {}) {
  const { seed = 1, skewMs = 90_000, key = "sk_test_local" } = options;
  const clock = skewedClock(skewMs);
  const endpoints: Endpoint[] = [];
  const post = deliveries(() => ({ seed, ...options.post }));
  const world = stripeWorld({ clock, seed, tell });
  const account: Fields = {
    id: `acct_${seed}local`,
    object: "account",
    settings: { dashboard: { display_name: "Local account" } },
  };
  const routes = stripeRoutes(world, clock, endpoints, account);
  const troubleOf = misbehaving(() => ({ seed, ...options.trouble }));
  const requests: { method: string; path: string; query: string; version: string | undefined }[] = [];

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = url.pathname.replace(/^\/v1\/|\/$/g, "");
    const method = request.method ?? "GET";
    const version = request.headers["stripe-version"];
    requests.push({ method, path, query: url.search, version: version as string | undefined });
    const form = new URLSearchParams(await bodyOf(request));
    const trouble = await troubleOf(method);
    if (trouble === "dropped") return void request.socket.destroy();
    const early = trouble === "limited" ? limited() : trouble === "failing" ? failed : unauthorized();
    if (early) return answer(response, early, clock.now());
    const reply = routes({ method, path, query: url.searchParams, form });
    answer(response, trouble === "failingLate" ? failed : reply, clock.now());
    if (method === "GET" && !path.includes("/")) world.mutate(options.mutationsPerPage ?? 0);

    function unauthorized(): Reply | undefined {
      const given = request.headers.authorization?.replace(/^Bearer /, "");
      if (given === key)
        return options.hidesAccount && path === "account"
          ? refusal(403, "The provided key does not have the required permissions for this endpoint.")
          : undefined;
      if (given?.startsWith("rk_"))
        return refusal(
          403,
          "Having the 'rak_customer_read' permission would allow this request to continue.",
        );
      return refusal(401, `Invalid API Key provided: ${given?.slice(0, 8)}***`);
    }
  });
  const failed: Reply = { status: 500, body: { error: { type: "api_error", message: "Something broke" } } };
  const limited = (): Reply => ({
    ...refusal(429, "Too many requests", { code: "rate_limit" }),
    headers: {
      "retry-after": String(options.trouble?.retryAfterSeconds ?? 1),
      "stripe-rate-limited-reason": "global-rate",
    },
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));

  /** To every endpoint that asked for it, as it is when it is sent. */
  function tell(event: StripeEvent): void {
    for (const endpoint of endpoints) {
      const wants = endpoint.enabled_events.includes("*") || endpoint.enabled_events.includes(event.type);
      if (endpoint.status !== "enabled" || !wants) continue;
      post.add(async () => {
        const sent = await fetch(endpoint.url, { method: "POST", ...signed(event, endpoint.secret) });
        await sent.arrayBuffer();
        return sent.status;
      });
    }
  }

  const pushing = options.pushEveryMs && setInterval(() => void post.settle(), options.pushEveryMs);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    account: account.id as string,
    clock,
    options,
    endpoints,
    requests,
    create: world.create,
    remove: world.remove,
    mutate: world.mutate,
    fill: world.fill,
    lag: world.lag,
    events: () => world.log.map(({ event }) => event),
    /** Sends the webhooks that are waiting until each is acknowledged. */
    settle: post.settle,
    sent: post.counts,
    /** What the documents must equal, by collection and id. */
    state: (): Map<string, Map<string, Fields>> =>
      new Map(
        [...world.shelves].map(([collection, known]) => [
          collection,
          new Map(known.all().map((object) => [object.id as string, object])),
        ]),
      ),
    /** An endpoint that somebody made by hand. */
    addEndpoint(url: string, events: string[], application: string | null = null): Endpoint {
      const made: Endpoint = {
        id: `we_hand${endpoints.length}`,
        secret: `whsec_hand${endpoints.length}`,
        url,
        status: "enabled",
        enabled_events: events,
        application,
      };
      endpoints.push(made);
      return made;
    },
    async stop(): Promise<void> {
      if (pushing) clearInterval(pushing);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type LocalStripe = Awaited<ReturnType<typeof startStripe>>;
