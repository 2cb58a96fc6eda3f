import { createHash } from "node:crypto";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { apiKeyRepo } from "./repo.ts";

const DEFAULT_WORKSPACE = "default";

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

/** Stores the operator's key, where one was given, as the owner key of the workspace `default`. */
export async function ensureAdminKey(ctx: Ctx): Promise<void> {
  const key = ctx.config.SLUICE_ADMIN_API_KEY;
  if (key) await apiKeyRepo(ctx.db).setAdmin(hashOf(key), DEFAULT_WORKSPACE, new Date());
}

/**
 * @param authorization the header's value, `Bearer <key>`.
 * @throws AppError `unauthenticated`.
 */
export async function authenticate(ctx: Ctx, authorization: string | undefined): Promise<Principal> {
  const key = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  if (!key) throw new AppError("unauthenticated", "Send your API key as: Authorization: Bearer <key>.");
  const found = await apiKeyRepo(ctx.db).findByHash(hashOf(key));
  if (!found) throw new AppError("unauthenticated", "This API key is not known here.");
  return {
    workspaceId: found.workspaceId,
    actor: { kind: "key", id: found._id, name: "admin key" },
    role: found.role,
  };
}
