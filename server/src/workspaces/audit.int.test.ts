import type { AuditEntry } from "@sluice/shared/workspaces";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { audit } from "./index.ts";

const AUDIT = "/api/v1/audit";
const principal = {
  workspaceId: "default",
  role: "member",
  actor: { kind: "user", id: "usr_1", name: "Ada" },
} as const;
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
});
afterAll(() => app.close());

const list = async (query = ""): Promise<{ data: AuditEntry[]; nextCursor: string | null }> =>
  (await app.api("GET", `${AUDIT}${query}`)).body;

test("what was done is listed, newest first, page by page, by target and by actor", async () => {
  const { ctx } = app.services;
  await audit(ctx, principal, "job.paused", "job_1");
  await audit(ctx, { ...principal, workspaceId: "ws_other" }, "job.removed", "job_1");
  await audit(
    ctx,
    { ...principal, actor: { kind: "key", id: "key_1", name: "CI" } },
    "job.resumed",
    "job_1",
    {
      reason: "again",
    },
  );
  await audit(ctx, principal, "job.paused", "job_2");

  const all = await list();
  expect(all.data.map(({ action, target }) => [action, target])).toEqual([
    ["job.paused", "job_2"],
    ["job.resumed", "job_1"],
    ["job.paused", "job_1"],
  ]);
  expect(all.data[1]).toMatchObject({
    id: expect.stringMatching(/^aud_/),
    at: expect.stringMatching(/Z$/),
    actor: { kind: "key", id: "key_1", name: "CI" },
    details: { reason: "again" },
  });
  const first = await list("?limit=2");
  expect(first.data).toEqual(all.data.slice(0, 2));
  expect(await list(`?limit=2&cursor=${first.nextCursor}`)).toEqual({
    data: all.data.slice(2),
    nextCursor: null,
  });
  expect((await list("?target=job_1")).data.map(({ action }) => action)).toEqual([
    "job.resumed",
    "job.paused",
  ]);
  expect((await list("?actorId=usr_1")).data.map(({ target }) => target)).toEqual(["job_2", "job_1"]);
});

test("an entry that cannot be stored fails nothing", async () => {
  const other = await startTestApp(inject("mongoUri"));
  const { ctx } = other.services;
  await other.close();
  await audit(ctx, principal, "job.paused", "job_1");
});
