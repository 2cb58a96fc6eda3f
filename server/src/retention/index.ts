export { cleanUp } from "./clean-up.ts";
export { ensureRetentionIndexes } from "./settings-repo.ts";
