import type { Db } from "mongodb";
import { type EventRow, eventRows } from "../events/index.ts";

/** The events that tell how a job began, and how it goes now. */
const OLDEST = 100;
const NEWEST = 20;

const SHOWN = {
  type: 1,
  status: 1,
  outcome: 1,
  reason: 1,
  error: 1,
  objectId: 1,
  receivedAt: 1,
  settledAt: 1,
  test: 1,
} as const;

export type SetupRow = Pick<EventRow, "_id" | keyof typeof SHOWN>;

export function setupRepo(db: Db) {
  const rows = eventRows(db);
  const some = (workspaceId: string, jobId: string, order: 1 | -1, limit: number) =>
    rows.find({ jobId, workspaceId }, { projection: SHOWN }).sort({ _id: order }).limit(limit).toArray();
  return {
    /** Oldest first, each once. */
    async events(workspaceId: string, jobId: string): Promise<SetupRow[]> {
      const [oldest, newest] = await Promise.all([
        some(workspaceId, jobId, 1, OLDEST),
        some(workspaceId, jobId, -1, NEWEST),
      ]);
      const byId = new Map([...oldest, ...newest.reverse()].map((row) => [row._id, row]));
      return [...byId.values()];
    },
  };
}
