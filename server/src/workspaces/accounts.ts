import type { Caller } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { ADDRESS_HEADER, type Auth, SESSION_COOKIE } from "./auth.ts";

/** The part of an HTTP exchange that a session lives in. */
export interface Exchange {
  readonly ip: string | undefined;
  /** The browser speaks TLS with a proxy that is trusted. */
  readonly isTls: boolean;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  setHeader(name: string, value: string | readonly string[]): void;
}

interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

const WRONG_PAIR = "This e-mail address and password do not belong together.";

function headersOf({ headers, ip }: Pick<Exchange, "headers" | "ip">): Headers {
  const given = new Headers();
  for (const name of ["cookie", "user-agent"])
    if (typeof headers[name] === "string") given.set(name, headers[name]);
  if (ip) given.set(ADDRESS_HEADER, ip);
  return given;
}

/** Whether a person with this address can sign in. */
export async function hasAccount(auth: Auth, email: string): Promise<boolean> {
  const { internalAdapter } = await auth.$context;
  const found = await internalAdapter.findUserByEmail(email);
  return found !== null && (await internalAdapter.findCredentialAccount(found.user.id)) !== null;
}

/**
 * A person who can sign in. Without transactions these are two writes: a person whose password was not stored
 * cannot sign in, and is completed here when they try again.
 * @returns the user's id.
 * @throws AppError `conflict` where the address has an account.
 */
export async function createAccount(auth: Auth, { email, name, password }: NewAccount): Promise<string> {
  const { internalAdapter, password: passwords } = await auth.$context;
  const hash = await passwords.hash(password);
  const create = () =>
    internalAdapter.createUser({ email, name, emailVerified: false }, { method: "email-password" });
  const existing = async () => (await internalAdapter.findUserByEmail(email))?.user;
  const user = (await existing()) ?? (await create().catch(existing));
  if (!user) throw new Error("the account could neither be made nor found");
  if (await internalAdapter.findCredentialAccount(user.id))
    throw new AppError("conflict", `${email} has an account already; sign in with it.`);
  await internalAdapter.updateUser(user.id, { name });
  await internalAdapter.linkAccount({
    userId: user.id,
    providerId: "credential",
    accountId: user.id,
    password: hash,
  });
  return user.id;
}

/**
 * Begins a session and sets its cookie.
 * @throws AppError `unauthenticated`, with the same words whatever is wrong.
 */
export async function signIn(
  auth: Auth,
  exchange: Exchange,
  { email, password, rememberMe = true }: { email: string; password: string; rememberMe?: boolean },
): Promise<{ id: string; name: string; email: string }> {
  const signed = await auth.api
    .signInEmail({
      body: { email, password, rememberMe },
      headers: headersOf(exchange),
      returnHeaders: true,
    })
    .catch((error: unknown) => {
      const status = (error as { statusCode?: number }).statusCode ?? 500;
      if (status >= 500) throw error;
      throw new AppError("unauthenticated", WRONG_PAIR);
    });
  passCookies(exchange, signed.headers);
  const { id, name, email: address } = signed.response.user;
  return { id, name, email: address };
}

/** Ends the session of the cookie, if there is one, and takes the cookie back. */
export async function signOut(auth: Auth, exchange: Exchange): Promise<void> {
  const { headers } = await auth.api.signOut({ headers: headersOf(exchange), returnHeaders: true });
  passCookies(exchange, headers);
}

function passCookies(exchange: Exchange, from: Headers): void {
  const cookies = from
    .getSetCookie()
    .map((cookie) => (exchange.isTls && !/;\s*secure/i.test(cookie) ? `${cookie}; Secure` : cookie));
  if (cookies.length > 0) exchange.setHeader("Set-Cookie", cookies);
}

/** Who the session cookie is of; undefined without a valid one. */
export async function signedIn(
  openAuth: () => Promise<Auth>,
  from: Pick<Exchange, "headers" | "ip">,
): Promise<Extract<Caller, { kind: "user" }> | undefined> {
  if (!String(from.headers.cookie ?? "").includes(SESSION_COOKIE)) return undefined;
  const auth = await openAuth();
  const found = await auth.api.getSession({ headers: headersOf(from), query: { disableRefresh: true } });
  if (!found) return undefined;
  const { session, user } = found;
  return {
    kind: "user",
    id: user.id,
    name: user.name,
    email: user.email,
    sessionId: session.id,
    workspaceId: session.workspaceId ?? undefined,
  };
}

/** @throws AppError `invalid_input` when the current password is wrong. */
export async function changePassword(
  auth: Auth,
  userId: string,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  const { internalAdapter, password } = await auth.$context;
  const account = await internalAdapter.findCredentialAccount(userId);
  const isRight =
    account?.password && (await password.verify({ hash: account.password, password: currentPassword }));
  if (!isRight)
    throw new AppError("invalid_input", "currentPassword: is not your password.", {
      details: [{ field: "currentPassword", problem: "is not your password", in: "body" }],
    });
  await internalAdapter.updatePassword(userId, await password.hash(newPassword));
}

/**
 * Sets a password with the token of a reset link, and ends every session of the person.
 * @returns the person's id.
 * @throws AppError `not_found` for a link that has ended or was used.
 */
export async function resetPassword(
  auth: Auth,
  { token, password }: { token: string; password: string },
): Promise<string> {
  const { internalAdapter } = await auth.$context;
  const request = await internalAdapter.findVerificationValue(`reset-password:${token}`);
  const ended = new AppError("not_found", "This link has ended or was used; have another made.");
  if (!request) throw ended;
  await auth.api.resetPassword({ body: { token, newPassword: password } }).catch((error: unknown) => {
    throw (error as { statusCode?: number }).statusCode === 400 ? ended : error;
  });
  return request.value;
}
