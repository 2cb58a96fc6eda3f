import type { Role } from "@sluice/shared/contract";
import type {
  AcceptInvitation,
  CreateInvitation,
  Invitation,
  InvitationPreview,
  NewInvitation,
  WorkspaceOfMine,
} from "@sluice/shared/workspaces";
import type { Ctx } from "../context.ts";
import { type Caller, mayDo, type Principal } from "../platform/contract/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { isDuplicateKey } from "../platform/mongo.ts";
import { requireRank } from "./access.ts";
import { accountRepo } from "./account-repo.ts";
import { createAccount, hasAccount } from "./accounts.ts";
import { apiKeyRepo } from "./api-key-repo.ts";
import { audit } from "./audit.ts";
import type { Auth } from "./auth.ts";
import { type InvitationDoc, invitationRepo } from "./invitation-repo.ts";
import { hashOf, newToken } from "./tokens.ts";
import { type WorkspaceDoc, workspaceRepo } from "./workspace-repo.ts";

const LASTS_MS = 7 * 86_400_000;
const MAX_OPEN = 200;

const toInvitation = (doc: InvitationDoc, now: Date): Invitation => ({
  id: doc._id,
  email: doc.email,
  role: doc.role,
  invitedBy: doc.invitedBy,
  createdAt: doc.createdAt.toISOString(),
  expiresAt: doc.expiresAt.toISOString(),
  expired: doc.expiresAt <= now,
});

/** Newest first; expired ones stay for 30 days. */
export async function listInvitations(
  ctx: Ctx,
  workspaceId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ data: Invitation[]; nextCursor: string | null }> {
  const found = await invitationRepo(ctx.db).list(workspaceId, cursor, limit);
  const docs = found.slice(0, limit);
  const now = new Date();
  return {
    data: docs.map((doc) => toInvitation(doc, now)),
    nextCursor: found.length > limit ? (docs.at(-1)?._id ?? null) : null,
  };
}

/**
 * The link itself is in this answer and nowhere afterwards; its secret stands behind the `#`, which browsers
 * send to no server. An earlier invitation of the same person ends.
 * @throws AppError `forbidden` for a role above one's own, also of the earlier invitation; `conflict` for a member, and at 200 invitations.
 */
export async function createInvitation(
  ctx: Ctx,
  principal: Principal,
  { email, role }: CreateInvitation,
): Promise<NewInvitation> {
  const { workspaceId, actor } = principal;
  requireRank(principal, role);
  const user = await accountRepo(ctx.db).userByEmail(email);
  const workspace = await workspaceRepo(ctx.db).find(workspaceId);
  if (user && workspace?.members.some((member) => member.userId === user._id))
    throw new AppError("conflict", `${email} is a member already.`);
  if ((await invitationRepo(ctx.db).count(workspaceId)) >= MAX_OPEN)
    throw new AppError("conflict", `A workspace has at most ${MAX_OPEN} invitations; take some back.`);
  // Only the one that was looked at ends: another of a higher role may come in between.
  const earlier = await invitationRepo(ctx.db).findByEmail(workspaceId, email);
  if (earlier) {
    requireRank(principal, earlier.role);
    await invitationRepo(ctx.db).remove(workspaceId, earlier._id);
  }
  const token = newToken("inv_");
  const now = new Date();
  const doc: InvitationDoc = {
    _id: newId("inv"),
    workspaceId,
    email,
    role,
    tokenHash: hashOf(token),
    invitedBy: { ...actor },
    createdAt: now,
    expiresAt: new Date(now.getTime() + LASTS_MS),
  };
  await invitationRepo(ctx.db)
    .insert(doc)
    .catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      throw new AppError("conflict", `${email} was invited just now by somebody else.`);
    });
  await audit(ctx, principal, "invitation.created", doc._id, { email, role });
  return { ...toInvitation(doc, now), url: `${ctx.config.publicUrl}/invite#${token}` };
}

/** @throws AppError `not_found`; `forbidden` for a role above one's own. */
export async function revokeInvitation(ctx: Ctx, principal: Principal, id: string): Promise<void> {
  const invitations = invitationRepo(ctx.db);
  const doc = await invitations.find(principal.workspaceId, id);
  if (!doc) throw notFound("invitation", id);
  requireRank(principal, doc.role);
  await invitations.remove(principal.workspaceId, id);
  await audit(ctx, principal, "invitation.revoked", id, { email: doc.email, role: doc.role });
}

