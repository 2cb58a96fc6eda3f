import type { Migration } from "./migration.ts";

/**
 * Until now retention passed over rows that were failed when it came by, and never came back to those that were
 * processed later. Starting each job from its first row again finds them.
 */
export const lookAgainForBodies: Migration = {
  version: 1,
  name: "let retention look at every row again",
  async up(db) {
    await db
      .collection("sync_jobs")
      .updateMany({ strippedUpTo: { $exists: true } }, { $unset: { strippedUpTo: "" } });
  },
};
