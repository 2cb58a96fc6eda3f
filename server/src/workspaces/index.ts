export { audit } from "./audit.ts";
export { ensureAuditIndexes } from "./audit-repo.ts";
export { authenticate, ensureAdminKey } from "./authenticate.ts";
export { ensureApiKeyIndexes } from "./repo.ts";
