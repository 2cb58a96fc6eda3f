import { afterAll, describe, expect, test } from "vitest";
import { connectorOf } from "../../server/src/connectors/index.ts";
import { type LocalStripe, type StripeOptions, startStripe } from "./stripe.ts";
import { changesAll, eventIds, listAll } from "./walk.ts";

const api = connectorOf("stripe").api!;
const running: LocalStripe[] = [];
afterAll(() => Promise.all(running.map((one) => one.stop())));

async function stripe(options: StripeOptions = {}) {
  const provider = await startStripe(options);
  running.push(provider);
  const access = { apiKey: provider.key, baseUrl: provider.url };
  return { provider, access };
}
const idsIn = (provider: LocalStripe, collection: string) => [...provider.state().get(collection)!.keys()];

describe("a list", () => {
  test("gives every object once, as it is, at the provider's time", async () => {
    const { provider, access } = await stripe({ skewMs: 3_600_000 });
    provider.fill({ customers: 350 });
    const found = await listAll(api, access, "customers");
    expect(found.map(({ id }) => id)).toEqual(idsIn(provider, "customers").reverse());
    expect(found[7]?.document).toEqual(provider.state().get("customers")!.get(found[7]!.id));
    const behind = provider.clock.now() - found[0]!.at / 1000;
    expect(found[0]!.at % 1_000_000).toBe(0);
    expect(behind).toBeGreaterThan(1_900);
    expect(behind).toBeLessThan(8_000);
    expect(provider.requests.every(({ version }) => version === undefined)).toBe(true);
  });

  test("goes on where the object that a cursor names is deleted meanwhile", async () => {
    const { provider, access } = await stripe();
    provider.fill({ products: 250 });
    const first = await api.list(access, "products", undefined);
    for (const { id } of first.snapshots.slice(-3)) provider.remove("products", id);
    const second = await api.list(access, "products", first.next);
    const third = await api.list(access, "products", second.next);
    const seen = new Set([first, second, third].flatMap(({ snapshots }) => snapshots.map(({ id }) => id)));
    expect(third.next).toBeUndefined();
    expect(idsIn(provider, "products").filter((id) => !seen.has(id))).toEqual([]);
  });

  test("misses nothing that was there before, while everything changes between pages, and in any trouble", async () => {
    const trouble = { limited: 10, failing: 10, dropped: 10, slow: 10, slowMs: 5, retryAfterSeconds: 0 };
    const { provider, access } = await stripe({ seed: 3, mutationsPerPage: 20, trouble });
    provider.fill({ products: 600 });
    const before = new Set(idsIn(provider, "products"));
    const seen = new Set((await listAll(api, access, "products")).map(({ id }) => id));
    const still = idsIn(provider, "products").filter((id) => before.has(id));
    expect(still.length).toBeLessThan(600);
    expect(still.filter((id) => !seen.has(id))).toEqual([]);
  });

  test("of the account that a job's events name has the ids of those events, and so is each found", async () => {
    const { provider, access } = await stripe();
    provider.fill({ products: 3, customers: 2 });
    const connected = { ...access, account: "acct_1" };
    const products = await listAll(api, connected, "products");
    const [own] = idsIn(provider, "products");
    const event = { id: "evt_1", type: "product.updated", created: 1, account: "acct_1" };
    const object = provider.state().get("products")!.get(own!);
    const mapped = connectorOf("stripe").map({ ...event, data: { object } }, event.type);
    expect(products.map(({ id }) => id)).toContain(mapped.kind === "change" && mapped.id);
    for (const { id, document } of products)
      expect(await api.find(connected, "products", id)).toMatchObject({ operation: "upsert", id, document });
    expect((await listAll(api, connected, "customers")).map(({ id }) => id).sort()).toEqual(
      idsIn(provider, "customers").sort(),
    );
    // Of another account nothing is proven.
    expect(await api.find(connected, "products", own!)).toBeUndefined();
    expect(await api.find(access, "products", `acct_1:${own}`)).toBeUndefined();
    expect(await api.find(access, "products", own!)).toMatchObject({ operation: "upsert" });
  });

  test("asks for ended subscriptions too", async () => {
    const { provider, access } = await stripe();
    await api.list(access, "subscriptions", undefined);
    expect(provider.requests[0]).toMatchObject({ path: "subscriptions", query: "?status=all&limit=100" });
  });

  test("of everything that is offered is understood", async () => {
    const { access } = await stripe();
    for (const { collection } of api.entities)
      expect(await api.list(access, collection, undefined)).toMatchObject({ snapshots: [] });
    await expect(api.list(access, "leads", undefined)).rejects.toMatchObject({ code: "refused" });
  });
});

