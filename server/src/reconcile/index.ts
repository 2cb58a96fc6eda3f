export { advanceReconcile } from "./advance.ts";
export { ensureFindingIndexes } from "./findings-repo.ts";
export { eraseFindings, removeReconciliations, removeReconciliationsBefore } from "./remove.ts";
export { advanceRepair } from "./repair.ts";
export { ensureReportIndexes } from "./report-repo.ts";
export { startDueReconciles } from "./schedule.ts";
