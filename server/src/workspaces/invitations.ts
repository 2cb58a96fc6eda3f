import type {
  AcceptInvitation,
  CreateInvitation,
  Invitation,
  InvitationPreview,
  NewInvitation,
  WorkspaceOfMine,
} from "@sluice/shared/workspaces";
import type { Ctx } from "../context.ts";
import type { Caller, Principal } from "../platform/contract/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { isDuplicateKey } from "../platform/mongo.ts";
import { requireRank } from "./access.ts";
import { accountRepo } from "./account-repo.ts";
import { createAccount, hasAccount } from "./accounts.ts";
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
 * send to no server.
 * @throws AppError `forbidden` for a role above one's own; `conflict` for a member, and at 200 invitations.
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
    .put(doc)
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

/** @throws AppError `not_found`, in the same words whatever ended the invitation. */
async function find(ctx: Ctx, token: string): Promise<{ doc: InvitationDoc; workspace: WorkspaceDoc }> {
  const doc = await invitationRepo(ctx.db).findByToken(hashOf(token), new Date());
  const workspace = doc && (await workspaceRepo(ctx.db).find(doc.workspaceId));
  if (!doc || !workspace)
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
    hasAccount: await hasAccount(auth, doc.email),
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
  const person = caller ?? (await newPerson(auth, doc.email, input));
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

async function newPerson(
  auth: Auth,
  email: string,
  { name, password }: AcceptInvitation,
): Promise<{ id: string; name: string }> {
  if (await hasAccount(auth, email))
    throw new AppError("conflict", `${email} has an account already; sign in, then open the link again.`);
  if (name === undefined || password === undefined) {
    const field = name === undefined ? "name" : "password";
    throw new AppError("invalid_input", `${field}: is missing.`, {
      details: [{ field, problem: "is missing", in: "body" }],
    });
  }
  return { id: await createAccount(auth, { email, name, password }), name };
}
