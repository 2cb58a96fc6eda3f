import type { AuditEntry, ListAudit } from "@sluice/shared/workspaces";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { newId } from "../platform/ids.ts";
import { auditRepo } from "./audit-repo.ts";

/**
 * Writes down who did what in a workspace, after it was done. An entry that cannot be stored is logged whole:
 * what it tells of has happened, so the caller's answer must not change.
 * @param action `noun.past_tense`: `api_key.created`.
 * @param target id of what it was done to.
 * @param details small, JSON-plain and without secrets.
 */
export async function audit(
  ctx: Ctx,
  { workspaceId, actor }: Pick<Principal, "workspaceId" | "actor">,
  action: string,
  target: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  const entry = {
    _id: newId("aud"),
    workspaceId,
    at: new Date(),
    actor: { ...actor },
    action,
    target,
    details,
  };
  await auditRepo(ctx.db)
    .insert(entry)
    .catch((error: unknown) => ctx.log.error({ entry, reason: String(error) }, "audit entry not stored"));
}

/** Newest first. */
export async function listAudit(
  ctx: Ctx,
  workspaceId: string,
  { target, actorId, cursor, limit }: ListAudit,
): Promise<{ data: AuditEntry[]; nextCursor: string | null }> {
  const found = await auditRepo(ctx.db).list(workspaceId, { target, actorId, beforeId: cursor }, limit);
  const entries = found.slice(0, limit);
  return {
    data: entries.map(({ _id, at, actor, action, target, details }) => ({
      id: _id,
      at: at.toISOString(),
      actor,
      action,
      target,
      details,
    })),
    nextCursor: found.length > limit ? (entries.at(-1)?._id ?? null) : null,
  };
}
