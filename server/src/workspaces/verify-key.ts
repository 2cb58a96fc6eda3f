import type { Ctx } from "../context.ts";
import type { Caller } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { onAccessChange } from "./access.ts";
import { type ApiKeyDoc, apiKeyRepo } from "./api-key-repo.ts";
import { hashOf } from "./tokens.ts";
import { workspaceRepo } from "./workspace-repo.ts";

const CACHE_MS = 5_000;
const USE_PACE_MS = 60_000;

type VerifiedKey = Extract<Caller, { kind: "key" }>;

/**
 * Who an API key is. A verified one is believed for 5 s; a revocation on this machine is heard at once.
 * The returned function throws AppError `unauthenticated`.
 */
export function keyVerifier(ctx: Ctx) {
  const keys = apiKeyRepo(ctx.db);
  const known = new Map<string, { key: ApiKeyDoc; until: number }>();
  const lastUse = new Map<string, number>();
  const stop = onAccessChange(ctx, (id) => {
    for (const [hash, { key }] of known) if (key._id === id || key.workspaceId === id) known.delete(hash);
  });

  async function find(hash: string, now: number): Promise<ApiKeyDoc | null> {
    const cached = known.get(hash);
    if (cached && cached.until > now) return cached.key;
    const key = await keys.findByHash(hash);
    if (!key || !(await workspaceRepo(ctx.db).exists(key.workspaceId))) {
      known.delete(hash);
      return null;
    }
    known.set(hash, { key, until: now + CACHE_MS });
    return key;
  }

  function noteUse(id: string, now: number): void {
    if (now - (lastUse.get(id) ?? 0) < USE_PACE_MS) return;
    lastUse.set(id, now);
    keys
      .noteUse(id, new Date(now))
      .catch((error: unknown) => ctx.log.warn({ key: id, reason: String(error) }, "use of a key not noted"));
  }

  return {
    /** Whether it was a key of ours when it was last looked up, at most once each 5 s. */
    isKnown: (secret: string): boolean => known.has(hashOf(secret)),
    async verify(secret: string): Promise<VerifiedKey> {
      const now = Date.now();
      const key = await find(hashOf(secret), now);
      if (!key) throw new AppError("unauthenticated", "This API key is not known here.");
      if (key.revokedAt) throw new AppError("unauthenticated", "This API key was revoked.");
      if (key.expiresAt && key.expiresAt.getTime() <= now)
        throw new AppError("unauthenticated", `This API key ended at ${key.expiresAt.toISOString()}.`);
      noteUse(key._id, now);
      return {
        kind: "key",
        id: key._id,
        name: key.name,
        workspaceId: key.workspaceId,
        role: key.role,
      };
    },
    close: stop,
  };
}
