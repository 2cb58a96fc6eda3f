import type { Migration } from "./migration.ts";

/** Keys are listed by name and with their last characters now; those of the admin key were not kept. */
export const describeAdminKey: Migration = {
  version: 3,
  name: "give the admin key a name",
  async up(db) {
    const operator = { kind: "key", id: "SLUICE_ADMIN_API_KEY", name: "SLUICE_ADMIN_API_KEY" };
    await db
      .collection("api_keys")
      .updateMany(
        { name: { $exists: false } },
        { $set: { name: "Admin key", masked: "••••", createdBy: operator } },
      );
  },
};
