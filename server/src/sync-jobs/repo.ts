import type { Db } from "mongodb";
import type { JobDoc, KeyOwner, Reconciled, ReconcileSchedule, StoredSecret, VersionDoc } from "./job-doc.ts";

export type * from "./job-doc.ts";

/** A server as jobs name it: before, MongoDB's own port was left out where the URI did. */
const spellingsOf = (server: string): string[] => {
  const hosts = server.split(",").map((host) => host.replace(/:27017$/, ""));
  const whole = hosts.map((host) => (/:\d+$/.test(host) ? host : `${host}:27017`));
  return [...new Set([server, hosts.join(","), whole.join(",")])];
};

export async function ensureJobIndexes(db: Db): Promise<void> {
  await db.collection("sync_jobs").createIndexes([
    { key: { workspaceId: 1, _id: -1 }, name: "workspace" },
    { key: { "destination.server": 1, "destination.database": 1 }, name: "destination" },
    { key: { nextRunAt: 1 }, name: "due", partialFilterExpression: { nextRunAt: { $exists: true } } },
    {
      key: { nextReconcileAt: 1 },
      name: "reconcile_due",
      partialFilterExpression: { nextReconcileAt: { $exists: true } },
    },
    { key: { deletedAt: 1 }, name: "deleted", partialFilterExpression: { deletedAt: { $exists: true } } },
  ]);
  await db
    .collection("sync_job_versions")
    .createIndexes([{ key: { jobId: 1, version: -1 }, name: "newest" }]);
}

