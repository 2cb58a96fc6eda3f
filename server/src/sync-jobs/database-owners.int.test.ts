import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { ownDatabases } from "../platform/migrations/0009-own-databases.ts";
import { owner } from "../testing/index.ts";
import { errorOf, jobsApp } from "./jobs-testing.ts";
import { jobRepo } from "./repo.ts";

const { app, newJob } = await jobsApp("owners", { SLUICE_ALLOW_PRIVATE: "1" });
const { ctx } = app.services;
const ada = await owner(app);
const workspace = async (name: string): Promise<string> =>
  (await ada.call("POST", "/api/workspaces", { name })).body.id;
const [one, two] = [await workspace("One"), await workspace("Two")];
const jobsOf = (id: string) => `/api/workspaces/${id}/sync-jobs`;
const create = (id: string, destination: object) =>
  ada.call("POST", jobsOf(id), { ...newJob, destination }, { "sluice-workspace": id });
const name = () => `owners_${randomUUID().slice(0, 8)}`;
const ofAnother = (answer: { status: number; body: unknown }) =>
  expect(errorOf(answer)).toMatchObject({
    status: 422,
    message: expect.stringContaining("another workspace"),
  });

test("a database stays its workspace's when the job is gone, under every name of the server", async () => {
  const database = name();
  const made = await create(one, { database });
  expect(made.status).toBe(201);
  const removed = await ada.call("DELETE", `${jobsOf(one)}/${made.body.id}`, undefined, {
    "sluice-workspace": one,
  });
  expect(removed.status).toBe(204);
  await ctx.db.collection<{ _id: string }>("sync_jobs").deleteOne({ _id: made.body.id });
  const uri = inject("mongoUri");
  for (const destination of [{ database }, { database, uri }]) ofAnother(await create(two, destination));
  const alias = { database, uri: uri.replace("127.0.0.1", "localhost") };
  ofAnother(await create(two, alias));
  const check = { ...alias, events: ["customer.*"] };
  const report = await ada.call("POST", "/api/v1/destinations/check", check, { "sluice-workspace": two });
  expect(report.body).toMatchObject({ ok: false, collections: [] });
  expect((await create(one, { database })).status).toBe(201);
});

test("of two workspaces that want a database at once one gets it", async () => {
  for (let round = 0; round < 5; round += 1) {
    const database = name();
    const answers = await Promise.all([create(one, { database }), create(two, { database })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422]);
  }
});

test("the databases of a ledger from before are the first job's that is known, also a deleted one's", async () => {
  const db = ctx.db.client.db(name());
  onTestFinished(async () => void (await db.dropDatabase()));
  const job = (_id: string, workspaceId: string, server: string, database: string) => ({
    _id,
    workspaceId,
    createdAt: new Date(),
    destination: { server, database },
  });
  await db
    .collection<{ _id: string }>("sync_jobs")
    .insertMany([
      { ...job("job_1", "ws_a", "ledger", "crm"), ...{ deletedAt: new Date() } },
      job("job_2", "ws_b", "ledger", "crm"),
      job("job_3", "ws_b", ctx.db.client.options.hosts.join(","), "billing"),
      job("job_4", "ws_b", "db.example:27017", "elsewhere"),
    ]);
  for (let n = 0; n < 2; n += 1) await ownDatabases.up(db);
  const owners = await db.collection("database_owners").find().sort({ _id: 1 }).toArray();
  expect(owners.map(({ _id, workspaceId }) => [_id, workspaceId])).toEqual([
    ["billing", "ws_b"],
    ["crm", "ws_a"],
  ]);
});

test("users of a destination are found whether or not MongoDB's own port was written down", async () => {
  const jobs = ctx.db.collection<{ _id: string }>("sync_jobs");
  const database = name();
  const stored = (_id: string, server: string) => ({
    _id,
    workspaceId: one,
    destination: { server, database },
  });
  await jobs.insertMany([stored("job_bare", "a.example,b.example"), stored("job_other", "a.example:27018")]);
  onTestFinished(async () => void (await jobs.deleteMany({ _id: { $in: ["job_bare", "job_other"] } })));
  const users = await jobRepo(ctx.db).usersOfDestination("a.example:27017,b.example:27017", database);
  expect(users.map(({ _id }) => _id)).toEqual(["job_bare"]);
});
