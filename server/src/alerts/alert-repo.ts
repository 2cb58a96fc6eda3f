import type { AlertRule, AlertState, MessageKind } from "@sluice/shared/alerts";
import type { Db } from "mongodb";
import { isDuplicateKey } from "../platform/mongo.ts";

/** What is still to be told of an alert. It is written together with what it tells. */
export interface Telling {
  kind: MessageKind;
  at: Date;
  /** Taken into the messages of this batch, which are being stored. */
  batch?: string;
  batchAt?: Date;
}

export interface AlertDoc {
  _id: string;
  workspaceId: string;
  jobId: string;
  jobName: string;
  rule: AlertRule;
  state: AlertState;
  /** `<job>:<rule>` while it is open: there is one. */
  openKey?: string;
  text: string;
  /** Alerts with the same are told together, and the later ones not at once. */
  cause: string;
  openedAt: Date;
  endedAt?: Date;
  /** When it was last told. */
  toldAt?: Date;
  tell?: Telling;
}

const MOST = 500;

export const ensureAlertIndexes = (db: Db) =>
  db.collection("alerts").createIndexes([
    {
      key: { openKey: 1 },
      name: "open",
      unique: true,
      partialFilterExpression: { openKey: { $exists: true } },
    },
    {
      key: { workspaceId: 1, rule: 1, _id: -1 },
      name: "open_of_rule",
      partialFilterExpression: { openKey: { $exists: true } },
    },
    { key: { "tell.at": 1 }, name: "tell", partialFilterExpression: { "tell.at": { $exists: true } } },
    { key: { workspaceId: 1, _id: -1 }, name: "newest" },
    { key: { workspaceId: 1, jobId: 1, _id: -1 }, name: "job" },
    { key: { workspaceId: 1, cause: 1, toldAt: -1 }, name: "cause" },
  ]);

/** Every change is one guarded update, so that two workers at once make one alert and one end of it. */
export function alertRepo(db: Db) {
  const alerts = db.collection<AlertDoc>("alerts");
  return {
    openOf: (jobIds: readonly string[], rules: readonly AlertRule[]) =>
      alerts
        .find({ openKey: { $in: jobIds.flatMap((id) => rules.map((rule) => `${id}:${rule}`)) } })
        .toArray(),
    openOfRule: (workspaceId: string, rule: AlertRule, limit: number) =>
      alerts
        .find({ workspaceId, rule, openKey: { $exists: true } })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray(),
    /** In order of their keys, for those whose job is not looked at any more. */
    eachOpen: () => alerts.find({ openKey: { $exists: true } }, { projection: { jobId: 1 }, hint: "open" }),
    /** False when it is open already. */
    async open(doc: AlertDoc): Promise<boolean> {
      try {
        await alerts.insertOne({ ...doc, openKey: `${doc.jobId}:${doc.rule}` });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** When the same, or what has the same cause, was last told after `since`. */
    lastTold: async (
      { workspaceId, jobId, rule, cause }: AlertDoc,
      since: Date,
    ): Promise<Date | undefined> => {
      const [sameCause, same] = await Promise.all([
        alerts
          .find({ workspaceId, cause, toldAt: { $gt: since } }, { projection: { toldAt: 1 } })
          .sort({ toldAt: -1 })
          .limit(1)
          .toArray(),
        alerts
          .find(
            { workspaceId, jobId, rule, toldAt: { $gt: since } },
            { projection: { toldAt: 1 }, hint: "job" },
          )
          .sort({ _id: -1 })
          .limit(1)
          .toArray(),
      ]);
      const times = [...sameCause, ...same].map(({ toldAt }) => toldAt?.getTime() ?? 0);
      return times.length > 0 ? new Date(Math.max(...times)) : undefined;
    },
    /** Says again what goes on; false where it ended, or something is still to be told. */
    remind: async (id: string, text: string, at: Date): Promise<boolean> =>
      (
        await alerts.updateOne(
          { _id: id, state: "open", tell: { $exists: false } },
          { $set: { text, tell: { kind: "reminder" as const, at } } },
        )
      ).modifiedCount === 1,
    /** What is told is what is so when it is. */
    reword: (id: string, text: string) =>
      alerts.updateOne(
        { _id: id, state: "open", "tell.at": { $exists: true }, "tell.batch": { $exists: false } },
        { $set: { text } },
      ),
    /**
     * Ends it, and has that told where its beginning was. False where it ended before, or where its messages are
     * just being stored: then it is for the next look.
     */
    end: async (id: string, state: "recovered" | "ended", now: Date): Promise<boolean> =>
      (
        await alerts.updateOne({ _id: id, state: "open", "tell.batch": { $exists: false } }, [
          {
            $set: {
              state,
              endedAt: now,
              openKey: "$$REMOVE",
              tell:
                state === "ended"
                  ? "$$REMOVE"
                  : { $cond: [{ $ifNull: ["$toldAt", false] }, { kind: "recovered", at: now }, "$$REMOVE"] },
            },
          },
        ])
      ).modifiedCount === 1,

    /** What is due to be told; the oldest first. */
    toTell: (now: Date) =>
      alerts
        .find({ "tell.at": { $lte: now }, "tell.batch": { $exists: false } })
        .sort({ "tell.at": 1 })
        .limit(MOST)
        .toArray(),
    /** Takes alerts into a batch; answers those that are in it. */
    async take(ids: readonly string[], kind: MessageKind, batch: string, now: Date): Promise<AlertDoc[]> {
      await alerts.updateMany(
        { _id: { $in: [...ids] }, "tell.kind": kind, "tell.batch": { $exists: false } },
        { $set: { "tell.batch": batch, "tell.batchAt": now, toldAt: now } },
      );
      return alerts.find({ _id: { $in: [...ids] }, "tell.batch": batch }).toArray();
    },
    /** Batches that nobody has finished: their worker died. */
    unfinished: (before: Date) =>
      alerts
        .find({ "tell.at": { $exists: true }, "tell.batchAt": { $lt: before } })
        .limit(MOST)
        .toArray(),
    told: (ids: readonly string[], batch: string) =>
      alerts.updateMany({ _id: { $in: [...ids] }, "tell.batch": batch }, { $unset: { tell: "" } }),
    /** Back to what is due: these are in no message of the batch. */
    release: (ids: readonly string[], batch: string) =>
      alerts.updateMany(
        { _id: { $in: [...ids] }, "tell.batch": batch },
        { $unset: { "tell.batch": "", "tell.batchAt": "" } },
      ),

    list: (
      workspaceId: string,
      {
        jobId,
        state,
        beforeId,
      }: { jobId?: string | undefined; state?: AlertState | undefined; beforeId?: string | undefined },
      limit: number,
    ) =>
      alerts
        .find({
          workspaceId,
          ...(jobId && { jobId }),
          ...(state && { state }),
          ...(beforeId && { _id: { $lt: beforeId } }),
        })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .toArray(),
    removeBefore: (cutoffId: string) =>
      alerts.deleteMany({ _id: { $lt: cutoffId }, openKey: { $exists: false } }),
  };
}
