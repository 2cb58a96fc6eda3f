import type { IncomingHttpHeaders } from "node:http";
import { ROLES, type Role } from "@sluice/shared/contract";

/** Who is asking, for which workspace, and what they may do there. */
export interface Principal {
  readonly workspaceId: string;
  /** A `user` came by session cookie, a `key` by Authorization header. */
  readonly actor: { readonly kind: "user" | "key"; readonly id: string; readonly name: string };
  readonly role: Role;
}

/** Somebody known, before it is said which workspace they ask for. */
export type Caller =
  | {
      readonly kind: "key";
      readonly id: string;
      readonly name: string;
      readonly workspaceId: string;
      readonly role: Role;
    }
  | {
      readonly kind: "user";
      readonly id: string;
      readonly name: string;
      readonly email: string;
      readonly sessionId: string;
      /** The workspace the session last chose. */
      readonly workspaceId: string | undefined;
    };

/** The part of a request that says who is asking. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders;
  readonly ip: string | undefined;
}

/** Throws AppError `unauthenticated`. */
export type Identify = (from: Credentials) => Promise<Caller>;

/** Throws AppError `unauthenticated`, `not_found` for a workspace that is not the caller's. */
export type Authenticate = (from: Credentials) => Promise<Principal>;

export const mayDo = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);
