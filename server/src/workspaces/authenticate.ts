import type { Ctx } from "../context.ts";
import { type Caller, type Credentials, isSameOrigin, type Principal } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { signedIn } from "./accounts.ts";
import { attempts } from "./attempts.ts";
import type { Auth } from "./auth.ts";
import { keyVerifier } from "./verify-key.ts";
import { workspaceRepo } from "./workspace-repo.ts";

const FAILURES_AT_ONCE = 30;
const SECONDS_PER_FAILURE = 2;

/** Tells who is asking, by API key (`Authorization: Bearer …`) or by session cookie. */
export function authenticator(ctx: Ctx, openAuth: () => Promise<Auth>) {
  const keys = keyVerifier(ctx);
  const failures = attempts(FAILURES_AT_ONCE, SECONDS_PER_FAILURE);

  /**
   * An address that failed too often is answered before anything is looked up. A key that was valid here before is
   * let through, so that somebody who guesses shuts out, from their own address, only keys not yet seen.
   */
  async function byKey(authorization: string, ip: string | undefined): Promise<Caller> {
    const key = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    if (!key || !keys.isKnown(key)) failures.refuseTooMany(ip);
    if (!key) throw new AppError("unauthenticated", "Send your API key as: Authorization: Bearer <key>.");
    return keys.verify(key);
  }

  /** @throws AppError `unauthenticated`, or `rate_limited` once an address failed too often with keys. */
  async function identify({ headers, ip }: Credentials): Promise<Caller> {
    if (headers.authorization !== undefined)
      return byKey(headers.authorization, ip).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "unauthenticated") failures.failed(ip);
        throw error;
      });
    const person = await signedIn(openAuth, { headers, ip });
    if (person) return person;
    throw new AppError("unauthenticated", "Sign in, or send your API key as: Authorization: Bearer <key>.");
  }

  /** The role of a caller in the workspace they name, else in the one they last chose, else in their oldest. */
  async function admit(caller: Caller, named: string | undefined): Promise<Principal> {
    if (caller.kind === "key") {
      const { workspaceId, role, id, name } = caller;
      if (named !== undefined && named !== workspaceId) throw unknownWorkspace(named);
      return { workspaceId, role, actor: { kind: "key", id, name } };
    }
    const mine = await workspaceRepo(ctx.db).ofUser(caller.id);
    const wanted = named ?? caller.workspaceId;
    const workspace = mine.find(({ _id }) => _id === wanted) ?? (named === undefined ? mine[0] : undefined);
    if (!workspace) {
      if (named !== undefined) throw unknownWorkspace(named);
      throw new AppError("forbidden", "You belong to no workspace; create one, or ask for an invitation.");
    }
    return {
      workspaceId: workspace._id,
      role: workspace.members[0]?.role ?? "viewer",
      actor: { kind: "user", id: caller.id, name: caller.name },
    };
  }

  return {
    identify,
    admit,
    /** The person of the session cookie, if there is one; an API key is not looked at. */
    person: ({ headers, ip }: Credentials) => signedIn(openAuth, { headers, ip }),
    authenticate: async (from: Credentials): Promise<Principal> => {
      const named = from.headers["sluice-workspace"];
      return admit(await identify(from), typeof named === "string" ? named : undefined);
    },
    /**
     * For a WebSocket, which a page of any site can open with our cookie: a session counts from our own page alone.
     * @returns the workspace. @throws AppError as `authenticate`, `cross_site` for another site's page.
     */
    admitSocket: async (from: Credentials, named: string | undefined): Promise<string> => {
      const caller = await identify(from);
      if (caller.kind === "user" && !isSameOrigin(from.headers, ctx.config.publicUrl))
        throw new AppError("cross_site", "Another site's page may not listen with your session.");
      return (await admit(caller, named)).workspaceId;
    },
    close: keys.close,
  };
}

export type Authenticator = ReturnType<typeof authenticator>;

const unknownWorkspace = (id: string) => new AppError("not_found", `There is no workspace ${id} for you.`);
