import type { Db } from "mongodb";

export interface AuditDoc {
  _id: string;
  workspaceId: string;
  at: Date;
  actor: { kind: "user" | "key"; id: string; name: string };
  action: string;
  target: string;
  details: Record<string, unknown>;
}

export interface AuditFilter {
  readonly target?: string | undefined;
  readonly actorId?: string | undefined;
  readonly beforeId?: string | undefined;
}

export const ensureAuditIndexes = (db: Db) =>
  db.collection("audit_log").createIndexes([
    { key: { workspaceId: 1, _id: -1 }, name: "newest" },
    { key: { workspaceId: 1, target: 1, _id: -1 }, name: "target" },
    { key: { workspaceId: 1, "actor.id": 1, _id: -1 }, name: "actor" },
  ]);

export function auditRepo(db: Db) {
  const entries = db.collection<AuditDoc>("audit_log");
  return {
    insert: (entry: AuditDoc) => entries.insertOne(entry),
    /** Newest first; one more than `limit` to tell whether there is a next page. */
    list: (workspaceId: string, { target, actorId, beforeId }: AuditFilter, limit: number) =>
      entries
        .find({
          workspaceId,
          ...(target && { target }),
          ...(actorId && { "actor.id": actorId }),
          ...(beforeId && { _id: { $lt: beforeId } }),
        })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .toArray(),
    removeBefore: (cutoffId: string) => entries.deleteMany({ _id: { $lt: cutoffId } }),
  };
}
