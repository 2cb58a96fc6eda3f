import { afterAll, describe, expect, test } from "vitest";
import { connectorOf } from "../../server/src/connectors/index.ts";
import { type CloseOptions, type LocalClose, startClose } from "./close.ts";
import { changesAll, eventIds, listAll } from "./walk.ts";

const connector = connectorOf("close");
const api = connector.api!;
const running: LocalClose[] = [];
afterAll(() => Promise.all(running.map((one) => one.stop())));

async function close(options: CloseOptions = {}) {
  const provider = await startClose(options);
  running.push(provider);
  return { provider, access: { apiKey: provider.key, baseUrl: provider.url } };
}
const idsIn = (provider: LocalClose, collection: string) => [...provider.state().get(collection)!.keys()];

describe("a list", () => {
  test.each(["leads", "contacts", "opportunities", "activities", "tasks"])(
    "of %s is whole although Close refuses to skip deeply",
    async (collection) => {
      const { provider, access } = await close({ maxSkip: 300 });
      provider.fill({ leads: 700 });
      if (collection !== "leads") provider.fill({ [collection]: 900 });
      const found = await listAll(api, access, collection);
      expect(new Set(found.map(({ id }) => id))).toEqual(new Set(idsIn(provider, collection)));
      const one = found.at(-1)!;
      expect(one.document).toEqual(provider.state().get(collection)!.get(one.id));
    },
  );

  test("of many objects of one second is whole", async () => {
    const { provider, access } = await close();
    provider.fill({ activities: 350 }, 0.00001);
    const found = await listAll(api, access, "activities");
    expect(new Set(found.map(({ id }) => id)).size).toBe(350);
  });

  test("has the object's own update time, as webhooks do", async () => {
    const { provider, access } = await close();
    const lead = provider.create("leads");
    const { snapshots } = await api.list(access, "leads", undefined);
    const mapping = connector.map({ event: provider.events()[0] }, "lead.created");
    expect(snapshots).toMatchObject([{ id: lead.id, at: mapping.kind === "change" && mapping.at }]);
  });

  test("misses nothing that was there before, while everything changes, and in any trouble", async () => {
    const trouble = { failing: 10, dropped: 10, slow: 10, slowMs: 5 };
    const { provider, access } = await close({ seed: 4, maxSkip: 200, mutationsPerPage: 20, trouble });
    provider.fill({ leads: 200, activities: 500 });
    for (const collection of ["leads", "activities"]) {
      const before = new Set(idsIn(provider, collection));
      const seen = new Set((await listAll(api, access, collection)).map(({ id }) => id));
      const missed = idsIn(provider, collection).filter((id) => before.has(id) && !seen.has(id));
      expect(missed).toEqual([]);
    }
  });

  test("of everything that is offered is understood", async () => {
    const { access } = await close();
    for (const { collection } of api.entities) expect(await listAll(api, access, collection)).toEqual([]);
    await expect(api.list(access, "charges", undefined)).rejects.toMatchObject({ code: "refused" });
  });
});

describe("changes", () => {
  test("are the webhooks' envelopes of what is settled; what is young or logged meanwhile comes next", async () => {
    const { provider, access } = await close();
    provider.mutate(100);
    provider.clock.advance(3_600_000);
    const since = new Date(provider.clock.now());
    const before = provider.events().length;
    provider.mutate(240);
    provider.clock.advance(400_000);
    provider.mutate(30);
    const first = await changesAll(api, access, since, () => provider.mutate(10));
    expect(first.payloads.length).toBeGreaterThan(100);
    provider.clock.advance(400_000);
    const next = await changesAll(api, access, new Date(first.upTo));
    const seen = new Set(eventIds("close", [...first.payloads, ...next.payloads]));
    expect(
      provider
        .events()
        .slice(before)
        .filter(({ id }) => !seen.has(id)),
    ).toEqual([]);
    expect(connector.map(first.payloads[0], "lead.updated")).toMatchObject({ kind: "change" });
  });

  test("never hold an event that may still take in others", async () => {
    const { provider, access } = await close();
    const since = new Date(provider.clock.now());
    const lead = provider.create("leads");
    provider.update("leads", lead.id as string, { name: "first" });
    expect((await changesAll(api, access, since)).payloads).toEqual([]);
    provider.update("leads", lead.id as string, { name: "last" });
    provider.clock.advance(400_000);
    const { payloads } = await changesAll(api, access, since);
    expect(payloads).toMatchObject([
      { event: { action: "updated", data: { name: "last" } } },
      { event: { action: "created" } },
    ]);
  });
});

