import type { Ctx } from "../context.ts";
import { newId } from "../platform/ids.ts";
import { isReplicated } from "../platform/mongo.ts";

const SESSION_SECONDS = 30 * 86_400;
const RESET_SECONDS = 3_600;
/** Carries the caller's address as Express found it, so that no header of the caller is believed. */
export const ADDRESS_HEADER = "x-sluice-address";
export const SESSION_COOKIE = "sluice.session_token";
export const PASSWORD = { min: 10, max: 128 } as const;

const ID_PREFIXES: Record<string, string> = {
  user: "usr",
  session: "ses",
  account: "acc",
  verification: "ver",
};

/**
 * The keeper of people, passwords and sessions. It is called, never mounted: what browsers may do is declared
 * in our contract (ADR 8). Loaded at the first use, for it takes half a second.
 * @param onResetLink is given the token of a reset link that was asked for.
 */
export async function openAuth(
  ctx: Pick<Ctx, "config" | "db" | "log" | "secrets">,
  onResetLink: (token: string) => void = () => {},
) {
  const { config, db, log, secrets } = ctx;
  const [{ betterAuth }, { mongodbAdapter }] = await Promise.all([
    import("better-auth/minimal"),
    import("better-auth/adapters/mongodb"),
  ]);
  const secret = secrets.derive("sessions", 32).toString("hex");
  return betterAuth({
    appName: "Sluice",
    baseURL: new URL(config.publicUrl).origin,
    basePath: "/api/auth",
    // The plural form, because without it a variable of the environment would win.
    secrets: [{ version: 1, value: secret }],
    database: mongodbAdapter(db, { client: db.client, transaction: isReplicated(db) }),
    telemetry: { enabled: false },
    logger: { level: "warn", log: (level, message) => log[level === "error" ? "warn" : "debug"](message) },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD.min,
      maxPasswordLength: PASSWORD.max,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ token }) => onResetLink(token),
    },
    user: { modelName: "users" },
    account: { modelName: "accounts" },
    verification: { modelName: "verifications", storeIdentifier: "hashed" },
    session: {
      modelName: "sessions",
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      additionalFields: { workspaceId: { type: "string", required: false, input: false } },
    },
    advanced: {
      cookiePrefix: SESSION_COOKIE.split(".")[0] as string,
      useSecureCookies: config.publicUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: ({ model }) => newId(ID_PREFIXES[model] ?? "auth") },
    },
  });
}

export type Auth = Awaited<ReturnType<typeof openAuth>>;

/** Opens it when it is first asked for, once. */
export function lazyAuth(ctx: Ctx): () => Promise<Auth> {
  let opened: Promise<Auth> | undefined;
  return () => {
    opened ??= openAuth(ctx);
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
}
