export { cleanUp } from "./clean-up.ts";
export { leastRetention, retentionOf } from "./settings.ts";
export { ensureRetentionIndexes } from "./settings-repo.ts";