describe("changes", () => {
  const since = (provider: LocalStripe) => new Date(provider.clock.now());

  test("come oldest first and none is skipped, while more are logged between pages", async () => {
    const { provider, access } = await stripe();
    provider.mutate(50);
    provider.clock.advance(400_000);
    const start = since(provider);
    const before = provider.events().length;
    provider.mutate(450);
    const { payloads, upTo } = await changesAll(api, access, start, (page) => {
      if (page < 4) provider.mutate(60);
    });
    const all = provider.events().map(({ id }) => id);
    expect(eventIds("stripe", payloads)).toEqual(all.slice(before));
    expect(provider.clock.now() - upTo).toBeLessThan(8_000);
  });

  test("of an account without older events are all given, and what is logged meanwhile the next time", async () => {
    const { provider, access } = await stripe();
    const start = since(provider);
    provider.mutate(330);
    const first = await changesAll(api, access, start, (page) => {
      if (page < 4) provider.mutate(20);
    });
    const next = await changesAll(api, access, new Date(first.upTo));
    const seen = new Set(eventIds("stripe", [...first.payloads, ...next.payloads]));
    expect(provider.events().filter(({ id }) => !seen.has(id))).toEqual([]);
  });

  test("that the log shows late are found by the next walk", async () => {
    const { provider, access } = await stripe();
    provider.mutate(5);
    provider.clock.advance(400_000);
    const start = since(provider);
    const before = provider.events().length;
    provider.lag(60_000);
    provider.mutate(200);
    const first = await changesAll(api, access, start);
    provider.clock.advance(60_000);
    const next = await changesAll(api, access, new Date(first.upTo));
    const seen = new Set(eventIds("stripe", [...first.payloads, ...next.payloads]));
    expect(first.payloads.length).toBeLessThan(200);
    expect(
      provider
        .events()
        .slice(before)
        .filter(({ id }) => !seen.has(id)),
    ).toEqual([]);
  });

  test("go on where the event of a cursor has left the log, unless later ones have, too", async () => {
    const { provider, access } = await stripe();
    provider.mutate(10);
    provider.clock.advance(86_400_000);
    const start = since(provider);
    provider.clock.advance(86_400_000);
    provider.mutate(150);
    const first = await api.changes(access, start, undefined);
    provider.clock.advance(29 * 86_400_000 - 600_000);
    const again = await api.changes(access, start, first.next);
    const { payloads } = await changesAll(api, access, start);
    expect(again).toMatchObject({ payloads: [], next: expect.stringContaining("down") });
    expect(payloads.length).toBeGreaterThanOrEqual(150);
    provider.clock.advance(86_400_000);
    await expect(api.changes(access, start, first.next)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("30 days"),
    });
  });
});

describe("an object", () => {
  test("is found as it is, or gone, or not to be asked for", async () => {
    const { provider, access } = await stripe();
    const product = provider.create("products");
    const customer = provider.create("customers");
    expect(await api.find(access, "products", product.id as string)).toMatchObject({
      operation: "upsert",
      document: product,
    });
    provider.remove("products", product.id as string);
    provider.remove("customers", customer.id as string);
    for (const [collection, { id }] of [
      ["products", product],
      ["customers", customer],
    ] as const) {
      const gone = await api.find(access, collection, id as string);
      expect(gone).toMatchObject({ operation: "delete", document: {}, id });
      expect(provider.clock.now() - gone!.at / 1000).toBeLessThan(8_000);
    }
    expect(await api.find(access, "balances", "x")).toBeUndefined();
  });
});

describe("trouble has a name", () => {
  test.each([
    [
      { limited: 100, retryAfterSeconds: 7 },
      { code: "rate", retryAfterMs: 7_000, message: /global-rate/ },
    ],
    [{ failing: 100 }, { code: "unavailable" }],
    [{ dropped: 100 }, { code: "unavailable" }],
  ])("%o", async (trouble, expected) => {
    const { access } = await stripe({ trouble });
    const error = await api.list(access, "customers", undefined).catch((caught: unknown) => caught);
    const { message = /./, ...rest } = expected as { message?: RegExp };
    expect(error).toMatchObject(rest);
    expect((error as Error).message).toMatch(message);
  });

  test("a refused key, a missing permission, nobody there, a given up request", async () => {
    const { access } = await stripe();
    const asked = (apiKey: string) => api.list({ ...access, apiKey }, "customers", undefined);
    await expect(asked("sk_test_other")).rejects.toMatchObject({ code: "credentials" });
    await expect(asked("rk_test_some")).rejects.toMatchObject({
      code: "credentials",
      message: expect.stringContaining("rak_customer_read"),
    });
    const nobody = { ...access, baseUrl: "http://127.0.0.1:9" };
    await expect(api.list(nobody, "customers", undefined)).rejects.toMatchObject({ code: "unavailable" });
    const signal = AbortSignal.abort(new Error("given up"));
    await expect(api.list({ ...access, signal }, "customers", undefined)).rejects.toThrow("given up");
  });

  test("the account is told, and the key's mode", async () => {
    const { provider, access } = await stripe();
    expect(await api.identify(access)).toEqual({
      account: provider.account,
      name: "Local account",
      livemode: false,
    });
  });
});

test("webhooks are made, changed, listed and removed", async () => {
  const { provider, access } = await stripe();
  const webhooks = api.webhooks!;
  provider.addEndpoint("https://other.example.com", ["*"]);
  const { secret, id } = await webhooks.create(access, "https://a.example.com", ["invoice.paid"]);
  expect(secret).toMatch(/^whsec_/);
  provider.endpoints[1]!.status = "disabled";
  expect(await webhooks.list(access)).toEqual([
    { id: "we_hand0", url: "https://other.example.com", isEnabled: true, events: ["*"] },
    { id, url: "https://a.example.com", isEnabled: false, events: ["invoice.paid"] },
  ]);
  const events = ["customer.created", "customer.updated"];
  expect(await webhooks.update(access, id, events)).toMatchObject({ isEnabled: true, events });
  await webhooks.remove(access, id);
  await webhooks.remove(access, id);
  expect(await webhooks.list(access)).toHaveLength(1);
});
