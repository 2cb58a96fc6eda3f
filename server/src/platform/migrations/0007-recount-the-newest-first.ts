import { MongoServerError } from "mongodb";
import type { Migration } from "./migration.ts";

const NO_INDEX = 27;
const NO_COLLECTION = 26;
const COLLECTIONS = ["event_stats", "event_stats_half_hours", "event_stats_days"];

/** What changed of the statistics is now recounted from the newest on: another index finds it. */
export const recountTheNewestFirst: Migration = {
  version: 7,
  name: "drop the index of changed statistics by the number of changes",
  async up(db) {
    for (const collection of COLLECTIONS)
      await db
        .collection(collection)
        .dropIndex("dirty")
        .catch((error: unknown) => {
          const isGone =
            error instanceof MongoServerError && (error.code === NO_INDEX || error.code === NO_COLLECTION);
          if (!isGone) throw error;
        });
  },
};
