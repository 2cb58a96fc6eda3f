import { createClient, type Role } from "@sluice/client";
import { type QueryClient, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, isStatus } from "./api.ts";
import { currentWorkspace, sessionLost, setWorkspace, workspaceStore } from "./session-store.ts";
import { useStore } from "./store.ts";
import { toast } from "./toast.ts";

export type { Role };
export type Me = Awaited<ReturnType<typeof api.account.me>>;
export type WorkspaceOfMine = Me["workspaces"][number];

const RANKS: readonly Role[] = ["viewer", "member", "admin", "owner"];
/** Names no workspace: one that the person has left would be refused, and who they are with it. */
const anywhere = createClient({ baseUrl: "" });
const IS_SESSION = { isSession: true } as const;

export const workspaceOf = (
  me: Pick<Me, "workspaces" | "tenant_id">,
  chosen: string | null,
): WorkspaceOfMine | undefined =>
  me.workspaces.find(({ id }) => id === chosen) ??
  me.workspaces.find(({ id }) => id === me.tenant_id) ??
  me.workspaces[0];

/** Who is signed in; null when nobody is. Sees to it that the chosen workspace is one of theirs. */
export const meQuery = {
  queryKey: ["me"],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Me | null> => {
    try {
      const me = await anywhere.account.me({}, { signal });
      setWorkspace(workspaceOf(me, currentWorkspace())?.id ?? null);
      return me;
    } catch (error) {
      if (isStatus(error as Error, 401)) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  meta: IS_SESSION,
};

export const setupQuery = { ...api.account.setupState.queryOptions(), meta: IS_SESSION };

/** Asks again who is signed in, after something changed that. */
export const refreshMe = (client: QueryClient): Promise<Me | null> =>
  client.query({ ...meQuery, staleTime: 0 });

export interface Session {
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  readonly workspaces: readonly WorkspaceOfMine[];
  /** The one in use. Somebody who is in none gets no further than the shell, and has an empty id here. */
  readonly workspace: WorkspaceOfMine;
  /** Whether the role here is at least `role`. */
  readonly can: (role: Role) => boolean;
}

const NOWHERE: WorkspaceOfMine = { id: "", name: "No workspace", role: "viewer" };
const NOBODY = { id: "", name: "Nobody", email: "" };

/** For what stands inside the shell, where somebody is always signed in. */
export function useSession(): Session {
  const { data: me } = useSuspenseQuery(meQuery);
  const chosen = useStore(workspaceStore);
  const workspace = (me && workspaceOf(me, chosen)) ?? NOWHERE;
  return {
    user: me?.user ?? NOBODY,
    workspaces: me?.workspaces ?? [],
    workspace,
    can: (role) => workspace.id !== "" && RANKS.indexOf(workspace.role) >= RANKS.indexOf(role),
  };
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    ...api.account.signIn.mutationOptions(),
    meta: IS_SESSION,
    onSuccess: async () => {
      await refreshMe(client);
      sessionLost.set(false);
    },
  });
}

/** Ends the session, here and on the server, and forgets what was shown. */
export function useSignOut() {
  return useMutation({
    ...api.account.signOut.mutationOptions(),
    meta: IS_SESSION,
    onSuccess: () => {
      setWorkspace(null);
      window.location.assign("/sign-in");
    },
  });
}

/** The workspace in use is theirs no more: another of theirs takes its place, if there is one. */
export async function leaveLostWorkspace(client: QueryClient): Promise<void> {
  const lost = currentWorkspace();
  const name = client.getQueryData<Me>(meQuery.queryKey)?.workspaces.find(({ id }) => id === lost)?.name;
  const me = await refreshMe(client);
  if (!me) return sessionLost.set(true);
  if (currentWorkspace() === lost) return;
  toast.info(name ? `You are no longer in ${name}` : "You are no longer in this workspace", {
    description: "An admin of it can invite you again.",
  });
  await client.resetQueries({ predicate: ({ meta }) => !meta?.isSession });
}

/** Everything shown is of another workspace from now on; the server is told for links without a header. */
export async function chooseWorkspace(client: QueryClient, workspaceId: string): Promise<void> {
  await api.account.chooseWorkspace({ body: { workspaceId } });
  setWorkspace(workspaceId);
  client.removeQueries({ predicate: ({ meta }) => !meta?.isSession });
}
