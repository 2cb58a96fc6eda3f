import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Call, Handlers } from "../platform/contract/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { announceChange, requirePerson } from "./access.ts";
import { accountRepo } from "./account-repo.ts";
import { changePassword, type Exchange, resetPassword, signIn, signOut } from "./accounts.ts";
import { attempts } from "./attempts.ts";
import type { Auth } from "./auth.ts";
import type { Authenticator } from "./authenticate.ts";
import { needsOwner, setUp } from "./setup.ts";
import { workspacesOf } from "./workspaces.ts";

export interface AccountDeps {
  readonly openAuth: () => Promise<Auth>;
  readonly who: Authenticator;
}

/** The exchange a session's cookie is set in. */
export const exchangeOf = (ctx: Ctx, { ip, headers, setHeader }: Call): Exchange => ({
  ip,
  headers,
  setHeader,
  isTls:
    ctx.config.SLUICE_TRUST_PROXY !== undefined &&
    String(headers["x-forwarded-proto"] ?? "").startsWith("https"),
});

export function accountHandlers(
  ctx: Ctx,
  { openAuth, who }: AccountDeps,
): Handlers<SluiceContract["account"]> {
  const passwords = attempts(20, 15);
  const links = attempts(20, 15);
  const accounts = accountRepo(ctx.db);
  return {
    async setupState() {
      return { needsOwner: await needsOwner(ctx) };
    },
    async setUp({ body, ...call }) {
      const auth = await openAuth();
      await links.limit(call.ip, () => setUp(ctx, auth, body));
      return signIn(auth, exchangeOf(ctx, call), body);
    },
    async signIn({ body, ...call }) {
      const auth = await openAuth();
      return passwords.limit(call.ip, () => signIn(auth, exchangeOf(ctx, call), body));
    },
    async signOut(call) {
      const person = await who.person(call);
      await signOut(await openAuth(), exchangeOf(ctx, call));
      if (person) announceChange(ctx, person.sessionId);
    },
    async resetPassword({ body, ip }) {
      const auth = await openAuth();
      announceChange(ctx, await links.limit(ip, () => resetPassword(auth, body)));
    },
    async me({ caller, headers }) {
      const named = headers["sluice-workspace"];
      const principal = await who
        .admit(caller, typeof named === "string" ? named : undefined)
        .catch((error: unknown) => {
          if (error instanceof AppError && error.code === "forbidden") return undefined;
          throw error;
        });
      const { id, name } = caller;
      return {
        user: caller.kind === "user" ? { id, name, email: caller.email } : null,
        key: caller.kind === "key" ? { id, name } : null,
        tenant_id: principal?.workspaceId ?? null,
        role: principal?.role ?? null,
        workspaces: await workspacesOf(ctx, caller),
      };
    },
    async updateMe({ caller, body }) {
      const { id, email } = requirePerson(caller);
      await accounts.rename(id, body.name);
      return { id, name: body.name, email };
    },
    async changePassword({ caller, body, ip }) {
      const { id, sessionId } = requirePerson(caller);
      const auth = await openAuth();
      await passwords.limit(ip, () => changePassword(auth, id, body));
      if (body.signOutOthers) await accounts.endOtherSessions(id, sessionId);
      announceChange(ctx, id);
    },
    async chooseWorkspace({ caller, body }) {
      const { sessionId } = requirePerson(caller);
      const { workspaceId } = await who.admit(caller, body.workspaceId);
      await accounts.chooseWorkspace(sessionId, workspaceId);
    },
    async sessions({ caller }) {
      const { id, sessionId } = requirePerson(caller);
      const sessions = await accounts.sessionsOf(id, new Date());
      return {
        data: sessions.map((session) => ({
          id: session._id,
          current: session._id === sessionId,
          createdAt: session.createdAt.toISOString(),
          expiresAt: session.expiresAt.toISOString(),
          ip: session.ipAddress || null,
          userAgent: session.userAgent || null,
        })),
      };
    },
    async endSession({ caller, params }) {
      const { id } = requirePerson(caller);
      if (!(await accounts.endSession(id, params.sessionId))) throw notFound("session", params.sessionId);
      announceChange(ctx, params.sessionId);
    },
    async endOtherSessions({ caller }) {
      const { id, sessionId } = requirePerson(caller);
      const ended = await accounts.endOtherSessions(id, sessionId);
      announceChange(ctx, id);
      return { ended };
    },
  };
}