export function jobRepo(db: Db) {
  const jobs = db.collection<JobDoc>("sync_jobs");
  const versions = db.collection<VersionDoc>("sync_job_versions");
  const alive = { deletedAt: { $exists: false } };
  return {
    insert: (job: JobDoc) => jobs.insertOne(job),
    find: (workspaceId: string, id: string) => jobs.findOne({ _id: id, workspaceId, ...alive }),
    /** For functions, which are given a job's id by the ledger itself. */
    findById: (id: string) => jobs.findOne({ _id: id, ...alive }),
    list: (workspaceId: string, beforeId: string | undefined, limit: number) =>
      jobs
        .find({ workspaceId, ...alive, ...(beforeId && { _id: { $lt: beforeId } }) })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .toArray(),
    idsOf: async (workspaceId: string) =>
      (await jobs.find({ workspaceId, ...alive }, { projection: { _id: 1 } }).toArray()).map(
        (job) => job._id,
      ),
    /** Of all workspaces, in order, from `fromId` on. */
    idsFrom: async (fromId: string, limit: number) =>
      (
        await jobs
          .find({ _id: { $gte: fromId }, ...alive }, { projection: { _id: 1 } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray()
      ).map((job) => job._id),
    /** Those of `ids` whose job is there. */
    aliveOf: async (ids: readonly string[]) =>
      (await jobs.find({ _id: { $in: [...ids] }, ...alive }, { projection: { _id: 1 } }).toArray()).map(
        (job) => job._id,
      ),
    count: (workspaceId: string) => jobs.countDocuments({ workspaceId, ...alive }),
    /** The newest secrets of a workspace, for the diagnosis of a rejected request (RULES 5). */
    newestSecrets: async (workspaceId: string, limit: number) => {
      const some = await jobs
        .find({ workspaceId, ...alive, "secrets.0": { $exists: true } })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray();
      return some.flatMap((job) => job.secrets.map((secret) => ({ job, secret }))).slice(0, limit);
    },
    update: (workspaceId: string, id: string, set: Partial<JobDoc>, unset: Record<string, ""> = {}) =>
      jobs.findOneAndUpdate(
        { _id: id, workspaceId, ...alive },
        { $set: set, ...(Object.keys(unset).length > 0 && { $unset: unset as never }) },
        { returnDocument: "after" },
      ),
    /** False when the job was changed since `job` was read. */
    change: async (job: JobDoc, set: object, unset: Record<string, "">) =>
      (
        await jobs.updateOne(
          {
            _id: job._id,
            workspaceId: job.workspaceId,
            ...alive,
            version: job.version ?? { $exists: false },
          },
          { $set: set, ...(Object.keys(unset).length > 0 && { $unset: unset as never }) },
        )
      ).matchedCount === 1,
    keepVersion: async ({ jobId, version, ...rest }: Omit<VersionDoc, "_id">) => {
      const _id = `${jobId}:${version}`;
      await versions.updateOne({ _id }, { $setOnInsert: { jobId, version, ...rest } }, { upsert: true });
    },
    listVersions: (workspaceId: string, jobId: string, before: number, limit: number) =>
      versions
        .find({ jobId, workspaceId, version: { $lt: before } })
        .sort({ version: -1 })
        .limit(limit + 1)
        .toArray(),
    /** False when another secret is the current one by now. */
    replaceSecrets: async (job: JobDoc, secrets: StoredSecret[], now: Date) => {
      const current = job.secrets[0]?.sealed ?? { $exists: false };
      const { matchedCount } = await jobs.updateOne(
        { _id: job._id, workspaceId: job.workspaceId, ...alive, "secrets.0.sealed": current },
        { $set: { secrets, updatedAt: now } },
      );
      return matchedCount === 1;
    },
    noteMatch: (id: string, sealed: string, at: Date) =>
      jobs.updateOne({ _id: id, "secrets.sealed": sealed }, { $set: { "secrets.$.matchedAt": at } }),
    usersOfDestination: (server: string, database: string, removed?: "removed too") =>
      jobs
        .find({
          "destination.server": { $in: spellingsOf(server) },
          "destination.database": database,
          ...(!removed && alive),
        })
        .limit(100)
        .toArray(),
    noteFirst: (id: string, { livemode, account }: { livemode: boolean | undefined; account: string }) =>
      jobs.updateOne({ _id: id }, [
        {
          $set: {
            ...(livemode !== undefined && { livemode: { $ifNull: ["$livemode", livemode] } }),
            account: { $ifNull: ["$account", { $literal: account }] },
          },
        },
      ]),
    /** The first stays: whose it is. */
    noteKeyOwner: async (id: string, owner: KeyOwner): Promise<KeyOwner | undefined> => {
      const kept = { keyOwner: { $ifNull: ["$keyOwner", { $literal: owner }] } };
      const options = { returnDocument: "after", projection: { keyOwner: 1 } } as const;
      return (await jobs.findOneAndUpdate({ _id: id }, [{ $set: kept }], options))?.keyOwner;
    },
    noteVersion: (id: string, apiVersion: string) => jobs.updateOne({ _id: id }, { $set: { apiVersion } }),
    noteMixedLivemode: (id: string, at: Date) =>
      jobs.updateOne({ _id: id }, { $set: { livemodeMixedAt: at } }),
    namesOf: async (workspaceId: string, ids: string[]): Promise<Map<string, string>> =>
      new Map(
        (
          await jobs.find({ _id: { $in: ids }, workspaceId, ...alive }, { projection: { name: 1 } }).toArray()
        ).map((job) => [job._id, job.name]),
      ),
    setReconcile: (
      workspaceId: string,
      id: string,
      reconcile: ReconcileSchedule | undefined,
      nextReconcileAt: Date | undefined,
    ) =>
      jobs.updateOne(
        { _id: id, workspaceId, ...alive },
        reconcile && nextReconcileAt
          ? { $set: { reconcile, nextReconcileAt } }
          : { $unset: { reconcile: "", nextReconcileAt: "" } },
      ),
    /** Those whose reconciliation has come, the longest overdue first. */
    reconcilesDue: (now: Date, limit: number) =>
      jobs
        .find({ nextReconcileAt: { $lte: now }, enabled: true, paused: false, ...alive })
        .sort({ nextReconcileAt: 1 })
        .limit(limit)
        .toArray(),
    moveReconcileOn: (id: string, nextReconcileAt: Date, next: Date | undefined) =>
      jobs.updateOne(
        { _id: id, nextReconcileAt },
        next ? { $set: { nextReconcileAt: next } } : { $unset: { nextReconcileAt: "" } },
      ),
    noteReconciled: (id: string, reconciled: Reconciled) =>
      jobs.updateOne(
        { _id: id, "reconciled.runId": { $not: { $gt: reconciled.runId } } },
        { $set: { reconciled } },
      ),
    /** What a repair left of a reconciliation's findings, if that is the newest still. */
    noteRepaired: (
      id: string,
      runId: string,
      { missing, stale, extra }: Pick<Reconciled, "missing" | "stale" | "extra">,
    ) =>
      jobs.updateOne(
        { _id: id, "reconciled.runId": runId },
        {
          $set: {
            "reconciled.missing": missing,
            "reconciled.stale": stale,
            "reconciled.extra": extra,
          },
        },
      ),
    /** Those whose schedule has come, the longest overdue first. */
    due: (now: Date, limit: number) =>
      jobs
        .find({ nextRunAt: { $lte: now }, enabled: true, paused: false, ...alive })
        .sort({ nextRunAt: 1 })
        .limit(limit)
        .toArray(),
    /** True for the one of several callers that moves a schedule on. */
    moveOn: async (id: string, nextRunAt: Date, next: Date | undefined): Promise<boolean> =>
      (
        await jobs.updateOne(
          { _id: id, nextRunAt },
          next ? { $set: { nextRunAt: next } } : { $unset: { nextRunAt: "" } },
        )
      ).modifiedCount === 1,
    noteChangesSince: (id: string, changesSince: Date) =>
      jobs.updateOne({ _id: id }, { $max: { changesSince } }),
    /** The same, unless all is to be read first by now. */
    noteFurtherChanges: (id: string, changesSince: Date) =>
      jobs.updateOne({ _id: id, changesSince: { $exists: true } }, { $max: { changesSince } }),
    /** In order of their ids, from `fromId` on. */
    eachOf: (workspaceId: string, fromId = "") =>
      jobs.find({ workspaceId, _id: { $gte: fromId }, ...alive }).sort({ _id: 1 }),
    /** In order of their ids, from `fromId` on. */
    each: (fromId = "") => jobs.find({ _id: { $gte: fromId }, ...alive }).sort({ _id: 1 }),
    eachDeleted: () => jobs.find({ deletedAt: { $exists: true } }),
    setStrippedUpTo: (id: string, upTo: string) =>
      jobs.updateOne({ _id: id }, { $set: { strippedUpTo: upTo } }),
    erase: async (id: string) => {
      await versions.deleteMany({ jobId: id });
      await jobs.deleteOne({ _id: id });
    },
  };
}

export type JobRepo = ReturnType<typeof jobRepo>;
