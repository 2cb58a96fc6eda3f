import type { FieldDifference, FindingKind, ReconcileFinding } from "@sluice/shared/reconcile";
import type { Db } from "mongodb";

/** What a candidate came to. `found` ones are the findings. */
export type FindingState = "candidate" | "found" | "changed" | "unproven" | "equal" | "left_out";
export type RepairResult = NonNullable<ReconcileFinding["repair"]>;

/** An object that may differ, or does. */
export interface FindingDoc {
  /** `<run>:<collection>:<object id>`. */
  _id: string;
  workspaceId: string;
  jobId: string;
  runId: string;
  /** Without the job's prefix. */
  collection: string;
  objectId: string;
  /** Whether the provider's list held it. */
  listed: boolean;
  kind: FindingKind;
  state: FindingState;
  /** Of what the list said, as the job shapes it; and the version of the document then. */
  digest?: string;
  version?: string;
  reason?: string;
  differences?: FieldDifference[];
  /** General paths of the fields that differ. */
  paths?: string[];
  syncedAt?: Date;
  repair?: RepairResult;
}

export type Settled = Pick<FindingDoc, "_id" | "kind" | "state"> &
  Partial<Pick<FindingDoc, "reason" | "differences" | "paths" | "syncedAt">>;

/** How many of a collection came to what. */
export interface FindingCount {
  readonly collection: string;
  readonly listed: boolean;
  readonly kind: FindingKind;
  readonly state: FindingState;
  readonly repair?: RepairResult;
  readonly count: number;
}

const TOP_FIELDS = 8;

export const findingId = (runId: string, collection: string, objectId: string): string =>
  `${runId}:${collection}:${objectId}`;

const ofRun = (runId: string, after?: string) => ({ $gt: after ?? `${runId}:`, $lt: `${runId};` });

export const ensureFindingIndexes = (db: Db) =>
  db.collection("reconcile_findings").createIndexes([{ key: { jobId: 1, _id: 1 }, name: "job" }]);

export function findingsRepo(db: Db) {
  const findings = db.collection<FindingDoc>("reconcile_findings");
  return {
    /** Candidates that are known already stay as they are. */
    async add(candidates: readonly FindingDoc[]): Promise<void> {
      if (candidates.length === 0) return;
      await findings.bulkWrite(
        candidates.map(({ _id, ...rest }) => ({
          updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true },
        })),
        { ordered: false },
      );
    },
    candidates: (runId: string, after: string | undefined, limit: number) =>
      findings
        .find({ _id: ofRun(runId, after), state: "candidate" })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    anyCandidate: async (runId: string): Promise<boolean> =>
      (await findings.findOne({ _id: ofRun(runId), state: "candidate" }, { projection: { _id: 1 } })) !==
      null,
    settle: async (settled: readonly Settled[]): Promise<void> => {
      if (settled.length === 0) return;
      await findings.bulkWrite(
        settled.map(({ _id, ...set }) => ({
          updateOne: {
            filter: { _id, state: "candidate" },
            update: { $set: set, $unset: { digest: "" } },
          },
        })),
        { ordered: false },
      );
    },
    /** What the candidates and findings of a run came to. */
    count: (runId: string): Promise<FindingCount[]> =>
      findings
        .aggregate<FindingCount>([
          { $match: { _id: ofRun(runId) } },
          {
            $group: {
              _id: {
                collection: "$collection",
                listed: "$listed",
                kind: "$kind",
                state: "$state",
                repair: "$repair",
              },
              count: { $sum: 1 },
            },
          },
          { $replaceWith: { $mergeObjects: ["$_id", { count: "$count" }] } },
        ])
        .toArray(),
    /** The fields in which most of a collection's stale documents differ. */
    topFields: (runId: string, collection: string) =>
      findings
        .aggregate<{ path: string; count: number }>([
          { $match: { _id: ofRun(runId), state: "found", kind: "stale", collection } },
          { $unwind: "$paths" },
          { $group: { _id: "$paths", count: { $sum: 1 } } },
          { $sort: { count: -1, _id: 1 } },
          { $limit: TOP_FIELDS },
          { $project: { _id: 0, path: "$_id", count: 1 } },
        ])
        .toArray(),
    list: (
      own: { workspaceId: string; jobId: string; runId: string },
      wish: {
        collections?: readonly string[] | undefined;
        kinds?: readonly FindingKind[] | undefined;
        after?: string | undefined;
        limit: number;
      },
    ) =>
      findings
        .find({
          _id: ofRun(own.runId, wish.after),
          workspaceId: own.workspaceId,
          jobId: own.jobId,
          state: "found",
          ...(wish.collections && { collection: { $in: [...wish.collections] } }),
          ...(wish.kinds && { kind: { $in: [...wish.kinds] } }),
        })
        .sort({ _id: 1 })
        .limit(wish.limit)
        .toArray(),
    noteRepairs: async (repairs: readonly { _id: string; repair: RepairResult }[]): Promise<void> => {
      if (repairs.length === 0) return;
      await findings.bulkWrite(
        repairs.map(({ _id, repair }) => ({ updateOne: { filter: { _id }, update: { $set: { repair } } } })),
        { ordered: false },
      );
    },
    /** What is not a finding is not kept once it has been counted. */
    removeSettled: (runId: string) => findings.deleteMany({ _id: ofRun(runId), state: { $ne: "found" } }),
    removeBefore: (jobId: string, runId: string) => findings.deleteMany({ jobId, _id: { $lt: `${runId}:` } }),
    removeAbout: (jobId: string, objectIds: readonly string[]) =>
      findings.deleteMany({ jobId, objectId: { $in: [...objectIds] } }),
    removeOf: (jobId: string) => findings.deleteMany({ jobId }),
  };
}
