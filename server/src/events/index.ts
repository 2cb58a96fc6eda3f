export { exportAnalytics, jobAnalytics } from "./analytics.ts";
export { eventsBefore } from "./before.ts";
export { countByTime, countFacets } from "./counting.ts";
export type { Endpoint, EndpointSource } from "./endpoint.ts";
export { ERASED, eraseRepo } from "./erase-repo.ts";
export { bulkDeadline, judgeEvent, parseJson, subjectOf } from "./event-row.ts";
export { type EventTypes, ensureEventTypeIndexes, eventTypes } from "./event-types-repo.ts";
export { explainFailure } from "./explain.ts";
export { failureGroup } from "./failure-group.ts";
export { failureGroups } from "./failures.ts";
export { groupCommit } from "./group-commit.ts";
export { shownHeaders } from "./headers.ts";
export { findEvent, getEvent, listEvents } from "./queries.ts";
export { MAX_BODY_BYTES, type Receiver, receiver } from "./receive.ts";
export { countOpenRejected, listRejected, rejectedLog } from "./rejected.ts";
export { ensureRejectedIndexes, type RejectedDoc, reasonOf, rejectedRepo } from "./rejected-repo.ts";
export { repeatOf, replayEvent, replayRow, whyNotReplayable } from "./replay.ts";
export {
  bodyOf,
  type EventRepo,
  type EventRow,
  ensureEventIndexes,
  eventRepo,
  eventRows,
  type ListRow,
  storedBytes,
  WORK_PROJECTION,
} from "./repo.ts";
export { retentionRepo } from "./retention-repo.ts";
export type { Counts } from "./rollup-doc.ts";
export { DAY_MS, floorTo, MINUTE_MS, niceWidth } from "./rollup-levels.ts";
export { ensureRollupIndexes } from "./rollup-repo.ts";
export { addCounts, noCounts, quantile, type Rollups, rollups } from "./rollups.ts";
export { searchEvents, searchOf } from "./search.ts";
export type { EventSearch } from "./search-repo.ts";
export { jobStats } from "./stats.ts";
export { ensureSuppressedIndexes, suppressedRepo } from "./suppressed-repo.ts";
export { type Taken, type Taker, takeEvents } from "./take.ts";
export { failureTerms, flagTerm } from "./terms.ts";
