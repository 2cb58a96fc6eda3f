import type { Migration } from "./migration.ts";

/** An object whose events are set aside named one erasure, and was let in again when that was lifted. */
export const suppressBySeveral: Migration = {
  version: 8,
  name: "let several erasures set an object's events aside",
  async up(db) {
    const suppressed = db.collection("suppressed_objects");
    await suppressed.updateMany({ erasureId: { $exists: true } }, [
      { $set: { erasureIds: ["$erasureId"] } },
      { $unset: "erasureId" },
    ]);
    if (await suppressed.indexExists("erasure").catch(() => false)) await suppressed.dropIndex("erasure");
  },
};
