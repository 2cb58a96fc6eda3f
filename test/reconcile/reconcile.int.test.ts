import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stand, type StandJob, startStand } from "./bench-job.ts";

const COLLECTIONS = ["customers", "products"];
let stand: Stand;
let job: StandJob;

beforeAll(async () => {
  stand = await startStand({ seed: 7 });
  stand.stripe.fill({ customers: 350, products: 120 });
});
afterAll(() => stand.close());

const ids = (collection: string) => [...stand.stripe.state().get(collection)!.keys()].sort();

test("a copy that equals the provider is proven to", async () => {
  job = await stand.newJob();
  await job.fill(COLLECTIONS);
  const report = await job.reconcile({ collections: COLLECTIONS });
  expect(report).toMatchObject({
    verdict: "equal",
    totals: { inProvider: 470, inDestination: 470, equal: 470, missing: 0, stale: 0, extra: 0, changed: 0 },
    collections: [
      { collection: "customers", equal: 350 },
      { collection: "products", equal: 120 },
    ],
  });
  expect(report.text).toMatch(/^Equal: 470 objects in 2 collections$/);
  expect(report.requests).toBe(7);
  await job.expectOracle(COLLECTIONS);
});

test("what is dropped, corrupted and added is found, shown field by field, and repaired", async () => {
  const customers = ids("customers");
  const [gone, changed, other] = customers as [string, string, string];
  await job.collection("customers").deleteOne({ _id: gone });
  await job
    .collection("customers")
    .updateOne({ _id: changed }, { $set: { email: "wrong@example.com", more: 1 } });
  await job.collection("customers").updateOne({ _id: other }, { $unset: { email: "" } });
  const extra = await job.collection("customers").findOne({ _id: customers[3]! });
  await job.collection("customers").insertOne({ ...extra, _id: "cus_extra" });
  // Of a connected account, which the key's lists do not hold.
  const connected = { ...(extra?._sync_metadata as object), account: "acct_connected" };
  await job.collection("customers").insertOne({ ...extra, _id: "cus_connected", _sync_metadata: connected });
  // Of the other mode, for which the key cannot ask: not provable.
  const live = { ...(extra?._sync_metadata as object), livemode: true };
  await job.collection("customers").insertOne({ ...extra, _id: "cus_live", _sync_metadata: live });
  // Not this product's: nobody's business.
  await job.collection("customers").insertOne({ _id: "mine", name: "kept" });

  const report = await job.reconcile({ collections: COLLECTIONS });
  expect(report).toMatchObject({
    verdict: "differs",
    totals: { inProvider: 470, inDestination: 471, equal: 467, missing: 1, stale: 2, extra: 1, unproven: 1 },
  });
  expect(report.text).toMatch(
    /^1 missing, 2 stale, 1 extra of 470 objects in 2 collections; 1 could not be proven$/,
  );
  expect(report.collections[0]?.fields).toEqual([
    { path: "email", count: 2 },
    { path: "more", count: 1 },
  ]);
  const findings = await job.findings(report);
  expect(findings.map(({ id, kind }) => [id, kind])).toEqual(
    [
      [gone, "missing"],
      [changed, "stale"],
      [other, "stale"],
      ["cus_extra", "extra"],
    ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
  expect(findings.find(({ id }) => id === changed)?.differences).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ path: "email", here: "wrong@example.com", there: expect.anything() }),
      { path: "more", here: 1 },
    ]),
  );
  expect((await job.findings(report, "&kind=extra")).map(({ id }) => id)).toEqual(["cus_extra"]);
  const notices = (await stand.app.api("GET", `/api/workspaces/default/sync-jobs/${job.job.id}`)).body;
  expect(JSON.stringify(notices)).toContain("reconcile_differs");

  const wish = { kinds: ["missing", "stale", "extra"] };
  expect(await job.call("POST", `/${report.runId}/repair/preview`, wish)).toEqual({
    missing: 1,
    stale: 2,
    extra: 1,
    total: 4,
    deleteMode: "hard",
  });
  expect(await job.repair(report, wish)).toMatchObject({
    status: "completed",
    counts: { repaired: 4, failed: 0, alreadyRight: 0, newerEventWon: 0 },
  });
  expect(await job.collection("customers").findOneAndDelete({ _id: "cus_live" })).not.toBeNull();
  const kept = await job.collection("customers").findOneAndDelete({ _id: "mine" });
  expect(kept).toEqual({ _id: "mine", name: "kept" });
  expect(await job.collection("customers").findOneAndDelete({ _id: "cus_connected" })).not.toBeNull();
  await job.expectOracle(COLLECTIONS);
  const written = await job.collection("customers").findOne({ _id: changed });
  expect(written?._sync_metadata).toMatchObject({ via: "reconcile", jobId: job.job.id });

  // Once more changes nothing.
  expect(await job.repair(report, wish)).toMatchObject({ counts: { repaired: 0, alreadyRight: 4 } });
  const again = await job.reconcile({ collections: COLLECTIONS });
  expect(again).toMatchObject({ verdict: "equal", totals: { equal: 470 } });
  const [, before] = (await job.call<{ data: (typeof again)[] }>("GET", "/reports")).data;
  expect(before?.repairs.map(({ text }) => text)).toEqual([
    "Repaired 4 of 4",
    "Repaired 0 of 4; 4 had become right",
  ]);
  const after = (await stand.app.api("GET", `/api/workspaces/default/sync-jobs/${job.job.id}`)).body;
  expect(JSON.stringify(after)).not.toContain("reconcile_differs");
});

