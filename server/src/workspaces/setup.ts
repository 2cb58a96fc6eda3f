import type { SetUp } from "@sluice/shared/workspaces";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { isSetupCode } from "../platform/setup-code.ts";
import { accountRepo } from "./account-repo.ts";
import { createAccount } from "./accounts.ts";
import { audit } from "./audit.ts";
import type { Auth } from "./auth.ts";
import { DEFAULT_WORKSPACE, workspaceRepo } from "./workspace-repo.ts";

/** Whether nobody owns this installation yet. */
export const needsOwner = async (ctx: Ctx): Promise<boolean> =>
  !(await workspaceRepo(ctx.db).hasOwner(DEFAULT_WORKSPACE));

/**
 * Makes the first owner, of the workspace `default`, for whoever knows the code of the console. The membership
 * comes last: a crash before it leaves an account that a second try takes over with the same code.
 * @throws AppError `conflict` once there is an owner, `unauthenticated` for a wrong code.
 */
export async function setUp(ctx: Ctx, auth: Auth, input: SetUp): Promise<void> {
  const taken = () =>
    new AppError("conflict", "This installation has its owner already; ask them for an invitation.");
  if (!(await needsOwner(ctx))) throw taken();
  if (!isSetupCode(ctx.secrets, input.code))
    throw new AppError("unauthenticated", "This is not the setup code; the console shows it at the start.");
  const userId = await createAccount(auth, input).catch(async (error: unknown) => {
    if (error instanceof AppError && error.code === "conflict") return takeOver(ctx, auth, input);
    throw error;
  });
  const owner = { userId, role: "owner", joinedAt: new Date() } as const;
  if (!(await workspaceRepo(ctx.db).addFirstOwner(DEFAULT_WORKSPACE, owner))) throw taken();
  const actor = { kind: "user", id: userId, name: input.name } as const;
  await audit(ctx, { workspaceId: DEFAULT_WORKSPACE, actor }, "workspace.set_up", DEFAULT_WORKSPACE, {
    email: input.email,
  });
}

/** An account that an interrupted try has left: whoever holds the code gives it its password again. */
async function takeOver(ctx: Ctx, auth: Auth, { email, name, password }: SetUp): Promise<string> {
  const left = await accountRepo(ctx.db).userByEmail(email);
  if (!left || (await workspaceRepo(ctx.db).ofUser(left._id)).length > 0)
    throw new AppError("conflict", `${email} has an account already; set up with another address.`);
  const { internalAdapter, password: passwords } = await auth.$context;
  await internalAdapter.updatePassword(left._id, await passwords.hash(password));
  await internalAdapter.updateUser(left._id, { name });
  return left._id;
}
