import { randomBytes } from "node:crypto";
import type { Ctx } from "../context.ts";
import { mask } from "../platform/secrets.ts";
import type { JobDoc, StoredSecret } from "./repo.ts";

export const mintSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

export function storedSecret(ctx: Ctx, secret: string, now: Date): StoredSecret {
  return { sealed: ctx.secrets.seal(secret), masked: mask(secret), createdAt: now };
}

/** The newest first; at most two, of which the second is that of a rotation's overlap (RULES 1). */
export const validSecrets = (job: Pick<JobDoc, "secrets">): StoredSecret[] =>
  job.secrets.filter((secret) => !secret.expiresAt || secret.expiresAt.getTime() > Date.now());
