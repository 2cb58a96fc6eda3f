import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { type AccountDeps, accountHandlers, exchangeOf } from "./account-handlers.ts";
import { signIn } from "./accounts.ts";
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from "./api-keys.ts";
import { attempts } from "./attempts.ts";
import { listAudit } from "./audit.ts";
import {
  acceptInvitation,
  createInvitation,
  listInvitations,
  previewInvitation,
  revokeInvitation,
} from "./invitations.ts";
import { leaveWorkspace, listMembers, removeMember, setMemberRole } from "./members.ts";
import { createWorkspace, getWorkspace, removeWorkspace, renameWorkspace } from "./workspaces.ts";

interface Deps extends AccountDeps {
  /** How many things of each kind a workspace holds, by the words people know them by. */
  holds(workspaceId: string): Promise<Readonly<Record<string, number>>>;
}

type Features = "account" | "workspaces" | "members" | "invitations" | "apiKeys";

export const accessHandlers = (
  ctx: Ctx,
  deps: Deps,
): { readonly [Name in Features]: Handlers<SluiceContract[Name]> } => ({
  account: accountHandlers(ctx, deps),
  invitations: invitationHandlers(ctx, deps),
  workspaces: {
    create: ({ caller, body }) => createWorkspace(ctx, caller, body.name),
    get: ({ params }) => getWorkspace(ctx, params.workspaceId),
    rename: ({ principal, body }) => renameWorkspace(ctx, principal, body.name),
    remove: ({ principal, body }) => removeWorkspace(ctx, principal, body.name, deps.holds),
    audit: ({ query, principal }) => listAudit(ctx, principal.workspaceId, query),
  },
  members: {
    async list({ params }) {
      return { data: await listMembers(ctx, params.workspaceId) };
    },
    setRole: ({ principal, params, body }) => setMemberRole(ctx, principal, params.userId, body.role),
    remove: ({ principal, params }) => removeMember(ctx, principal, params.userId),
    leave: ({ principal }) => leaveWorkspace(ctx, principal),
  },
  apiKeys: {
    list: ({ query, principal }) => listApiKeys(ctx, principal.workspaceId, query),
    create: ({ principal, body }) => createApiKey(ctx, principal, body),
    rotate: ({ principal, params, body }) => rotateApiKey(ctx, principal, params.keyId, body),
    revoke: ({ principal, params }) => revokeApiKey(ctx, principal, params.keyId),
  },
});

function invitationHandlers(ctx: Ctx, { openAuth, who }: Deps): Handlers<SluiceContract["invitations"]> {
  const links = attempts(20, 15);
  return {
    list: ({ params, query }) => listInvitations(ctx, params.workspaceId, query),
    create: ({ principal, body }) => createInvitation(ctx, principal, body),
    revoke: ({ principal, params }) => revokeInvitation(ctx, principal, params.invitationId),
    async preview({ body, ip }) {
      const auth = await openAuth();
      return links.limit(ip, () => previewInvitation(ctx, auth, body.token));
    },
    async accept({ body, ...call }) {
      const auth = await openAuth();
      const { newAccount, ...joined } = await links.limit(call.ip, async () =>
        acceptInvitation(ctx, auth, body, await who.person(call)),
      );
      if (newAccount !== undefined && body.password !== undefined)
        await signIn(auth, exchangeOf(ctx, call), {
          email: newAccount,
          password: body.password,
          rememberMe: true,
        });
      return joined;
    },
  };
}
