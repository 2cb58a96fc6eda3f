import type { Role } from "@sluice/shared/contract";
import type { Db, Filter } from "mongodb";

export const DEFAULT_WORKSPACE = "default";

export interface Membership {
  userId: string;
  role: Role;
  joinedAt: Date;
}

/** A workspace and who belongs to it: one document, so that each rule about members is one atomic update. */
export interface WorkspaceDoc {
  _id: string;
  name: string;
  createdAt: Date;
  members: Membership[];
}

const MAX_MEMBERS = 200;
export const MAX_WORKSPACES = 100;

export const ensureWorkspaceIndexes = (db: Db) =>
  db.collection("workspaces").createIndexes([{ key: { "members.userId": 1 }, name: "members" }]);

const anOwner = { members: { $elemMatch: { role: "owner" } } } satisfies Filter<WorkspaceDoc>;
const another = (userId: string) =>
  ({ members: { $elemMatch: { role: "owner", userId: { $ne: userId } } } }) satisfies Filter<WorkspaceDoc>;
const memberAs = ({ userId, role }: Pick<Membership, "userId" | "role">) =>
  ({ members: { $elemMatch: { userId, role } } }) satisfies Filter<WorkspaceDoc>;

export function workspaceRepo(db: Db) {
  const workspaces = db.collection<WorkspaceDoc>("workspaces");
  const changed = async (filter: Filter<WorkspaceDoc>, update: object, options: object = {}) =>
    (await workspaces.updateOne(filter, update, options)).matchedCount === 1;
  return {
    ensureDefault: (now: Date) =>
      workspaces.updateOne(
        { _id: DEFAULT_WORKSPACE },
        { $setOnInsert: { name: "Default", createdAt: now, members: [] } },
        { upsert: true },
      ),
    insert: (workspace: WorkspaceDoc) => workspaces.insertOne(workspace),
    find: (id: string) => workspaces.findOne({ _id: id }),
    exists: async (id: string) => (await workspaces.countDocuments({ _id: id }, { limit: 1 })) === 1,
    hasOwner: async (id: string) => (await workspaces.countDocuments({ _id: id, ...anOwner })) === 1,
    /** Oldest first, at most 100, each with this one member alone. */
    ofUser: (userId: string) =>
      workspaces
        .find(
          { "members.userId": userId },
          { projection: { name: 1, createdAt: 1, members: { $elemMatch: { userId } } } },
        )
        .sort({ createdAt: 1, _id: 1 })
        .limit(MAX_WORKSPACES)
        .toArray(),
    rename: (id: string, name: string) => changed({ _id: id }, { $set: { name } }),
    remove: async (id: string) => (await workspaces.deleteOne({ _id: id })).deletedCount === 1,

    /** False where the person is a member already, or 200 are. */
    addMember: (id: string, member: Membership) =>
      changed(
        {
          _id: id,
          "members.userId": { $ne: member.userId },
          [`members.${MAX_MEMBERS - 1}`]: { $exists: false },
        },
        { $push: { members: member } },
      ),
    /** False where somebody owns it already: of several at once, one succeeds. */
    addFirstOwner: (id: string, member: Membership) =>
      changed({ _id: id, $nor: [anOwner] }, { $push: { members: member } }),
    /** False unless the member still has the role they were seen with and, where it is lost, another owner stays. */
    setRole: (id: string, seen: Pick<Membership, "userId" | "role">, role: Role) =>
      changed(
        { _id: id, $and: [memberAs(seen), ...(role === "owner" ? [] : [another(seen.userId)])] },
        { $set: { "members.$[one].role": role } },
        { arrayFilters: [{ "one.userId": seen.userId }] },
      ),
    /** False unless the member still has the role they were seen with, and another owner stays. */
    removeMember: (id: string, seen: Pick<Membership, "userId" | "role">) =>
      changed(
        { _id: id, $and: [memberAs(seen), another(seen.userId)] },
        { $pull: { members: { userId: seen.userId } } },
      ),
  };
}
