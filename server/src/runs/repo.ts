import type { RunFailure, RunKind, RunStatus } from "@sluice/shared/runs";
import type { Db } from "mongodb";
import type { Principal } from "../platform/contract/index.ts";

/** Objects done since `at`: a few of these tell the pace. */
export interface Pace {
  readonly at: Date;
  readonly objects: number;
}

export interface RunDoc {
  _id: string;
  workspaceId: string;
  jobId: string;
  kind: RunKind;
  /** `<job>:<scope>` until it has ended, and unique: two of one scope do not run at once. */
  activeKey?: string;
  /** `<job>:<time>` of a schedule, and unique: it starts one. */
  dueKey?: string;
  /** What it was asked to do; JSON-plain, without secrets. */
  input: Record<string, unknown>;
  status: RunStatus;
  /** How far it got, as its kind understands it. */
  checkpoint?: unknown;
  /** Counts the checkpoints: one is written only upon the one that was read. */
  revision: number;
  /** `pages`, `objects`, `failed` and others of its kind. */
  counts: Record<string, number>;
  total?: { count: number; estimated?: boolean };
  at?: string;
  notes: string[];
  failures: RunFailure[];
  pace: Pace[];
  waiting?: { until: Date; reason: string };
  /** It goes on when the job does. */
  pausedWithJob?: true;
  error?: string;
  /** How often it failed or waited since it last got further. */
  stumbles: number;
  startedBy?: Principal["actor"];
  startedAt: Date;
  finishedAt?: Date;
  /** When it was last worked on or handed over, by the database's clock; while waiting, when it goes on. */
  beatAt: Date;
}

/** What one piece of work changes in a run. */
export type Step = Pick<
  RunDoc,
  "checkpoint" | "counts" | "pace" | "failures" | "notes" | "status" | "stumbles"
> &
  Partial<Pick<RunDoc, "total" | "at" | "waiting" | "error" | "finishedAt">>;

const AT_WORK: RunStatus[] = ["queued", "running", "waiting"];
const ENDED: RunStatus[] = ["completed", "failed", "cancelled"];

export const isAtWork = ({ status }: Pick<RunDoc, "status">): boolean => AT_WORK.includes(status);
export const hasEnded = ({ status }: Pick<RunDoc, "status">): boolean => ENDED.includes(status);

export const ensureRunIndexes = (db: Db) =>
  db.collection("sync_runs").createIndexes([
    { key: { jobId: 1, _id: -1 }, name: "newest" },
    { key: { jobId: 1, kind: 1, _id: -1 }, name: "newest_of_kind" },
    {
      key: { activeKey: 1 },
      name: "active",
      unique: true,
      partialFilterExpression: { activeKey: { $exists: true } },
    },
    {
      key: { dueKey: 1 },
      name: "due",
      unique: true,
      partialFilterExpression: { dueKey: { $exists: true } },
    },
    { key: { beatAt: 1 }, name: "at_work", partialFilterExpression: { status: { $in: AT_WORK } } },
  ]);

