import type { SaveDraft, SyncJob, SyncJobDraft } from "@sluice/shared/sync-jobs";
import { expect, inject, test } from "vitest";
import { cleanUp } from "../retention/index.ts";
import { getDraft, saveDraft } from "./drafts.ts";
import { JOBS, jobsApp } from "./jobs-testing.ts";

const DRAFT = "/api/workspaces/default/sync-job-draft";
const { app } = await jobsApp("drafts", { SLUICE_ALLOW_PRIVATE: "1" });
const { ctx } = app.services;
const read = async () => (await app.api("GET", DRAFT)).body as { draft: SyncJobDraft | null };
const save = async (draft: SaveDraft): Promise<SyncJobDraft> => {
  const answer = await app.api("PUT", DRAFT, draft);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return (answer.body as { draft: SyncJobDraft }).draft;
};

test("what is filled in comes back as it was, however unfinished; secrets only as there or not", async () => {
  expect(await read()).toEqual({ draft: null });
  await save({
    step: "destination",
    name: "",
    source: { connector: "stripe", apiKey: "rk_live_draft" },
    destination: { uri: "mongodb://ada:s3cret@db.example.com:27018/?tls=true", database: "not valid yet!" },
    webhookConfig: { events: ["invoice.*"], secret: "whsec_of_a_draft" },
  });
  const { draft } = await read();
  expect(draft).toEqual({
    step: "destination",
    name: "",
    source: { connector: "stripe", hasApiKey: true },
    destination: { hasUri: true, server: "db.example.com:27018", database: "not valid yet!" },
    webhookConfig: { events: ["invoice.*"], hasSecret: true },
    savedAt: expect.any(String),
  });
  const stored = JSON.stringify(await ctx.db.collection("sync_job_drafts").find().toArray());
  expect(stored).not.toMatch(/s3cret|whsec_of|rk_live/);
});

test("saving again keeps the secrets that are not given, and null removes one", async () => {
  const kept = await save({ step: "connect", destination: { database: "crm" } });
  expect(kept).toMatchObject({ source: { hasApiKey: true }, destination: { hasUri: true, database: "crm" } });
  const fewer = await save({ step: "connect", destination: { uri: null, database: "crm" } });
  expect(fewer.destination).toEqual({ hasUri: false, database: "crm" });
  expect(fewer.webhookConfig.hasSecret).toBe(true);
});

test("what another tab has kept since is neither taken over nor used", async () => {
  const mine = await save({ step: "connect", destination: { uri: "mongodb://mine.example.com" } });
  await save({ step: "connect", destination: { uri: "mongodb://other.example.com" } });
  const known = { draftSavedAt: mine.savedAt };
  expect((await app.api("PUT", DRAFT, { step: "connect", ...known })).status).toBe(409);
  const destination = { database: "drafts_test" };
  const body = { name: "Mine", source: { connector: "stripe" }, destination, fromDraft: true, ...known };
  expect((await app.api("POST", JOBS, body)).status).toBe(409);
  expect((await read()).draft?.destination.server).toBe("other.example.com:27017");
});

test("everybody has a draft of their own in each workspace", async () => {
  const ada = { workspaceId: "default", actor: { kind: "user", id: "usr_ada", name: "Ada" } } as const;
  await saveDraft(ctx, ada, { step: "source", name: "Ada's" });
  expect((await getDraft(ctx, ada)).draft?.name).toBe("Ada's");
  expect((await getDraft(ctx, { ...ada, workspaceId: "ws_other" })).draft).toBeNull();
  expect((await read()).draft?.name).not.toBe("Ada's");
});

test("a destination is tried and a job made with the secrets the draft keeps; then the draft is gone", async () => {
  const uri = inject("mongoUri");
  await save({ step: "connect", destination: { uri }, webhookConfig: { secret: "whsec_of_a_draft" } });
  const destination = { database: "drafts_test", collectionPrefix: "d_" };
  const check = await app.api("POST", "/api/v1/destinations/check", { ...destination, fromDraft: true });
  expect(check.body).toMatchObject({ ok: true, server: new URL(uri).host });
  const body = { name: "Done", source: { connector: "stripe" }, destination, fromDraft: true };
  const created = await app.api("POST", JOBS, body);
  expect(created.status).toBe(201);
  expect(created.body as SyncJob).toMatchObject({
    destination: { server: new URL(uri).host },
    secrets: [{ masked: "whsec_••••raft" }],
  });
  expect(await read()).toEqual({ draft: null });
});

test("a draft is thrown away by its owner, or after a month", async () => {
  await save({ step: "source" });
  expect((await app.api("DELETE", DRAFT)).status).toBe(204);
  expect(await read()).toEqual({ draft: null });
  await save({ step: "source" });
  await cleanUp(ctx, app.services.lanes.lanes);
  expect((await read()).draft).not.toBeNull();
  await cleanUp(ctx, app.services.lanes.lanes, "", new Date(Date.now() + 31 * 86_400_000));
  expect(await read()).toEqual({ draft: null });
});
