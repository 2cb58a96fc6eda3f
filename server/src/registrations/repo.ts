import type { Db } from "mongodb";
import type { JobDoc } from "../sync-jobs/index.ts";

type Own = Pick<JobDoc, "_id" | "workspaceId">;

/** What jobs know of their webhooks at the provider. */
export function registrationRepo(db: Db) {
  const jobs = db.collection<JobDoc>("sync_jobs");
  const one = ({ _id, workspaceId }: Own) => ({ _id, workspaceId, deletedAt: { $exists: false } });
  return {
    /** False while somebody else holds it, unless they took it before `staleBefore`. */
    claim: async (job: Own, now: Date, staleBefore: Date) =>
      (
        await jobs.updateOne(
          { ...one(job), $or: [{ registering: { $exists: false } }, { registering: { $lt: staleBefore } }] },
          { $set: { registering: now } },
        )
      ).matchedCount === 1,
    release: (job: Own, now: Date) =>
      jobs.updateOne({ ...one(job), registering: now }, { $unset: { registering: "" } }),
    set: (job: Own, registration: NonNullable<JobDoc["registration"]>) =>
      jobs.updateOne(one(job), { $set: { registration } }),
    setEvents: (job: Own, id: string, events: string[]) =>
      jobs.updateOne({ ...one(job), "registration.id": id }, { $set: { "registration.events": events } }),
    remove: (job: Own) => jobs.updateOne(one(job), { $unset: { registration: "", coverage: "" } }),
    keepCoverage: (job: Own, coverage: NonNullable<JobDoc["coverage"]>) =>
      jobs.updateOne(one(job), { $set: { coverage } }),
  };
}
