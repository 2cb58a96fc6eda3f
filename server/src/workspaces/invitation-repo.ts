import type { Role } from "@sluice/shared/contract";
import type { Db } from "mongodb";
import type { Principal } from "../platform/contract/index.ts";

export interface InvitationDoc {
  _id: string;
  workspaceId: string;
  email: string;
  role: Role;
  /** SHA-256 of the link's token, hex. */
  tokenHash: string;
  invitedBy: Principal["actor"];
  createdAt: Date;
  expiresAt: Date;
}

export const ensureInvitationIndexes = (db: Db) =>
  db.collection("invitations").createIndexes([
    { key: { tokenHash: 1 }, name: "token", unique: true },
    { key: { workspaceId: 1, _id: -1 }, name: "workspace" },
    { key: { workspaceId: 1, email: 1 }, name: "email", unique: true },
    { key: { expiresAt: 1 }, name: "expiry" },
  ]);

/** Open invitations only: one that was accepted, revoked or replaced is gone, and the audit log tells of it. */
export function invitationRepo(db: Db) {
  const invitations = db.collection<InvitationDoc>("invitations");
  return {
    findByEmail: (workspaceId: string, email: string) => invitations.findOne({ workspaceId, email }),
    insert: (invitation: InvitationDoc) => invitations.insertOne(invitation),
    findByToken: (tokenHash: string, now: Date) =>
      invitations.findOne({ tokenHash, expiresAt: { $gt: now } }),
    /** Newest first; one more than `limit` to tell whether there is a next page. */
    list: (workspaceId: string, beforeId: string | undefined, limit: number) =>
      invitations
        .find({ workspaceId, ...(beforeId && { _id: { $lt: beforeId } }) }, { projection: { tokenHash: 0 } })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .toArray(),
    count: (workspaceId: string) => invitations.countDocuments({ workspaceId }, { limit: 1_000 }),
    find: (workspaceId: string, id: string) => invitations.findOne({ _id: id, workspaceId }),
    remove: (workspaceId: string, id: string) => invitations.deleteOne({ _id: id, workspaceId }),
    removeWorkspace: (workspaceId: string) => invitations.deleteMany({ workspaceId }),
    removeExpiredBefore: (cutoff: Date) => invitations.deleteMany({ expiresAt: { $lt: cutoff } }),
  };
}
