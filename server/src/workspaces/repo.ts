import type { Db } from "mongodb";

export interface ApiKeyDoc {
  _id: string;
  /** SHA-256 of the key, hex; keys are random, so no salt or stretching is needed. */
  hash: string;
  workspaceId: string;
  role: "owner";
  createdAt: Date;
}

export const ensureApiKeyIndexes = (db: Db) =>
  db.collection("api_keys").createIndexes([{ key: { hash: 1 }, name: "hash", unique: true }]);

export function apiKeyRepo(db: Db) {
  const keys = db.collection<ApiKeyDoc>("api_keys");
  return {
    findByHash: (hash: string) => keys.findOne({ hash }),
    /** One admin key at a time: setting another replaces it. */
    setAdmin: (hash: string, workspaceId: string, now: Date) =>
      keys.updateOne(
        { _id: "key_admin" },
        { $set: { hash, workspaceId, role: "owner" }, $setOnInsert: { createdAt: now } },
        { upsert: true },
      ),
  };
}
