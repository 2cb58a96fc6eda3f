import type { ChannelKind } from "@sluice/shared/alerts";
import type { Db } from "mongodb";
import type { Principal } from "../platform/contract/index.ts";
import type { Attempt } from "./message-repo.ts";

export interface ChannelSecret {
  sealed: string;
  masked: string;
  /** Of the one that a newer one replaces. */
  expiresAt?: Date;
}

export interface ChannelDoc {
  _id: string;
  workspaceId: string;
  kind: ChannelKind;
  name: string;
  enabled: boolean;
  to?: string[];
  /** Sealed: of Slack, and often of others, whoever knows it may write there. */
  url?: string;
  /** The newest first. */
  secrets?: ChannelSecret[];
  target: string;
  createdBy: Principal["actor"];
  createdAt: Date;
  lastAnswer?: Attempt;
}

export const MAX_CHANNELS = 50;

export const ensureChannelIndexes = (db: Db) =>
  db.collection("alert_channels").createIndexes([{ key: { workspaceId: 1, _id: 1 }, name: "workspace" }]);

export function channelRepo(db: Db) {
  const channels = db.collection<ChannelDoc>("alert_channels");
  return {
    list: (workspaceId: string) =>
      channels.find({ workspaceId }).sort({ _id: 1 }).limit(MAX_CHANNELS).toArray(),
    find: (workspaceId: string, id: string) => channels.findOne({ _id: id, workspaceId }),
    count: (workspaceId: string) => channels.countDocuments({ workspaceId }),
    insert: (doc: ChannelDoc) => channels.insertOne(doc),
    update: (workspaceId: string, id: string, set: Partial<ChannelDoc>) =>
      channels.findOneAndUpdate({ _id: id, workspaceId }, { $set: set }, { returnDocument: "after" }),
    noteAnswer: (id: string, lastAnswer: Attempt) =>
      channels.updateOne({ _id: id }, { $set: { lastAnswer } }),
    remove: async (workspaceId: string, id: string): Promise<boolean> =>
      (await channels.deleteOne({ _id: id, workspaceId })).deletedCount === 1,
  };
}
