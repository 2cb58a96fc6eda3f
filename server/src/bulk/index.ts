export { BULK_REQUESTED, resendBulk, startBulk } from "./operations.ts";
export { bulkRepo, ensureBulkIndexes } from "./repo.ts";
export { bulkNext } from "./run.ts";
