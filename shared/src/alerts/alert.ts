import * as z from "zod";
import { PageQuery } from "../contract/query.ts";
import { ChannelAnswer, ChannelKind } from "./channel.ts";

export const AlertRule = z.enum(["failing", "blocked", "quiet", "schedule"]);
export type AlertRule = z.infer<typeof AlertRule>;

/** `ended`: it is not watched any more, because the job was paused, disabled or deleted, or the rule turned off. */
export const AlertState = z.enum(["open", "recovered", "ended"]);
export type AlertState = z.infer<typeof AlertState>;

export const MessageKind = z.enum(["opened", "reminder", "recovered"]);
export type MessageKind = z.infer<typeof MessageKind>;

/** One message to one channel; several alerts of one moment are in one. */
export const AlertMessage = z
  .object({
    id: z.string(),
    kind: MessageKind,
    channelId: z.string(),
    channelName: z.string(),
    channelKind: ChannelKind,
    /** `failed`: given up; `dropped`: the channel was removed or turned off before it could be sent. */
    state: z.enum(["due", "sent", "failed", "dropped"]),
    createdAt: z.iso.datetime(),
    /** When it is tried again. */
    nextTryAt: z.iso.datetime().nullable(),
    /** The last ones. */
    attempts: z.array(ChannelAnswer),
    /** How many alerts it tells of. */
    alerts: z.int(),
  })
  .meta({ id: "AlertMessage" });
export type AlertMessage = z.infer<typeof AlertMessage>;

export const Alert = z
  .object({
    id: z.string(),
    jobId: z.string(),
    jobName: z.string(),
    rule: AlertRule,
    state: AlertState,
    /** What is the matter, in a sentence. */
    text: z.string(),
    openedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    /** When somebody is told, where that is still to come. */
    tellAt: z.iso.datetime().nullable(),
    messages: z.array(AlertMessage),
  })
  .meta({ id: "Alert" });
export type Alert = z.infer<typeof Alert>;

export const ListAlerts = PageQuery.extend({
  jobId: z.string().max(64).optional(),
  state: AlertState.optional(),
});
export type ListAlerts = z.infer<typeof ListAlerts>;
