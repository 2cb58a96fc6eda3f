import { setTimeout as delay } from "node:timers/promises";
import type { ReconcileFinding, ReconcileReport } from "@sluice/shared/reconcile";
import type { SyncRun } from "@sluice/shared/runs";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { expect, inject } from "vitest";
import { connectorOf } from "../../server/src/connectors/index.ts";
import { applyChanges, SNAPSHOT_RANK } from "../../server/src/destinations/index.ts";
import { runKinds } from "../../server/src/run-kinds.ts";
import { advanceRun } from "../../server/src/runs/index.ts";
import { accessOf, jobRepo, shapeOf } from "../../server/src/sync-jobs/index.ts";
import { startTestApp, type TestApp } from "../../server/src/testing/index.ts";
import { type LocalStripe, type StripeOptions, startStripe } from "../providers/stripe.ts";

export type Stand = Awaited<ReturnType<typeof startStand>>;
let serial = 0;

/** An app, a provider that lives, and a job between them whose destination holds what the provider has. */
export async function startStand(options: StripeOptions = {}) {
  const stripe = await startStripe(options);
  const app = await startTestApp(inject("mongoUri"), {
    SLUICE_TIME_SCALE: "0.1",
    SLUICE_STRIPE_API: stripe.url,
  });
  return {
    app,
    stripe,
    newJob: (over: object = {}) => newJob(app, stripe, over),
    async close() {
      await app.close();
      await stripe.stop();
    },
  };
}

async function newJob(app: TestApp, stripe: LocalStripe, over: object) {
  const { ctx, destinations } = app.services;
  serial += 1;
  const database = `reconcile_${process.pid}_${serial}`;
  const made = await app.api("POST", "/api/workspaces/default/sync-jobs", {
    name: "Reconciled",
    source: { connector: "stripe", apiKey: stripe.key },
    destination: { database },
    webhookConfig: { secret: "whsec_reconcile" },
    ...over,
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const job = made.body as SyncJob;
  const doc = async () => (await jobRepo(ctx.db).findById(job.id))!;
  const route = (rest: string) => `/api/workspaces/default/sync-jobs/${job.id}/reconcile${rest}`;
  const call = async <T>(method: string, rest: string, body?: unknown): Promise<T> => {
    const answer = await app.api(method, route(rest), body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const deps = { ...app.services, jobOf: jobRepo(ctx.db).findById };
  const db = await destinations.open((await doc()).destination);

  return {
    job,
    db,
    doc,
    route,
    call,
    collection: (name: string) => db.collection<{ _id: string; [field: string]: unknown }>(name),

    /** Writes all that the provider's lists hold. */
    async fill(collections: readonly string[]): Promise<void> {
      const job = await doc();
      const api = connectorOf("stripe").api!;
      const shape = await shapeOf(ctx, job);
      for (const collection of collections)
        for (let cursor: string | undefined, more = true; more; ) {
          const page = await api.list(accessOf(ctx, job)!, collection, cursor);
          const changes = page.snapshots.flatMap(({ id, document, at }) => {
            const mapping = shape.shape({
              kind: "change",
              collection,
              id,
              operation: "upsert",
              document,
              at,
              rank: SNAPSHOT_RANK,
            });
            if (mapping.kind !== "change") return [];
            const via = "scheduled" as const;
            const common = { source: "stripe", jobId: job._id, eventType: "backfill", via };
            return [{ ...common, rowId: id, eventId: "snapshot_1", collection, mapping }];
          });
          await applyChanges(db, changes, {
            deleteMode: job.webhookConfig.deleteMode,
            connector: shape.connector,
            ties: async () => [],
            faults: ctx.faults,
            now: new Date(Date.now() - 60_000),
          });
          cursor = page.next;
          more = cursor !== undefined;
        }
    },

    /** Works on a run until it ends, as its function would. */
    async finish(id: string): Promise<SyncRun> {
      for (;;) {
        const next = await advanceRun(ctx, deps, runKinds, id);
        if (next.next === "end") break;
        if (next.next === "wait") await delay(Math.max(0, (next.at ?? 0) - Date.now()) + 1);
      }
      return (await app.api("GET", `/api/workspaces/default/sync-jobs/${job.id}/runs/${id}`)).body as SyncRun;
    },

    async reconcile(body: object = {}): Promise<ReconcileReport> {
      const { id } = await call<SyncRun>("POST", "", body);
      const run = await this.finish(id);
      expect(run, JSON.stringify(run)).toMatchObject({ status: "completed" });
      return call("GET", `/reports/${id}`);
    },
    findings: async (report: ReconcileReport, query = ""): Promise<ReconcileFinding[]> =>
      (await call<{ data: ReconcileFinding[] }>("GET", `/reports/${report.runId}/findings?limit=200${query}`))
        .data,
    async repair(report: ReconcileReport, body: object): Promise<SyncRun> {
      const { id } = await call<SyncRun>("POST", `/${report.runId}/repair`, body);
      return this.finish(id);
    },
    /** That the destination holds what the provider does, and nothing else. */
    async expectOracle(collections: readonly string[]): Promise<void> {
      for (const name of collections) {
        const there = stripe.state().get(name)!;
        const here = await db.collection<{ _id: string }>(name).find().toArray();
        const alive = here.filter(
          (one) => !(one as { _sync_metadata?: { deleted?: boolean } })._sync_metadata?.deleted,
        );
        const plain = alive.map(({ _id, _sync_metadata, ...fields }: Record<string, unknown>) => [
          _id,
          fields,
        ]);
        const wanted = [...there].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(plain.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual(wanted);
      }
    },
  };
}

export type StandJob = Awaited<ReturnType<typeof newJob>>;