export function runRepo(db: Db) {
  const runs = db.collection<RunDoc>("sync_runs");
  /** Guarded by the status; the document afterwards, null for all but one caller. */
  const move = (
    own: { workspaceId: string; jobId: string },
    id: string,
    from: RunStatus[],
    status: RunStatus,
    more: Partial<RunDoc> = {},
    unset: Partial<Record<keyof RunDoc, "">> = {},
  ) =>
    runs.findOneAndUpdate(
      { _id: id, workspaceId: own.workspaceId, jobId: own.jobId, status: { $in: from } },
      {
        $set: { status, ...more },
        $unset: { waiting: "", ...unset },
        $currentDate: { beatAt: true },
      },
      { returnDocument: "after" },
    );
  return {
    /** False when one of its scope is active, or its schedule has started one. */
    insert: async (run: RunDoc): Promise<boolean> => {
      try {
        await runs.insertOne(run);
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === 11_000) return false;
        throw error;
      }
    },
    find: (workspaceId: string, jobId: string, id: string) => runs.findOne({ _id: id, workspaceId, jobId }),
    /** For the function, which is given the id by the ledger itself. */
    findById: (id: string) => runs.findOne({ _id: id }),
    hasStarted: async (dueKey: string) => (await runs.countDocuments({ dueKey }, { limit: 1 })) > 0,
    findActive: (activeKey: string) => runs.findOne({ activeKey }),
    list: (
      workspaceId: string,
      jobId: string,
      { kind, beforeId, limit }: { kind?: RunKind | undefined; beforeId?: string | undefined; limit: number },
    ) =>
      runs
        .find({ jobId, workspaceId, ...(kind && { kind }), ...(beforeId && { _id: { $lt: beforeId } }) })
        .project<RunDoc>({ checkpoint: 0 })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray(),
    /** The newest of these kinds that came to its end, well or not. */
    lastEnded: (jobId: string, kinds: readonly RunKind[]) =>
      runs
        .find(
          { jobId, kind: { $in: [...kinds] }, status: { $in: ["completed", "failed"] } },
          { projection: { status: 1, error: 1 } },
        )
        .sort({ _id: -1 })
        .limit(1)
        .next(),
    /** The newest that completed. */
    lastCompleted: (jobId: string, kind: RunKind) =>
      runs.find({ jobId, kind, status: "completed" }).sort({ _id: -1 }).limit(1).next(),

    /** Writes down a piece of work if the run is as it was read and nobody paused or ended it meanwhile. */
    checkpoint: (run: RunDoc, { checkpoint, waiting, ...set }: Step) =>
      runs.findOneAndUpdate(
        { _id: run._id, revision: run.revision, status: { $in: AT_WORK } },
        {
          $set: {
            ...set,
            ...(checkpoint !== undefined && { checkpoint }),
            ...(waiting && { waiting, beatAt: waiting.until }),
          },
          $unset: { ...(!waiting && { waiting: "" }), ...(hasEnded(set) && { activeKey: "" }) },
          $inc: { revision: 1 },
          ...(!waiting && { $currentDate: { beatAt: true } }),
        },
        { returnDocument: "after" },
      ),

    pause: (own: Pick<RunDoc, "workspaceId" | "jobId">, id: string) => move(own, id, AT_WORK, "paused"),
    resume: (own: Pick<RunDoc, "workspaceId" | "jobId">, id: string) =>
      move(own, id, ["paused", "waiting"], "queued", { stumbles: 0, pace: [] }, { pausedWithJob: "" }),
    cancel: (own: Pick<RunDoc, "workspaceId" | "jobId">, id: string, now: Date) =>
      move(
        own,
        id,
        [...AT_WORK, "paused"],
        "cancelled",
        { finishedAt: now },
        { activeKey: "", pausedWithJob: "" },
      ),
    pauseWithJob: (own: Pick<RunDoc, "workspaceId" | "jobId">, id: string) =>
      move(own, id, AT_WORK, "paused", { pausedWithJob: true }),
    /** Those of a job that have not ended: few, one for each scope. */
    activeOf: (jobId: string) => runs.find({ activeKey: { $gte: `${jobId}:`, $lt: `${jobId};` } }).toArray(),

    /** Those that nobody has worked on for `ms`, each told to one caller alone until that time is over again. */
    async *forgotten(ms: number): AsyncGenerator<RunDoc> {
      const found = runs
        .find({ status: { $in: AT_WORK }, $expr: { $lt: ["$beatAt", { $subtract: ["$$NOW", ms] }] } })
        .project<RunDoc>({ _id: 1, beatAt: 1 })
        .sort({ beatAt: 1 })
        .limit(100);
      for await (const { _id, beatAt } of found) {
        const run = await runs.findOneAndUpdate(
          { _id, beatAt, status: { $in: AT_WORK } },
          { $currentDate: { beatAt: true } },
          { returnDocument: "after" },
        );
        if (run) yield run;
      }
    },

    /** Those of a job that have ended and began before. */
    removeBefore: (jobId: string, cutoffId: string) =>
      runs.deleteMany({ jobId, _id: { $lt: cutoffId }, status: { $in: ENDED } }),
    removeOf: (jobId: string) => runs.deleteMany({ jobId }),
  };
}
