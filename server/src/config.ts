import * as z from "zod";
import { parseKeys } from "./platform/keyring.ts";

const flag = z.enum(["0", "1", "true", "false"]).transform((value) => value === "1" || value === "true");
const port = z.coerce.number().int().min(0).max(65_535);

const Env = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  SLUICE_DATA_DIR: z.string().min(1).default(".sluice"),
  SLUICE_PUBLIC_URL: z.url().optional(),
  SLUICE_TRUST_PROXY: z.string().optional(),
  SLUICE_WORKER_PORT: port.default(0),
  SLUICE_SERVE_ORIGIN: z.url().optional(),
  /** Instead of https://api.stripe.com: a proxy, or a stand-in in tests. */
  SLUICE_STRIPE_API: z.url().optional(),
  /** Likewise instead of https://api.close.com. */
  SLUICE_CLOSE_API: z.url().optional(),
  SLUICE_ALLOW_PRIVATE: flag.default(false),
  /** For alerts by e-mail: smtp://user:password@host:587, or smtps:// for one that begins with TLS. */
  SLUICE_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^/]/, "needs to begin with smtp:// or smtps://")
    .optional(),
  /** Whom that e-mail is from: alerts@example.com, or Sluice <alerts@example.com>. */
  SLUICE_MAIL_FROM: z.string().includes("@", "needs an e-mail address").optional(),
  SLUICE_ADMIN_API_KEY: z.string().min(16, "needs at least 16 characters").optional(),
  /** The first key seals, all open (`platform/keyring.ts`). */
  SLUICE_ENCRYPTION_KEY: z
    .string()
    .refine(
      (text) => parseKeys(text) !== undefined,
      "needs 64 hex digits (32 bytes), or several such keys, each with an id of its own: id:hex,id:hex",
    )
    .optional(),
  SLUICE_ENCRYPTION_KEY_FILE: z.string().min(1).optional(),
  SLUICE_ENGINE: z.enum(["auto", "inngest", "dev", "embedded"]).default("auto"),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, "needs to begin with mongodb:// or mongodb+srv://")
    .optional(),
  SLUICE_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  /** Multiplies every internal time (leases, beats, sweeps, backoff): tests run at 0.1. */
  SLUICE_TIME_SCALE: z.coerce.number().positive().max(10).default(1),
  /** Where the process kills itself, as `faultsFrom` reads it. For tests of recovery only. */
  SLUICE_FAULT: z.string().optional(),
  /** Set by the supervisor: where server and worker exchange hints, and which child slot this process fills. */
  SLUICE_NUDGE: z.string().optional(),
  SLUICE_SLOT: z.string().optional(),
  /** Set by the supervisor: the child ends when its standard input closes. */
  SLUICE_SUPERVISED: flag.default(false),
});

/** Every internal duration, in milliseconds (RULES 7-14, 20, 25). */
function timings(scale: number) {
  const ms = (value: number) => Math.max(1, Math.round(value * scale));
  return {
    lease: ms(30_000),
    beatStale: ms(10_000),
    step: ms(5_000),
    linger: ms(2_000),
    sweep: ms(10_000),
    poll: ms(250),
    register: ms(30_000),
    backoffBase: ms(1_000),
    backoffMax: ms(30_000),
    roundTripStale: ms(45_000),
    socket: ms(20_000),
    liveBeat: ms(15_000),
    serverSelection: ms(5_000),
    restartFirst: ms(100),
    restartMax: ms(5_000),
    restartSteady: ms(10_000),
  };
}

export type Timings = ReturnType<typeof timings>;
export type Config = Readonly<z.infer<typeof Env>> & { readonly times: Timings; readonly publicUrl: string };

/** A start-up problem the operator can mend: printed as one sentence, exit 1. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What the process needs does not answer now: printed as one sentence, exit 1, so that it is started again. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/**
 * Reads and checks the environment; the only reader of it.
 * @throws ConfigError naming the first bad variable and what it needs.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    throw new ConfigError(`The variable ${name} is not usable: ${issue?.message ?? "invalid"}.`);
  }
  const host = parsed.data.HOST.includes(":") ? `[${parsed.data.HOST}]` : parsed.data.HOST;
  return {
    ...parsed.data,
    times: timings(parsed.data.SLUICE_TIME_SCALE),
    publicUrl: (parsed.data.SLUICE_PUBLIC_URL ?? `http://${host}:${parsed.data.PORT}`).replace(/\/$/, ""),
  };
}
