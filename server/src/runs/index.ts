export { advanceRun, type NextStep } from "./advance.ts";
export {
  type Advance,
  type Advanced,
  RunFailed,
  type RunKinds,
  type RunServices,
  type RunStep,
} from "./kind.ts";
export { ensureRunIndexes, type RunDoc, runRepo } from "./repo.ts";
export {
  activeRun,
  cancelRun,
  getRun,
  listRuns,
  type NewRun,
  pauseRunsOf,
  RUN_REQUESTED,
  resendRuns,
  resumeRunsOf,
  startRun,
  tryStartRun,
} from "./runs.ts";
