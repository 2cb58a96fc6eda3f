import { APP_ID } from "@sluice/server/platform/inngest";
import type { Log } from "@sluice/server/platform/log";
import { Inngest } from "inngest";

export type Client = Inngest<{ id: string }>;

/** The app's client. The engine is found by the SDK's own INNGEST_* variables. */
export function createClient(log: Log): Client {
  const at =
    (level: "info" | "warn" | "error" | "debug") =>
    (...args: unknown[]) =>
      log[level]({ detail: args.slice(1) }, String(args[0]));
  return new Inngest({
    id: APP_ID,
    logger: { info: at("debug"), warn: at("warn"), error: at("error"), debug: at("debug") },
  });
}
