export { draftRepo, ensureDraftIndexes } from "./draft-repo.ts";
export { endpointCache } from "./endpoint.ts";
export { eventSource } from "./event-source.ts";
export { ensureExecutionIndexes, executionRepo } from "./execution-repo.ts";
export { findJob, laneOf } from "./jobs.ts";
export { ensureJobIndexes, type JobDoc, type JobRepo, jobRepo } from "./repo.ts";
export { continueRetry, RETRY_REQUESTED, requestRetry } from "./retry-failed.ts";
export { type SendTestEvent, testSender } from "./send-test.ts";
export { syncLanes } from "./sync-lane.ts";
