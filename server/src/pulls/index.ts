export { advanceBackfill } from "./backfill.ts";
export { advanceChanges } from "./changes.ts";
export { startDue } from "./due.ts";
export { mappingOf, writeSnapshots } from "./write-snapshots.ts";
