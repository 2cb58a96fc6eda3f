import { MongoServerError } from "mongodb";
import type { Migration } from "./migration.ts";

const NO_INDEX = 27;
const NO_COLLECTION = 26;

/** Runs are now removed job by job, each after its own time: another index finds them. */
export const ageExecutionsByJob: Migration = {
  version: 4,
  name: "drop the index of executions by age alone",
  async up(db) {
    try {
      await db.collection("job_executions").dropIndex("age");
    } catch (error) {
      const isGone =
        error instanceof MongoServerError && (error.code === NO_INDEX || error.code === NO_COLLECTION);
      if (!isGone) throw error;
    }
  },
};