/** What the inviter may do now; undefined for a person who has left and a key that is refused. */
async function roleNow(
  ctx: Ctx,
  { _id: workspaceId, members }: WorkspaceDoc,
  { kind, id }: InvitationDoc["invitedBy"],
): Promise<Role | undefined> {
  if (kind === "user") return members.find(({ userId }) => userId === id)?.role;
  return (await apiKeyRepo(ctx.db).successor(workspaceId, id, new Date()))?.role;
}

/**
 * An invitation ends with the right to make it.
 * @throws AppError `not_found`, in the same words whatever ended the invitation.
 */
async function find(ctx: Ctx, token: string): Promise<{ doc: InvitationDoc; workspace: WorkspaceDoc }> {
  const doc = await invitationRepo(ctx.db).findByToken(hashOf(token), new Date());
  const workspace = doc && (await workspaceRepo(ctx.db).find(doc.workspaceId));
  const role = doc && workspace && (await roleNow(ctx, workspace, doc.invitedBy));
  if (!role || !mayDo(role, doc.role) || !mayDo(role, "admin"))
    throw new AppError("not_found", "This invitation has ended or was used; ask for another.");
  return { doc, workspace };
}

/** @throws AppError `not_found`. */
export async function previewInvitation(ctx: Ctx, auth: Auth, token: string): Promise<InvitationPreview> {
  const { doc, workspace } = await find(ctx, token);
  return {
    workspace: { id: workspace._id, name: workspace.name },
    email: doc.email,
    role: doc.role,
    invitedBy: doc.invitedBy.name,
    expiresAt: doc.expiresAt.toISOString(),
    hasAccount: await isTaken(ctx, auth, doc.email),
  };
}

/**
 * Adds the person to the workspace and ends the invitation, in this order: after a crash between the two it can
 * be accepted again, which changes nothing.
 * @param caller who is signed in; without one, the invited person's account is made.
 * @returns the workspace, and the address of the account if it was made.
 * @throws AppError `not_found`; `forbidden` for another person's invitation; `conflict` for a signed-out person
 * with an account, and where the workspace is full; `invalid_input` without a name and password to make one.
 */
export async function acceptInvitation(
  ctx: Ctx,
  auth: Auth,
  input: AcceptInvitation,
  caller: Extract<Caller, { kind: "user" }> | undefined,
): Promise<WorkspaceOfMine & { newAccount: string | undefined }> {
  const { doc, workspace } = await find(ctx, input.token);
  if (caller && caller.email !== doc.email)
    throw new AppError(
      "forbidden",
      `This invitation is for ${doc.email}; you are signed in as ${caller.email}.`,
    );
  const person = caller ?? (await newPerson(ctx, auth, doc.email, input));
  const member = { userId: person.id, role: doc.role, joinedAt: new Date() };
  const { _id: id, name } = workspace;
  const isAdded = await workspaceRepo(ctx.db).addMember(id, member);
  const mine = (await workspaceRepo(ctx.db).ofUser(person.id)).find((one) => one._id === id);
  if (!mine) throw new AppError("conflict", "This workspace has as many members as it can.");
  await invitationRepo(ctx.db).remove(id, doc._id);
  const actor = { kind: "user", id: person.id, name: person.name } as const;
  if (isAdded)
    await audit(ctx, { workspaceId: id, actor }, "member.joined", person.id, {
      email: doc.email,
      role: doc.role,
      invitation: doc._id,
    });
  return {
    id,
    name,
    role: mine.members[0]?.role ?? doc.role,
    newAccount: caller ? undefined : doc.email,
  };
}

/**
 * Whether the address is somebody's: who can sign in, or belongs to a workspace already, as an owner does whose
 * password is not set yet. An inviter knows the link, so it must never give such a person a password.
 */
async function isTaken(ctx: Ctx, auth: Auth, email: string): Promise<boolean> {
  if (await hasAccount(auth, email)) return true;
  const user = await accountRepo(ctx.db).userByEmail(email);
  return user !== null && (await workspaceRepo(ctx.db).ofUser(user._id)).length > 0;
}

async function newPerson(
  ctx: Ctx,
  auth: Auth,
  email: string,
  { name, password }: AcceptInvitation,
): Promise<{ id: string; name: string }> {
  if (await isTaken(ctx, auth, email))
    throw new AppError(
      "conflict",
      `${email} has an account already; sign in, after setting its password with the link for that if there is none yet, then open this link again.`,
    );
  if (name === undefined || password === undefined) {
    const field = name === undefined ? "name" : "password";
    throw new AppError("invalid_input", `${field}: is missing.`, {
      details: [{ field, problem: "is missing", in: "body" }],
    });
  }
  return { id: await createAccount(auth, { email, name, password }), name };
}
