import type { Role } from "@sluice/shared/contract";
import type { Db } from "mongodb";
import type { Principal } from "../platform/contract/index.ts";

export interface ApiKeyDoc {
  _id: string;
  /** SHA-256 of the key, hex; keys are random, so no salt or stretching is needed. */
  hash: string;
  workspaceId: string;
  name: string;
  role: Role;
  /** How it is shown after it was made. */
  masked: string;
  createdAt: Date;
  createdBy: Principal["actor"];
  /** Days it was made to last; a rotation gives as many again. */
  lifetimeDays?: number;
  /** From when it is refused; absent on keys that last until they are revoked. */
  expiresAt?: Date;
  revokedAt?: Date;
  replacedBy?: string;
  lastUsedAt?: Date;
}

export const ADMIN_KEY = "key_admin";
const LAST_USED_PACE_MS = 60_000;

export const ensureApiKeyIndexes = (db: Db) =>
  db.collection("api_keys").createIndexes([
    { key: { hash: 1 }, name: "hash", unique: true },
    { key: { workspaceId: 1, _id: -1 }, name: "workspace" },
    {
      key: { expiresAt: 1 },
      name: "expiry",
      partialFilterExpression: { expiresAt: { $exists: true } },
    },
  ]);

export function apiKeyRepo(db: Db) {
  const keys = db.collection<ApiKeyDoc>("api_keys");
  /** The key while it is valid, then the one that it was rotated into. */
  async function successor(workspaceId: string, id: string, now: Date): Promise<ApiKeyDoc | undefined> {
    const key = await keys.findOne({ _id: id, workspaceId });
    if (!key || key.revokedAt) return undefined;
    if (!key.expiresAt || key.expiresAt > now) return key;
    return key.replacedBy ? successor(workspaceId, key.replacedBy, now) : undefined;
  }
  return {
    successor,
    insert: (key: ApiKeyDoc) => keys.insertOne(key),
    find: (workspaceId: string, id: string) => keys.findOne({ _id: id, workspaceId }),
    findByHash: (hash: string) => keys.findOne({ hash }),
    /** Newest first; one more than `limit` to tell whether there is a next page. */
    list: (workspaceId: string, beforeId: string | undefined, limit: number) =>
      keys
        .find({ workspaceId, ...(beforeId && { _id: { $lt: beforeId } }) }, { projection: { hash: 0 } })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .toArray(),
    /** Those that are not refused yet. */
    countLiving: (workspaceId: string, now: Date) =>
      keys.countDocuments(
        { workspaceId, $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: now } }] },
        { limit: 1_000 },
      ),
    /** Undefined where another rotation or revocation was first. */
    replace: async (workspaceId: string, id: string, replacedBy: string, expiresAt: Date) =>
      (await keys.findOneAndUpdate(
        { _id: id, workspaceId, replacedBy: { $exists: false }, revokedAt: { $exists: false } },
        [{ $set: { replacedBy, expiresAt: { $min: ["$expiresAt", expiresAt] } } }],
        { returnDocument: "after" },
      )) ?? undefined,
    revoke: async (workspaceId: string, id: string, now: Date) =>
      (await keys.findOneAndUpdate(
        { _id: id, workspaceId, revokedAt: { $exists: false } },
        { $set: { revokedAt: now, expiresAt: now } },
      )) ?? undefined,
    /** At most once a minute, whoever asks. */
    noteUse: (id: string, now: Date) =>
      keys.updateOne(
        {
          _id: id,
          $or: [
            { lastUsedAt: { $exists: false } },
            { lastUsedAt: { $lt: new Date(now.getTime() - LAST_USED_PACE_MS) } },
          ],
        },
        { $set: { lastUsedAt: now } },
      ),
    /** One admin key at a time: another replaces it; the same one stays as it is, revoked too. */
    setAdmin: async (key: Omit<ApiKeyDoc, "_id">) => {
      await keys.updateOne({ _id: ADMIN_KEY }, { $setOnInsert: key }, { upsert: true });
      await keys.replaceOne({ _id: ADMIN_KEY, hash: { $ne: key.hash } }, key);
      return keys.findOne({ _id: ADMIN_KEY });
    },
    removeWorkspace: (workspaceId: string) => keys.deleteMany({ workspaceId }),
    /** The operator's stays: a revoked one that was gone would be valid again at the next start. */
    removeExpiredBefore: (cutoff: Date) =>
      keys.deleteMany({ _id: { $ne: ADMIN_KEY }, expiresAt: { $lt: cutoff } }),
  };
}
