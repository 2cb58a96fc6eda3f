import type { SaveDraft } from "@sluice/shared/sync-jobs";
import type { Db } from "mongodb";

export const DRAFT_SECRETS = ["apiKey", "uri", "secret"] as const;
export type DraftSecret = (typeof DRAFT_SECRETS)[number];

export interface DraftDoc {
  /** `<workspace>:<user or key>`: everybody has one. */
  _id: string;
  workspaceId: string;
  actorId: string;
  /** What was filled in, without secrets. */
  fields: SaveDraft;
  sealed: Partial<Record<DraftSecret, string>>;
  server?: string;
  savedAt: Date;
}

export const ensureDraftIndexes = (db: Db) =>
  db.collection("sync_job_drafts").createIndexes([{ key: { savedAt: 1 }, name: "age" }]);

export function draftRepo(db: Db) {
  const drafts = db.collection<DraftDoc>("sync_job_drafts");
  const idOf = (workspaceId: string, actorId: string) => `${workspaceId}:${actorId}`;
  return {
    find: (workspaceId: string, actorId: string) =>
      drafts.findOne({ _id: idOf(workspaceId, actorId), workspaceId }),
    save: ({ workspaceId, actorId, ...draft }: Omit<DraftDoc, "_id">) =>
      drafts.replaceOne(
        { _id: idOf(workspaceId, actorId) },
        { workspaceId, actorId, ...draft },
        { upsert: true },
      ),
    remove: (workspaceId: string, actorId: string) =>
      drafts.deleteOne({ _id: idOf(workspaceId, actorId), workspaceId }),
    removeBefore: (cutoff: Date) => drafts.deleteMany({ savedAt: { $lt: cutoff } }),
  };
}
