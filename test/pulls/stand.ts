import type { SyncRun } from "@sluice/shared/runs";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { expect } from "vitest";
import { drainStep, lingering, startDrain } from "../../server/src/platform/lanes/index.ts";
import { runKinds } from "../../server/src/run-kinds.ts";
import { advanceRun, type RunDoc } from "../../server/src/runs/index.ts";
import { jobRepo, laneOf, syncLanes } from "../../server/src/sync-jobs/index.ts";
import { startTestApp, type TestApp } from "../../server/src/testing/index.ts";
import type { Fields } from "../property/provider.ts";
import { type CloseOptions, type LocalClose, startClose } from "../providers/close.ts";
import { type LocalStripe, type StripeOptions, startStripe } from "../providers/stripe.ts";

const JOBS = "/api/workspaces/default/sync-jobs";

type Environment = Record<string, string>;
/** The pace of requests is shared by those of one key: each test has its own. */
const ownKey = (prefix: string) => `${prefix}${Math.random().toString(36).slice(2)}`;

/** The app without an engine, beside a local Stripe. What the engine would call, tests call. */
export async function stand(mongoUri: string, options: StripeOptions = {}, env: Environment = {}) {
  const stripe = await startStripe({ key: ownKey("sk_test_"), ...options });
  const bench = await standBeside(mongoUri, stripe, "stripe", { SLUICE_STRIPE_API: stripe.url, ...env });
  return { ...bench, stripe };
}

/** The same beside a local Close. */
export async function closeStand(mongoUri: string, options: CloseOptions = {}) {
  const provider = await startClose({ key: ownKey("api_"), ...options });
  return standBeside(mongoUri, provider, "close", {
    SLUICE_CLOSE_API: provider.url,
    SLUICE_PUBLIC_URL: "https://sluice.example.com",
  });
}

async function standBeside<Provider extends LocalStripe | LocalClose>(
  mongoUri: string,
  provider: Provider,
  connector: "stripe" | "close",
  env: Environment,
) {
  const app: TestApp = await startTestApp(mongoUri, { SLUICE_TIME_SCALE: "0.1", ...env });
  const { ctx } = app.services;
  const deps = { ...app.services, jobOf: jobRepo(ctx.db).findById };
  const runs = ctx.db.collection<RunDoc>("sync_runs");
  const database = `pull_${Math.random().toString(36).slice(2)}`;

  const bench = {
    app,
    provider,
    runs,
    async createJob(over: object = {}): Promise<SyncJob> {
      const { status, body } = await app.api("POST", JOBS, {
        name: "Pulled",
        type: "scheduled",
        source: { connector, apiKey: provider.key },
        destination: { database },
        schedule: { cron: "0 * * * *" },
        ...over,
      });
      expect({ status, body }).toMatchObject({ status: 201 });
      return body;
    },
    pull: async (job: SyncJob, wish: object = {}): Promise<{ status: number; body: SyncRun }> =>
      app.api("POST", `${JOBS}/${job.id}/run`, wish),
    read: async ({ id, jobId }: { id: string; jobId: string }): Promise<SyncRun> =>
      (await app.api("GET", `${JOBS}/${jobId}/runs/${id}`)).body,
    step: (id: string) => advanceRun(ctx, deps, runKinds, id),
    /** Until it ends, without waiting as long as it should. */
    async finish({ id, jobId }: { id: string; jobId: string }): Promise<SyncRun> {
      for (;;) {
        const { next } = await bench.step(id);
        if (next === "end") return bench.read({ id, jobId });
        if (next === "wait") {
          await new Promise((resolve) => setTimeout(resolve, 5));
          await runs.updateOne({ _id: id }, { $set: { "waiting.until": new Date(0) } });
        }
      }
    },
    /** Pulls and waits for its end. */
    async pulled(job: SyncJob, wish: object = {}): Promise<SyncRun> {
      const { status, body } = await bench.pull(job, wish);
      expect({ status, body }).toMatchObject({ status: 202 });
      return bench.finish(body);
    },
    /** Works on what is in the job's lane. */
    async drain(job: SyncJob): Promise<void> {
      const { lanes } = app.services;
      const lane = laneOf(job.id);
      const open = syncLanes(ctx, app.services);
      const owner = `drain_${Math.random()}`;
      if (!(await startDrain(lanes, lane, owner))) return;
      while (
        (await drainStep(lanes, lingering(lanes, 0), () => open(lane, owner), lane, owner)).end === "more"
      );
    },
    async documents(): Promise<Map<string, Map<string, Fields>>> {
      const db = app.services.client.db(database);
      const found = new Map<string, Map<string, Fields>>();
      for (const { name } of await db.listCollections().toArray()) {
        if (name.startsWith("_")) continue;
        const all = await db.collection(name).find().toArray();
        found.set(
          name,
          new Map(all.map(({ _id, _sync_metadata: _, ...fields }) => [String(_id), fields as Fields])),
        );
      }
      return found;
    },
    metadata: (collection: string, id: string) =>
      app.services.client
        .db(database)
        .collection<{ _id: string; _sync_metadata: Fields }>(collection)
        .findOne({ _id: id }),
    /** The destination holds what the provider has, and nothing else. */
    async expectOracle(collections?: readonly string[]): Promise<void> {
      const documents = await bench.documents();
      for (const [collection, objects] of provider.state()) {
        if (collections && !collections.includes(collection)) continue;
        const stored = documents.get(collection) ?? new Map<string, Fields>();
        expect([collection, [...stored.keys()].sort()]).toEqual([collection, [...objects.keys()].sort()]);
        for (const [id, object] of objects) expect([id, stored.get(id)]).toEqual([id, object]);
      }
    },
    async close(): Promise<void> {
      await app.services.client.db(database).dropDatabase();
      await app.close();
      await provider.stop();
    },
  };
  return bench;
}

export type Stand = Awaited<ReturnType<typeof stand>>;
/** Beside whatever provider. */
export type Bench = Awaited<ReturnType<typeof standBeside<LocalStripe | LocalClose>>>;
