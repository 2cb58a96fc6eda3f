import type { SyncJob } from "@sluice/shared/sync-jobs";
import { eventRows } from "../events/index.ts";
import { customerEvent, sender } from "../events/receive-testing.ts";
import { startTestApp } from "../testing/index.ts";
import { laneOf, syncLanes } from "./index.ts";

const T = 1_750_000_000;

/** From the signed request through the lane's work to the documents of a real MongoDB. */
export async function shapingBench(mongoUri: string, name: string) {
  const app = await startTestApp(mongoUri);
  const database = `${name}_${process.pid}`;
  const db = app.services.client.db(database);
  const { createJob, post } = sender(() => app);
  let serial = 0;

  async function receive(job: SyncJob, payload: object) {
    const { body } = await post(job, JSON.stringify(payload));
    return body as { id: string; status: string };
  }
  /** As the worker does it; the rows afterwards. */
  async function work(job: SyncJob, ...ids: string[]) {
    const { ctx, lanes } = app.services;
    const find = () =>
      eventRows(ctx.db)
        .find({ _id: { $in: ids } })
        .toArray();
    const open = await syncLanes(ctx, app.services)(laneOf(job.id), "exe_1");
    const claimed = (await find()).map((row) => ({ ...row, attempts: row.attempts + 1 }));
    await lanes.rows.settle((await open?.work(claimed)) ?? []);
    const after = await find();
    return ids.map((id) => after.find((row) => row._id === id));
  }

  return {
    app,
    receive,
    work,
    newJob: (more: object, config: object = {}) => {
      serial += 1;
      const destination = { database, collectionPrefix: `j${serial}_` };
      return createJob(config, { destination, ...more });
    },
    route: (job: SyncJob) => `/api/workspaces/default/sync-jobs/${job.id}`,
    event: (id: string, seconds: number, fields: object, type = "customer.updated") =>
      customerEvent({ type, created: T + seconds, data: { object: { id, object: "customer", ...fields } } }),
    async send(job: SyncJob, ...payloads: object[]) {
      const ids: string[] = [];
      for (const payload of payloads) ids.push((await receive(job, payload)).id);
      return work(job, ...ids);
    },
    documents: (job: SyncJob) =>
      db.collection(`${job.destination.collectionPrefix}customers`).find().sort({ _id: 1 }).toArray(),
    async close(): Promise<void> {
      await db.dropDatabase();
      await app.close();
    },
  };
}
