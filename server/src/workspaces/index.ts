export { authenticate, ensureAdminKey } from "./authenticate.ts";
export { ensureApiKeyIndexes } from "./repo.ts";
