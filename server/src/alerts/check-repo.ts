import type { Db } from "mongodb";
import { isDuplicateKey } from "../platform/mongo.ts";

interface CheckDoc {
  _id: "alerts-check";
  at: Date;
}

/** When the jobs were last looked at, by the database's clock. */
export function checkStatusRepo(db: Db) {
  const status = db.collection<CheckDoc>("platform_status");
  return {
    note: () => status.updateOne({ _id: "alerts-check" }, { $currentDate: { at: true } }, { upsert: true }),
    /** True for the one of several servers that asks when it was longer than `ms` ago. */
    async askAfter(ms: number): Promise<boolean> {
      try {
        const { matchedCount, upsertedCount } = await status.updateOne(
          { _id: "alerts-check", $expr: { $lt: ["$at", { $subtract: ["$$NOW", ms] }] } },
          { $currentDate: { at: true } },
          { upsert: true },
        );
        return matchedCount + upsertedCount > 0;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
