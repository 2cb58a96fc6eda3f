import type { AlertRule, AlertState, ChannelKind, MessageKind } from "@sluice/shared/alerts";
import type { Db } from "mongodb";
import { isDuplicateKey } from "../platform/mongo.ts";

/** What a message says of one alert, as it was when the message was made. */
export interface MessageItem {
  readonly alertId: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly rule: AlertRule;
  readonly state: AlertState;
  readonly text: string;
  readonly cause: string;
  readonly openedAt: Date;
  readonly endedAt?: Date;
}

export interface Attempt {
  readonly at: Date;
  readonly ok: boolean;
  readonly status?: number;
  readonly answer: string;
  readonly ms: number;
}

export interface MessageDoc {
  _id: string;
  workspaceId: string;
  channelId: string;
  channelName: string;
  channelKind: ChannelKind;
  kind: MessageKind;
  alertIds: string[];
  items: MessageItem[];
  state: "due" | "sent" | "failed" | "dropped";
  /** When it may be sent (again), by the database's clock; while it is being sent, when that is given up. */
  dueAt: Date;
  tries: number;
  /** Of whoever is sending it. */
  claim?: string;
  attempts: Attempt[];
  createdAt: Date;
}

const ATTEMPTS_KEPT = 10;
const AT_ONCE = 100;

export const ensureMessageIndexes = (db: Db) =>
  db.collection("alert_messages").createIndexes([
    { key: { dueAt: 1 }, name: "due", partialFilterExpression: { state: "due" } },
    { key: { workspaceId: 1, _id: 1 }, name: "failed", partialFilterExpression: { state: "failed" } },
    { key: { workspaceId: 1, alertIds: 1 }, name: "alert" },
  ]);

export function messageRepo(db: Db) {
  const messages = db.collection<MessageDoc>("alert_messages");
  return {
    /** Stores it once, however often it is called; answers what is stored. */
    async store(doc: MessageDoc): Promise<Pick<MessageDoc, "_id" | "alertIds">> {
      try {
        await messages.insertOne(doc);
        return doc;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await messages.findOne({ _id: doc._id }, { projection: { alertIds: 1 } })) ?? doc;
      }
    },
    /** The one caller that gets it has `ms` to send it. */
    claim: (id: string, claim: string, ms: number) =>
      messages.findOneAndUpdate(
        { _id: id, state: "due", $expr: { $lte: ["$dueAt", "$$NOW"] } },
        [
          {
            $set: {
              dueAt: { $add: ["$$NOW", ms] },
              tries: { $add: ["$tries", 1] },
              claim: { $literal: claim },
            },
          },
        ],
        { returnDocument: "after" },
      ),
    /** Writes down how it went; nothing where somebody else has taken it over. */
    settle: (
      id: string,
      claim: string,
      attempt: Attempt | undefined,
      state: MessageDoc["state"],
      retryIn = 0,
    ) =>
      messages.updateOne({ _id: id, state: "due", claim }, [
        {
          $set: {
            state,
            ...(state === "due" && { dueAt: { $add: ["$$NOW", retryIn] } }),
            ...(attempt && {
              attempts: {
                $slice: [{ $concatArrays: ["$attempts", [{ $literal: attempt }]] }, -ATTEMPTS_KEPT],
              },
            }),
            claim: "$$REMOVE",
          },
        },
      ]),
    /** Those that may be sent now and that nobody is sending. */
    due: async (): Promise<string[]> =>
      (
        await messages
          .find(
            { state: "due", dueAt: { $exists: true }, $expr: { $lte: ["$dueAt", "$$NOW"] } },
            { projection: { _id: 1 }, hint: "due" },
          )
          .sort({ dueAt: 1 })
          .limit(AT_ONCE)
          .toArray()
      ).map(({ _id }) => _id),
    /** Those that were given up, the oldest first. */
    failedSince: (workspaceId: string, fromId: string, limit: number) =>
      messages
        .find({ workspaceId, state: "failed", _id: { $gte: fromId } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    ofAlerts: (workspaceId: string, alertIds: readonly string[]) =>
      messages
        .find({ workspaceId, alertIds: { $in: [...alertIds] } }, { projection: { items: 0 } })
        .toArray(),
    removeBefore: (cutoffId: string) =>
      messages.deleteMany({ _id: { $lt: cutoffId }, state: { $ne: "due" } }),
  };
}
