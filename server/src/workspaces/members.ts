import type { Role } from "@sluice/shared/contract";
import type { Member } from "@sluice/shared/workspaces";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { announceChange, requireRank } from "./access.ts";
import { accountRepo, type UserDoc } from "./account-repo.ts";
import { audit } from "./audit.ts";
import { type Membership, workspaceRepo } from "./workspace-repo.ts";

const toMember = ({ userId, role, joinedAt }: Membership, user: UserDoc | undefined): Member => ({
  id: userId,
  name: user?.name ?? "",
  email: user?.email ?? "",
  role,
  joinedAt: joinedAt.toISOString(),
});

/** In the order they joined; at most 200. */
export async function listMembers(ctx: Ctx, workspaceId: string): Promise<Member[]> {
  const members = (await workspaceRepo(ctx.db).find(workspaceId))?.members ?? [];
  const users = await accountRepo(ctx.db).usersById(members.map((member) => member.userId));
  return members.map((member) => toMember(member, users.get(member.userId)));
}

/** @throws AppError `not_found`. */
async function findMember(ctx: Ctx, workspaceId: string, userId: string): Promise<Membership> {
  const workspace = await workspaceRepo(ctx.db).find(workspaceId);
  const member = workspace?.members.find((one) => one.userId === userId);
  if (!member) throw notFound("member", userId);
  return member;
}

/** Why a guarded change of a member matched nothing. */
async function refusal(ctx: Ctx, workspaceId: string, seen: Membership): Promise<AppError> {
  const now = await findMember(ctx, workspaceId, seen.userId);
  const isLastOwner = now.role === "owner" && seen.role === "owner";
  return new AppError(
    "conflict",
    isLastOwner
      ? "A workspace keeps at least one owner; make somebody else owner first."
      : "This member's role has just changed; look again.",
  );
}

/**
 * @throws AppError `not_found`; `forbidden` where the old or the new role is above one's own;
 * `conflict` where no owner would remain.
 */
export async function setMemberRole(
  ctx: Ctx,
  principal: Principal,
  userId: string,
  role: Role,
): Promise<Member> {
  const { workspaceId } = principal;
  const seen = await findMember(ctx, workspaceId, userId);
  requireRank(principal, seen.role);
  requireRank(principal, role);
  const user = (await accountRepo(ctx.db).usersById([userId])).get(userId);
  if (seen.role !== role) {
    if (!(await workspaceRepo(ctx.db).setRole(workspaceId, seen, role)))
      throw await refusal(ctx, workspaceId, seen);
    announceChange(ctx, userId);
    await audit(ctx, principal, "member.role_changed", userId, {
      name: user?.name,
      from: seen.role,
      to: role,
    });
  }
  return toMember({ ...seen, role }, user);
}

/** @throws AppError `not_found`; `forbidden` for a role above one's own; `conflict` for the last owner. */
export async function removeMember(ctx: Ctx, principal: Principal, userId: string): Promise<void> {
  const { workspaceId, actor } = principal;
  const seen = await findMember(ctx, workspaceId, userId);
  requireRank(principal, seen.role);
  if (!(await workspaceRepo(ctx.db).removeMember(workspaceId, seen)))
    throw await refusal(ctx, workspaceId, seen);
  announceChange(ctx, userId);
  const name = (await accountRepo(ctx.db).usersById([userId])).get(userId)?.name;
  const action = actor.id === userId ? "member.left" : "member.removed";
  await audit(ctx, principal, action, userId, { name, role: seen.role });
}

/** @throws AppError `forbidden` for an API key, `conflict` for the last owner. */
export async function leaveWorkspace(ctx: Ctx, principal: Principal): Promise<void> {
  if (principal.actor.kind === "key")
    throw new AppError("forbidden", "An API key is no member; revoke it instead.");
  await removeMember(ctx, principal, principal.actor.id);
}
