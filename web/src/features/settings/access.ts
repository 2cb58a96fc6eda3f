import type { Role } from "@sluice/shared/contract";
import type { QueryClient } from "@tanstack/react-query";
import { meQuery, useSession } from "../../lib/session.ts";
import { setWorkspace } from "../../lib/session-store.ts";

/** From the least to the most; each may do what those before it may. */
export const ROLES: readonly Role[] = ["viewer", "member", "admin", "owner"];

/** Whether `role` is at least `needed`. */
export const isRole = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** The session, and whether it is a person's: an API key has no address. */
export function useHere() {
  const session = useSession();
  return { ...session, isPerson: session.user.email !== "" };
}

/** Asks again who this is, after a name, a role or a workspace has changed. */
export const refreshMe = (client: QueryClient) => client.query({ ...meQuery, staleTime: 0 });

/** Begins again in another workspace; null: in whichever is left. */
export function goToWorkspace(id: string | null): void {
  setWorkspace(id);
  window.location.assign("/");
}
