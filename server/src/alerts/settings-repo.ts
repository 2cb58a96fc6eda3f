import type { AlertSettings } from "@sluice/shared/alerts";
import type { Db } from "mongodb";

/** `_id` is the job, or the workspace for its jobs without settings of their own. */
interface SettingsDoc {
  _id: string;
  workspaceId: string;
  settings: AlertSettings;
}

export const ensureAlertSettingsIndexes = (db: Db) =>
  db.collection("alert_settings").createIndexes([{ key: { workspaceId: 1 }, name: "workspace" }]);

export function alertSettingsRepo(db: Db) {
  const all = db.collection<SettingsDoc>("alert_settings");
  return {
    findMany: (ids: readonly string[]) => all.find({ _id: { $in: [...ids] } }).toArray(),
    find: (workspaceId: string, id: string) => all.findOne({ _id: id, workspaceId }),
    put: (workspaceId: string, id: string, settings: AlertSettings) =>
      all.updateOne({ _id: id, workspaceId }, { $set: { settings } }, { upsert: true }),
    remove: (id: string) => all.deleteOne({ _id: id }),
  };
}