test("what the log does not show to a key is given apart, and a deletion as ever", async () => {
  const { provider, access } = await close({ isAdmins: false });
  const start = new Date(provider.clock.now());
  const [lead, other] = [provider.create("leads"), provider.create("leads")];
  provider.remove("leads", other.id as string);
  provider.clock.advance(3_600_000);
  const young = provider.create("leads");
  provider.clock.advance(400_000);
  const page = await api.changes(access, start, undefined);
  expect(page.payloads).toMatchObject([
    { event: { object_id: young.id, data: young } },
    { event: { object_id: other.id, action: "deleted" } },
  ]);
  expect(page.withheld).toEqual({
    changes: [other, lead].map(({ id }) => ({ type: "lead.created", collection: "leads", id })),
    reason: expect.stringContaining("admin"),
  });
});

describe("an object", () => {
  test("is found as it is, or gone, or not to be asked for", async () => {
    const { provider, access } = await close();
    for (const collection of ["leads", "activities"]) {
      const made = provider.create(collection);
      const id = made.id as string;
      expect(await api.find(access, collection, id)).toMatchObject({ operation: "upsert", document: made });
      provider.remove(collection, id);
      const gone = await api.find(access, collection, id);
      expect(gone).toMatchObject({ operation: "delete", id, document: {} });
      expect(provider.clock.now() - gone!.at / 1000).toBeLessThan(8_000);
    }
    expect(await api.find(access, "custom_fields", "cf_1")).toBeUndefined();
  });
});

describe("trouble has a name", () => {
  test.each([
    [
      { limited: 100, retryAfterSeconds: 7 },
      { code: "rate", retryAfterMs: 7_000 },
    ],
    [{ failing: 100 }, { code: "unavailable" }],
    [{ dropped: 100 }, { code: "unavailable" }],
  ])("%o", async (trouble, expected) => {
    const { access } = await close({ trouble });
    await expect(api.list(access, "leads", undefined)).rejects.toMatchObject(expected);
  });

  test("a limit that is used up is waited for without asking", async () => {
    const { provider, access } = await close({ rate: { limit: 2, seconds: 30 } });
    await api.list(access, "leads", undefined);
    await api.list(access, "leads", undefined);
    const refused = await api.list(access, "leads", undefined).catch((caught: unknown) => caught);
    expect(refused).toMatchObject({ code: "rate" });
    expect((refused as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(25_000);
    expect(provider.requests).toHaveLength(2);
  });

  test("a refused key, nobody there, somebody else, a given up request", async () => {
    const { access } = await close();
    const asked = (over: object) => api.list({ ...access, ...over }, "leads", undefined);
    await expect(asked({ apiKey: "other" })).rejects.toMatchObject({ code: "credentials" });
    await expect(asked({ baseUrl: "http://127.0.0.1:9" })).rejects.toMatchObject({ code: "unavailable" });
    await expect(asked({ signal: AbortSignal.abort(new Error("given up")) })).rejects.toThrow("given up");
  });

  test("the organization is told", async () => {
    const { provider, access } = await close();
    expect(await api.identify(access)).toEqual({ account: provider.account, name: "Local organization" });
    const alsoIn = [{ id: "orga_another", name: "Another" }];
    const two = await close({ alsoIn });
    two.provider.fill({ leads: 1 });
    expect((await api.identify(two.access)).account).toBe(two.provider.account);
  });
});

test("webhooks are made, changed, listed and removed", async () => {
  const { provider, access } = await close();
  const webhooks = api.webhooks!;
  const { secret, id } = await webhooks.create(access, "https://a.example.com", ["activity.call.updated"]);
  expect(secret).toMatch(/^[\da-f]{64}$/);
  expect(provider.subscriptions[0]!.events).toEqual([{ object_type: "activity.call", action: "updated" }]);
  provider.subscriptions[0]!.status = "paused";
  expect(await webhooks.list(access)).toEqual([
    { id, url: "https://a.example.com", isEnabled: false, events: ["activity.call.updated"] },
  ]);
  const events = ["lead.created", "lead.merged"];
  expect(await webhooks.update(access, id, events)).toMatchObject({ isEnabled: true, events });
  await webhooks.remove(access, id);
  await webhooks.remove(access, id);
  expect(await webhooks.list(access)).toEqual([]);
});
