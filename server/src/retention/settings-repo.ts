import type { Db } from "mongodb";
import type { OwnRetention } from "./settings.ts";

/** Of a workspace, or of a job; only what is set. `_id` is the workspace's or the job's. */
export interface RetentionDoc extends OwnRetention {
  _id: string;
  workspaceId: string;
  jobId?: string;
}

export const ensureRetentionIndexes = (db: Db) =>
  db.collection("retention_settings").createIndexes([{ key: { workspaceId: 1, _id: 1 }, name: "workspace" }]);

export function retentionSettingsRepo(db: Db) {
  const settings = db.collection<RetentionDoc>("retention_settings");
  return {
    list: (workspaceId: string, limit: number) =>
      settings.find({ workspaceId }).sort({ _id: 1 }).limit(limit).toArray(),
    find: (workspaceId: string, ids: string[]) => settings.find({ workspaceId, _id: { $in: ids } }).toArray(),
    replace: (doc: RetentionDoc) => settings.replaceOne({ _id: doc._id }, doc, { upsert: true }),
    remove: (id: string) => settings.deleteOne({ _id: id }),
  };
}
