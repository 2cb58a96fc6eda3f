import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fields } from "../property/provider.ts";
import { sendFromClose } from "../support/close-sender.ts";
import { skewedClock } from "./clock.ts";
import { closeRoutes, refuse, type Subscription } from "./close-routes.ts";
import { type CloseEvent, closeWorld } from "./close-world.ts";
import { deliveries, type Post } from "./deliveries.ts";
import { answer, bodyOf, type Misbehaviour, misbehaving, type Reply } from "./misbehaviour.ts";

export interface CloseOptions {
  readonly seed?: number;
  /** Milliseconds by which its clock is ahead of ours. */
  readonly skewMs?: number;
  readonly key?: string;
  readonly port?: number;
  /** Other organizations of the person whose key it is. */
  readonly alsoIn?: readonly { readonly id: string; readonly name: string }[];
  /** Deeper `_skip` is refused. */
  readonly maxSkip?: number;
  /** Whether the key is an admin's: it is, unless said. */
  readonly isAdmins?: boolean;
  /** So many requests a window of so many seconds; the header tells what remains. */
  rate?: { readonly limit: number; readonly seconds: number };
  /** So many things happen after each page of a list. */
  mutationsPerPage?: number;
  trouble?: Misbehaviour;
  post?: Post;
  /** Milliseconds after which waiting webhooks are sent by themselves; absent: at `settle`. */
  readonly pushEveryMs?: number;
}

/** A small Close that lives: objects that change, lists, an event log, webhooks. What it holds is the oracle. */
export async function startClose(options: CloseOptions = {}) {
  const { seed = 1, skewMs = -45_000, key = "api_local", maxSkip = 1_000, isAdmins = true } = options;
  const clock = skewedClock(skewMs);
  const subscriptions: Subscription[] = [];
  const post = deliveries(() => ({ seed, ...options.post }));
  const world = closeWorld({ clock, seed, tell });
  const routes = closeRoutes(world, clock, subscriptions, { maxSkip, isAdmins, alsoIn: options.alsoIn });
  const troubleOf = misbehaving(() => ({ seed, ...options.trouble }));
  const requests: { method: string; path: string; query: string }[] = [];
  const window = { endsAt: 0, used: 0 };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = url.pathname.replace(/^\/api\/v1\/|\/$/g, "");
    const method = request.method ?? "GET";
    requests.push({ method, path, query: decodeURIComponent(url.search) });
    const text = await bodyOf(request);
    const trouble = await troubleOf(method);
    if (trouble === "dropped") return void request.socket.destroy();
    const limit = rateHeader();
    const given = Buffer.from(
      request.headers.authorization?.replace(/^Basic /, "") ?? "",
      "base64",
    ).toString();
    const early: Reply | undefined =
      trouble === "limited" || limit?.isUsedUp
        ? { ...refuse(429, "Too many requests"), headers: { "retry-after": String(waitSeconds()) } }
        : trouble === "failing"
          ? refuse(500, "Something broke")
          : given !== `${key}:`
            ? refuse(401, "The API key is invalid.")
            : undefined;
    const reply = early ?? routes({ method, path, query: url.searchParams, json: jsonOf(text) });
    const sent = trouble === "failingLate" ? refuse(500, "Something broke") : reply;
    const headers = { ...sent.headers, ...(limit && { ratelimit: limit.text }) };
    answer(response, { ...sent, headers }, clock.now());
    if (method === "GET" && !early) world.mutate(options.mutationsPerPage ?? 0);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));

  const waitSeconds = () =>
    options.trouble?.retryAfterSeconds ?? Math.max(1, (window.endsAt - Date.now()) / 1000);

  function rateHeader() {
    if (!options.rate) return undefined;
    const { limit, seconds } = options.rate;
    if (Date.now() >= window.endsAt) Object.assign(window, { endsAt: Date.now() + seconds * 1000, used: 0 });
    window.used += 1;
    const reset = Math.max(0, (window.endsAt - Date.now()) / 1000).toFixed(2);
    return {
      isUsedUp: window.used > limit,
      text: `limit=${limit}, remaining=${Math.max(0, limit - window.used)}, reset=${reset}`,
    };
  }

  /** To every subscription that asked for it, as the event is when it is sent. */
  function tell(event: CloseEvent): void {
    for (const subscription of subscriptions) {
      const wants = subscription.events.some(
        ({ object_type, action }) => object_type === event.object_type && action === event.action,
      );
      if (subscription.status !== "active" || !wants) continue;
      post.add(async () => {
        const target = { url: subscription.url, secret: subscription.signature_key };
        return (await sendFromClose(target, event)).status;
      });
    }
  }

  const pushing = options.pushEveryMs && setInterval(() => void post.settle(), options.pushEveryMs);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    account: world.organization,
    clock,
    options,
    subscriptions,
    requests,
    create: world.create,
    update: world.update,
    remove: world.remove,
    mutate: world.mutate,
    fill: world.fill,
    hide: world.hide,
    /** Logs what happened to an object that this Close does not keep. */
    log: (event: CloseEvent) => world.log.push(event),
    events: (): readonly CloseEvent[] => world.log,
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
    async stop(): Promise<void> {
      if (pushing) clearInterval(pushing);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type LocalClose = Awaited<ReturnType<typeof startClose>>;

function jsonOf(text: string): Fields {
  return text === "" ? {} : (JSON.parse(text) as Fields);
}
