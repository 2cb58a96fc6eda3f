export {
  authenticate,
  DEFAULT_WORKSPACE,
  ensureAdminKey,
  type Principal,
  requireWorkspace,
} from "./authenticate.ts";
export { ensureApiKeyIndexes } from "./repo.ts";
