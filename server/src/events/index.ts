export type { Endpoint, EndpointSource } from "./endpoint.ts";
export { groupCommit } from "./group-commit.ts";
export { findEvent, getEvent, listEvents } from "./queries.ts";
export { type IncomingRequest, MAX_BODY_BYTES, parseJson, type ReceiveOutcome, receiver } from "./receive.ts";
export { listRejected, rejectedLog } from "./rejected.ts";
export { ensureRejectedIndexes, type RejectedDoc } from "./rejected-repo.ts";
export { replayEvent } from "./replay.ts";
export {
  bodyOf,
  type EventRepo,
  type EventRow,
  ensureEventIndexes,
  eventRepo,
  eventRows,
  storedBytes,
  WORK_PROJECTION,
} from "./repo.ts";
export { retentionRepo } from "./retention-repo.ts";
export { ensureRollupIndexes, type Rollups, rollups } from "./rollups.ts";
export { jobStats } from "./stats.ts";
