import type { Db } from "mongodb";

export interface UserDoc {
  _id: string;
  name: string;
  email: string;
}

/** What better-auth keeps of a signed-in browser. */
export interface SessionDoc {
  _id: string;
  userId: string;
  token: string;
  createdAt: Date;
  expiresAt: Date;
  ipAddress?: string | null;
  userAgent?: string | null;
  /** The workspace it last chose. */
  workspaceId?: string | null;
}

/** better-auth makes its unique indexes in the background; they must be there before the first account is. */
export async function ensureAccountIndexes(db: Db): Promise<void> {
  await Promise.all([
    db.collection("users").createIndex({ email: 1 }, { name: "users_email_uidx", unique: true }),
    db.collection("sessions").createIndexes([
      { key: { token: 1 }, name: "sessions_token_uidx", unique: true },
      { key: { userId: 1 }, name: "sessions_userId_idx" },
      { key: { expiresAt: 1 }, name: "expiry" },
    ]),
    db.collection("verifications").createIndexes([{ key: { expiresAt: 1 }, name: "expiry" }]),
  ]);
}

export function accountRepo(db: Db) {
  const users = db.collection<UserDoc>("users");
  const sessions = db.collection<SessionDoc>("sessions");
  return {
    usersById: async (ids: readonly string[]) => {
      const found = await users
        .find({ _id: { $in: [...ids] } }, { projection: { name: 1, email: 1 } })
        .toArray();
      return new Map(found.map((user) => [user._id, user]));
    },
    userByEmail: (email: string) => users.findOne({ email }),
    rename: (userId: string, name: string) =>
      users.updateOne({ _id: userId }, { $set: { name, updatedAt: new Date() } as Partial<UserDoc> }),

    /** Newest first, at most 100. */
    sessionsOf: (userId: string, now: Date) =>
      sessions
        .find({ userId, expiresAt: { $gt: now } })
        .sort({ _id: -1 })
        .limit(100)
        .toArray(),
    chooseWorkspace: (sessionId: string, workspaceId: string) =>
      sessions.updateOne({ _id: sessionId }, { $set: { workspaceId } }),
    endSession: async (userId: string, sessionId: string) =>
      (await sessions.deleteOne({ _id: sessionId, userId })).deletedCount === 1,
    endOtherSessions: async (userId: string, keptSessionId: string | undefined) =>
      (await sessions.deleteMany({ userId, ...(keptSessionId && { _id: { $ne: keptSessionId } }) }))
        .deletedCount,
    removeExpired: async (now: Date) => {
      await sessions.deleteMany({ expiresAt: { $lt: now } });
      await db.collection("verifications").deleteMany({ expiresAt: { $lt: now } });
    },
  };
}
