import * as z from "zod";

const minutes = (most: number) => z.int().min(1).max(most);
const WEEK = 7 * 24 * 60;

/** What is watched of a job, and when it is told. Times are whole minutes. */
export const AlertSettings = z
  .strictObject({
    failing: z.strictObject({
      enabled: z.boolean(),
      /** Failed events of the window, by time of receipt. */
      atLeast: z.int().min(1).max(1_000_000),
      /** Of those that were settled; 0: their number alone counts. */
      percent: z.number().min(0).max(100),
      windowMinutes: minutes(24 * 60),
    }),
    blocked: z.strictObject({
      enabled: z.boolean(),
      /** How long nothing could be written. */
      afterMinutes: minutes(24 * 60),
    }),
    quiet: z.strictObject({
      enabled: z.boolean(),
      /** null: ten times as long as it usually takes until the next event. */
      afterMinutes: minutes(30 * 24 * 60).nullable(),
    }),
    schedule: z.strictObject({
      enabled: z.boolean(),
      /** How long a run may be overdue. A run that fails is told at once. */
      lateMinutes: minutes(WEEK),
    }),
    /** null: all channels of the workspace. */
    channelIds: z.array(z.string().max(64)).max(50).nullable(),
    /** The same is not told again within so many minutes; what goes on is told once a day. */
    coolDownMinutes: minutes(WEEK),
  })
  .meta({ id: "AlertSettings" });
export type AlertSettings = z.infer<typeof AlertSettings>;

/** Of a workspace that has chosen nothing. */
export const USUAL_ALERTS: AlertSettings = {
  failing: { enabled: true, atLeast: 5, percent: 10, windowMinutes: 30 },
  blocked: { enabled: true, afterMinutes: 5 },
  quiet: { enabled: true, afterMinutes: null },
  schedule: { enabled: true, lateMinutes: 15 },
  channelIds: null,
  coolDownMinutes: 30,
};

/** What holds for a job or a workspace, and whether it was chosen for it. */
export const StoredAlertSettings = z
  .object({
    /** False: a job follows its workspace, a workspace what is usual. */
    isOwn: z.boolean(),
    settings: AlertSettings,
  })
  .meta({ id: "StoredAlertSettings" });
export type StoredAlertSettings = z.infer<typeof StoredAlertSettings>;
