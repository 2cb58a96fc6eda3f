import type { Analytics, SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { failureGroup } from "./failure-group.ts";
import { customerEvent, sender } from "./receive-testing.ts";
import { type EventRow, eventRows } from "./repo.ts";
import { failureTerm } from "./terms.ts";

let app: TestApp;
let job: SyncJob;
const { createJob, post } = sender(() => app);
const MESSAGES = ["E11000 duplicate key", "Document failed validation", "no object in it"];

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
  job = await createJob();
  await settled("customer.created", 30, { status: "processed", ms: 100 });
  await settled("customer.created", 10, { status: "processed", ms: 20_000 });
  await settled("invoice.paid", 6, { status: "processed", ms: 50 });
  await settled("invoice.paid", 2, { status: "failed", message: 0 });
  await settled("charge.failed", 3, { status: "failed", message: 1 });
  await settled("charge.failed", 1, { status: "failed", message: 0 });
  await settled("=cmd|'/c calc'", 1, { status: "filtered" });
  await app.services.rollups.mark(job.id, [new Date()]);
});
afterAll(() => app.close());

async function settled(
  type: string,
  n: number,
  { status, ms = 0, message }: { status: EventRow["status"]; ms?: number; message?: number },
): Promise<void> {
  const rows = eventRows(app.services.ctx.db);
  for (let index = 0; index < n; index += 1) {
    const { body } = await post(job, JSON.stringify(customerEvent()));
    const row = (await rows.findOne({ _id: body.id })) as EventRow;
    const text = MESSAGES[message ?? -1];
    const group = text && failureGroup("validation", text);
    await rows.updateOne(
      { _id: body.id },
      {
        $set: {
          type,
          status,
          settledAt: new Date(row.receivedAt.getTime() + ms),
          ...(text && group && { error: { code: "validation", message: text, group } }),
        },
        ...(group && { $addToSet: { terms: failureTerm(group) } }),
      },
    );
  }
}

const path = () => `/api/workspaces/default/sync-jobs/${job.id}/analytics`;
const read = async (query = ""): Promise<Analytics> => (await app.api("GET", `${path()}${query}`)).body;

test("each type tells what became of it, how fast, and its share of failures", async () => {
  await expect
    .poll(async () => (await read()).types.map(({ received }) => received), { timeout: 20_000 })
    .toEqual([40, 8, 4, 1]);
  const { types, typeCount } = await read();
  expect(typeCount).toBe(4);
  const [created, invoice, charge, odd] = types;
  expect(created).toMatchObject({ type: "customer.created", processed: 40, failed: 0, failedShare: 0 });
  expect(created?.latencyMs.p50).toBeGreaterThan(80);
  expect(created?.latencyMs.p50).toBeLessThan(125);
  expect(created?.latencyMs.p95).toBeGreaterThan(16_000);
  expect(created?.latencyMs.p95).toBeLessThan(25_000);
  expect(invoice).toMatchObject({ type: "invoice.paid", processed: 6, failed: 2, failedShare: 0.25 });
  expect(invoice?.latencyMs.p95).toBeLessThan(63);
  expect(charge).toMatchObject({ failed: 4, failedShare: 1, latencyMs: { p50: null, p95: null } });
  expect(odd).toMatchObject({ filtered: 1, failedShare: null });
  expect(created?.sparkline.reduce((sum, n) => sum + n, 0)).toBe(40);
});

test("causes of failure are told over time, of all types or of one", async () => {
  const sums = ({ points }: Analytics) =>
    points.reduce<number[]>((sum, { causes }) => causes.map((n, index) => n + (sum[index] ?? 0)), []);
  const all = await read();
  expect(all.causes.map(({ count }) => count)).toEqual([3, 3]);
  expect(sums(all)).toEqual([3, 3]);
  expect(all.points.reduce((sum, { failed }) => sum + failed, 0)).toBe(6);

  const one = await read("?type=charge.failed");
  expect(one.causes.map(({ count }) => count)).toEqual([3, 1]);
  expect(sums(one)).toEqual([3, 1]);
  expect(one.points.reduce((sum, { received }) => sum + received, 0)).toBe(4);
  expect(one.points.every(({ latencyMs }) => latencyMs.p95 === null)).toBe(true);
  expect(one.types).toHaveLength(4);
  const created = await read("?type=customer.created");
  expect(created.points.find(({ processed }) => processed > 0)?.latencyMs.p50).toBeLessThan(125);
});

test("a range without events has points and nothing else", async () => {
  const none = await read("?from=2026-01-01T00:00:00Z&to=2026-01-08T00:00:00Z");
  expect(none).toMatchObject({ types: [], causes: [], typeCount: 0 });
  expect(none.points.length).toBeGreaterThan(20);
  expect((await app.api("GET", `${path()}?from=2026-01-08T00:00:00Z&to=2026-01-01T00:00:00Z`)).status).toBe(
    400,
  );
});

test("the table is a download, and no spreadsheet takes a type for a formula", async () => {
  const answer = await fetch(`${app.url}${path()}/export`, {
    headers: { authorization: `Bearer ${app.ownerKey}` },
  });
  expect(answer.headers.get("content-disposition")).toContain("event-types.csv");
  const lines = (await answer.text()).trim().split("\r\n");
  expect(lines[0]).toBe("type,received,processed,failed,filtered,open,failedShare,p50Ms,p95Ms");
  expect(lines[2]).toMatch(/^invoice\.paid,8,6,2,0,0,0\.25,/);
  expect(lines[4]).toMatch(/^'=cmd/);
});
