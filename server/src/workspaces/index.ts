export {
  authenticate,
  ensureAdminKey,
  type Principal,
  requireWorkspace,
} from "./authenticate.ts";
export { ensureApiKeyIndexes } from "./repo.ts";