test("a tombstone for what the provider has is missing, with who deleted it; a soft delete is not extra", async () => {
  const soft = await stand.newJob({ webhookConfig: { secret: "whsec_soft_mode", deleteMode: "soft" } });
  await soft.fill(["customers"]);
  const [first] = ids("customers") as [string];
  await soft.collection("customers").deleteOne({ _id: first });
  const version = `${String(1_700_000_000_000_000)}8001evt_wrong.000`;
  await soft
    .collection("_sluice_tombstones")
    .insertOne({ _id: `customers:${first}`, version, eventId: "evt_wrong", deletedAt: new Date(0) });
  const sample = await soft.collection("customers").findOne({ _id: ids("customers")[1]! });
  const metadata = sample?._sync_metadata as object;
  await soft
    .collection("customers")
    .insertOne({ ...sample, _id: "cus_soft", _sync_metadata: { ...metadata, deleted: true } });
  await soft.collection("customers").insertOne({ ...sample, _id: "cus_hard" });
  const report = await soft.reconcile({ collections: ["customers"] });
  expect(report.totals).toMatchObject({ missing: 1, extra: 1, stale: 0, inDestination: 350, equal: 349 });
  const [missing, extra] = await soft.findings(report);
  expect(missing).toMatchObject({ id: first, kind: "missing", reason: expect.stringContaining("evt_wrong") });
  expect(extra).toMatchObject({ id: "cus_hard", kind: "extra" });
  expect(await soft.repair(report, { kinds: ["missing", "extra"] })).toMatchObject({
    counts: { repaired: 2 },
  });
  expect(await soft.collection("customers").findOne({ _id: "cus_hard" })).toMatchObject({
    email: sample?.email,
    _sync_metadata: { deleted: true, via: "reconcile" },
  });
  await soft.expectOracle(["customers"]);
  expect((await soft.reconcile({ collections: ["customers"] })).verdict).toBe("equal");
});

test("fields that are not to be compared are not", async () => {
  await job.collection("customers").updateMany({}, { $set: { invoice_prefix: "OTHER" } });
  const report = await job.reconcile({ collections: ["customers"], ignore: ["invoice_prefix"] });
  expect(report).toMatchObject({ verdict: "equal", ignored: ["invoice_prefix"] });
});
