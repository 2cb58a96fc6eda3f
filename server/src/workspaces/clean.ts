import type { Ctx } from "../context.ts";
import { firstIdAt } from "../platform/ids.ts";
import { accountRepo } from "./account-repo.ts";
import { apiKeyRepo } from "./api-key-repo.ts";
import { auditRepo } from "./audit-repo.ts";
import { invitationRepo } from "./invitation-repo.ts";

const DAY_MS = 86_400_000;
const ENDED_DAYS = 30;
const AUDIT_DAYS = 400;

/** Removes sessions that ended, keys and invitations 30 days after they did, and audit entries after 400. */
export async function cleanAccess(ctx: Ctx, now = new Date()): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  await accountRepo(ctx.db).removeExpired(now);
  await apiKeyRepo(ctx.db).removeExpiredBefore(before(ENDED_DAYS));
  await invitationRepo(ctx.db).removeExpiredBefore(before(ENDED_DAYS));
  await auditRepo(ctx.db).removeBefore(firstIdAt("aud", before(AUDIT_DAYS)));
}
