import { randomBytes } from "node:crypto";
import type { Ctx } from "../context.ts";
import { accountRepo } from "./account-repo.ts";
import { openAuth } from "./auth.ts";
import { DEFAULT_WORKSPACE, workspaceRepo } from "./workspace-repo.ts";

type Offline = Pick<Ctx, "config" | "db" | "log" | "secrets">;

/** E-mail addresses of the owners of the workspace `default`. */
export async function ownersOf({ db }: Offline): Promise<string[]> {
  const members = (await workspaceRepo(db).find(DEFAULT_WORKSPACE))?.members ?? [];
  const ids = members.filter(({ role }) => role === "owner").map(({ userId }) => userId);
  return [...(await accountRepo(db).usersById(ids)).values()].map(({ email }) => email);
}

/**
 * A link, good once and for an hour, with which a person sets a new password; undefined where nobody has this
 * address.
 */
export async function resetLink(ctx: Offline, email: string): Promise<string | undefined> {
  let token: string | undefined;
  const auth = await openAuth(ctx, (made) => {
    token = made;
  });
  await auth.api.requestPasswordReset({ body: { email } });
  return token && `${ctx.config.publicUrl}/reset#${token}`;
}

/**
 * Makes somebody an owner of the workspace `default`, with an account if there was none; a link sets its password.
 * Until then nobody can use it: whoever made an account of that address before need not be who was meant.
 */
export async function makeOwner(ctx: Offline, email: string): Promise<void> {
  const { internalAdapter, password } = await (await openAuth(ctx)).$context;
  const known = (await internalAdapter.findUserByEmail(email))?.user;
  const user =
    known ??
    (await internalAdapter.createUser(
      { email, name: email, emailVerified: false },
      { method: "email-password" },
    ));
  await internalAdapter.updatePassword(user.id, await password.hash(randomBytes(32).toString("hex")));
  await accountRepo(ctx.db).endOtherSessions(user.id, undefined);
  const workspaces = workspaceRepo(ctx.db);
  await workspaces.ensureDefault(new Date());
  await workspaces.addMember(DEFAULT_WORKSPACE, { userId: user.id, role: "owner", joinedAt: new Date() });
  const members = (await workspaces.find(DEFAULT_WORKSPACE))?.members ?? [];
  const seen = members.find(({ userId }) => userId === user.id);
  if (seen) await workspaces.setRole(DEFAULT_WORKSPACE, seen, "owner");
}
