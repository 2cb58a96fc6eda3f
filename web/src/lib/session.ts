import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { accountCall } from "./account-call.ts";
import { isStatus } from "./api.ts";
import {
  chooseWorkspace,
  currentKey,
  currentWorkspace,
  keepKey,
  sessionLost,
  workspaceStore,
} from "./session-store.ts";
import { useStore } from "./store.ts";

export type Role = "viewer" | "member" | "admin" | "owner";
const ROLES: readonly Role[] = ["viewer", "member", "admin", "owner"];

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface Me {
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  readonly tenant_id: string | null;
  readonly workspaces: readonly Workspace[];
}

const BY_KEY: Me = {
  user: { id: "key", name: "API key", email: "" },
  tenant_id: "default",
  workspaces: [{ id: "default", name: "default", role: "owner" }],
};

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async (): Promise<Me | null> => {
    if (currentKey()) return BY_KEY;
    try {
      return await accountCall<Me>("/api/auth/me");
    } catch (error) {
      if (isStatus(error as Error, 401, 404)) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  meta: { isSession: true },
});

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: async () => {
    try {
      return await accountCall<{ needsOwner: boolean }>("/api/setup");
    } catch (error) {
      if (isStatus(error as Error, 404)) return { needsOwner: false };
      throw error;
    }
  },
  meta: { isSession: true },
});

export interface Session {
  readonly user: Me["user"];
  readonly workspaces: readonly Workspace[];
  readonly workspace: Workspace;
  /** Whether the role here is at least `role`. */
  readonly can: (role: Role) => boolean;
}

const NOWHERE: Workspace = { id: "", name: "No workspace", role: "viewer" };

export const workspaceOf = (me: Me, chosen: string | null): Workspace =>
  me.workspaces.find(({ id }) => id === chosen) ??
  me.workspaces.find(({ id }) => id === me.tenant_id) ??
  me.workspaces[0] ??
  NOWHERE;

/** For what stands inside the shell, where somebody is always signed in. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(meQuery);
  const me = data ?? BY_KEY;
  const workspace = workspaceOf(me, useStore(workspaceStore));
  return {
    user: me.user,
    workspaces: me.workspaces,
    workspace,
    can: (role) => ROLES.indexOf(workspace.role) >= ROLES.indexOf(role),
  };
}

/** The workspace in use, for paths of the API. */
export function useWorkspaceId(): string {
  return useSession().workspace.id;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Signs in by cookie, or by an API key for this tab. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    meta: { isSession: true },
    mutationFn: async (given: Credentials | { readonly apiKey: string }) => {
      if ("apiKey" in given) {
        keepKey(given.apiKey);
        chooseWorkspace("default");
        try {
          await accountCall("/api/workspaces/default/sync-jobs?limit=1");
        } catch (error) {
          keepKey(null);
          throw error;
        }
      } else await accountCall("/api/auth/sign-in/email", given);
    },
    onSuccess: async () => {
      await client.query({ ...meQuery, staleTime: 0 });
      sessionLost.set(false);
    },
  });
}

/** Ends the session, here and on the server, and forgets what was shown. */
export function useSignOut() {
  return useMutation({
    meta: { isSession: true },
    mutationFn: async () => {
      if (!currentKey()) await accountCall("/api/auth/sign-out", {});
      keepKey(null);
      chooseWorkspace(null);
    },
    onSuccess: () => window.location.assign("/sign-in"),
  });
}

export { chooseWorkspace, currentWorkspace, sessionLost };
