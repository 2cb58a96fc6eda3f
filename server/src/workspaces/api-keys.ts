import type { ApiKey, CreateApiKey, NewApiKey, RotateApiKey } from "@sluice/shared/workspaces";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { mask } from "../platform/secrets.ts";
import { announceChange, requireRank } from "./access.ts";
import { type ApiKeyDoc, apiKeyRepo } from "./api-key-repo.ts";
import { audit } from "./audit.ts";
import { hashOf, newToken } from "./tokens.ts";
import { DEFAULT_WORKSPACE } from "./workspace-repo.ts";

const PREFIX = "sk_sluice_";
const MAX_KEYS = 200;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Stores the operator's key, where one was given, as the owner key of the workspace `default`. */
export async function ensureAdminKey(ctx: Ctx): Promise<void> {
  const key = ctx.config.SLUICE_ADMIN_API_KEY;
  if (!key) return;
  const stored = await apiKeyRepo(ctx.db).setAdmin({
    hash: hashOf(key),
    workspaceId: DEFAULT_WORKSPACE,
    name: "Admin key",
    role: "owner",
    masked: mask(key),
    createdAt: new Date(),
    createdBy: { kind: "key", id: "SLUICE_ADMIN_API_KEY", name: "SLUICE_ADMIN_API_KEY" },
  });
  if (stored?.revokedAt)
    ctx.log.warn("SLUICE_ADMIN_API_KEY is a key that was revoked: it stays refused; give another.");
}

const statusOf = (key: ApiKeyDoc, now: Date): ApiKey["status"] => {
  if (key.revokedAt) return "revoked";
  if (key.expiresAt && key.expiresAt <= now) return "expired";
  return key.replacedBy ? "replaced" : "active";
};

function toApiKey(key: ApiKeyDoc, now: Date): ApiKey {
  return {
    id: key._id,
    name: key.name,
    role: key.role,
    masked: key.masked,
    status: statusOf(key, now),
    createdAt: key.createdAt.toISOString(),
    createdBy: key.createdBy,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    ...(key.replacedBy && { replacedBy: key.replacedBy }),
  };
}

/** Newest first; those that ended stay for 30 days. */
export async function listApiKeys(
  ctx: Ctx,
  workspaceId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ data: ApiKey[]; nextCursor: string | null }> {
  const found = await apiKeyRepo(ctx.db).list(workspaceId, cursor, limit);
  const keys = found.slice(0, limit);
  const now = new Date();
  return {
    data: keys.map((key) => toApiKey(key, now)),
    nextCursor: found.length > limit ? (keys.at(-1)?._id ?? null) : null,
  };
}

/** @throws AppError `conflict` */
async function requireRoom(ctx: Ctx, workspaceId: string): Promise<void> {
  if ((await apiKeyRepo(ctx.db).countLiving(workspaceId, new Date())) >= MAX_KEYS)
    throw new AppError("conflict", `A workspace has at most ${MAX_KEYS} keys that are valid; revoke some.`);
}

async function make(
  ctx: Ctx,
  principal: Principal,
  { _id, name, role, lifetimeDays }: Pick<ApiKeyDoc, "_id" | "name" | "role" | "lifetimeDays">,
): Promise<NewApiKey> {
  const key = newToken(PREFIX);
  const now = new Date();
  const doc: ApiKeyDoc = {
    _id,
    hash: hashOf(key),
    workspaceId: principal.workspaceId,
    name,
    role,
    masked: mask(key),
    createdAt: now,
    createdBy: { ...principal.actor },
    ...(lifetimeDays && { lifetimeDays, expiresAt: new Date(now.getTime() + lifetimeDays * DAY_MS) }),
  };
  await apiKeyRepo(ctx.db).insert(doc);
  return { ...toApiKey(doc, now), key };
}

/**
 * The key itself is in this answer and nowhere afterwards.
 * @throws AppError `forbidden` for a role above one's own, `conflict` at 200 valid keys.
 */
export async function createApiKey(ctx: Ctx, principal: Principal, input: CreateApiKey): Promise<NewApiKey> {
  requireRank(principal, input.role);
  await requireRoom(ctx, principal.workspaceId);
  const { name, role, expiresInDays } = input;
  const made = await make(ctx, principal, {
    _id: newId("key"),
    name,
    role,
    ...(expiresInDays && { lifetimeDays: expiresInDays }),
  });
  await audit(ctx, principal, "api_key.created", made.id, { name, role, expiresAt: made.expiresAt });
  return made;
}

/** @throws AppError `not_found`. */
async function findKey(ctx: Ctx, principal: Principal, id: string): Promise<ApiKeyDoc> {
  const key = await apiKeyRepo(ctx.db).find(principal.workspaceId, id);
  if (!key) throw notFound("API key", id);
  requireRank(principal, key.role);
  return key;
}

/**
 * A new key with the name, role and lifetime of the old one, which stays valid for some hours more.
 * @throws AppError `not_found`; `conflict` for one that has ended or was replaced already, and at 200 valid keys
 * where both would be valid.
 */
export async function rotateApiKey(
  ctx: Ctx,
  principal: Principal,
  id: string,
  { overlapHours }: RotateApiKey,
): Promise<NewApiKey> {
  const old = await findKey(ctx, principal, id);
  const now = new Date();
  const status = statusOf(old, now);
  if (overlapHours > 0) await requireRoom(ctx, principal.workspaceId);
  const replacement = newId("key");
  const until = new Date(now.getTime() + overlapHours * HOUR_MS);
  const isFirst =
    status === "active" &&
    (await apiKeyRepo(ctx.db).replace(principal.workspaceId, id, replacement, until)) !== undefined;
  if (!isFirst)
    throw new AppError(
      "conflict",
      `This key is ${status === "active" ? "replaced" : status}; rotate the newest one.`,
    );
  const { name, role, lifetimeDays } = old;
  const made = await make(ctx, principal, {
    _id: replacement,
    name,
    role,
    ...(lifetimeDays && { lifetimeDays }),
  });
  announceChange(ctx, id);
  await audit(ctx, principal, "api_key.rotated", id, { name, replacedBy: replacement, overlapHours });
  return made;
}

/** @throws AppError `not_found`; `conflict` for one that is revoked already. */
export async function revokeApiKey(ctx: Ctx, principal: Principal, id: string): Promise<void> {
  const { name } = await findKey(ctx, principal, id);
  if (!(await apiKeyRepo(ctx.db).revoke(principal.workspaceId, id, new Date())))
    throw new AppError("conflict", "This key is revoked already.");
  announceChange(ctx, id);
  await audit(ctx, principal, "api_key.revoked", id, { name });
}
