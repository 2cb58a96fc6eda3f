export { backoff } from "./backoff.ts";
export { type ClaimRepo, claimRepo, ensureClaimIndexes } from "./claim-repo.ts";
export { type DrainReport, drainStep, startDrain } from "./drain.ts";
export { ensureLaneIndexes, type LaneDoc, type LaneRepo, laneRepo } from "./lane-repo.ts";
export { LANE_READY, type Lanes, type LaneWork, signal, sweep, waker } from "./lanes.ts";
export { type LastWords, lastWords, noLastWords } from "./last-words.ts";
export { type Lingering, lingering } from "./linger.ts";
export { releaseSlot } from "./release-slot.ts";
export {
  type Settlement,
  WORK_INDEXES,
  type WorkRepo,
  type WorkRow,
  type WorkStatus,
  workRepo,
} from "./work-repo.ts";
