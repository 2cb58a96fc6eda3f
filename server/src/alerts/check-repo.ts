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
        const isOver = { $lt: [{ $ifNull: ["$at", new Date(0)] }, { $subtract: ["$$NOW", ms] }] };
        const { modifiedCount, upsertedCount } = await status.updateOne(
          { _id: "alerts-check" },
          [{ $set: { at: { $cond: [isOver, "$$NOW", "$at"] } } }],
          { upsert: true },
        );
        return modifiedCount + upsertedCount > 0;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
