import { APP_ID } from "@sluice/server/platform/inngest";
import type { Log } from "@sluice/server/platform/log";
import { Inngest } from "inngest";

export type Client = Inngest<{ id: string }>;

/** The app's client. The engine is found by the SDK's own INNGEST_* variables. */
export function createClient(log: Log): Client {
  const at = (level: "info" | "warn" | "error" | "debug") => {
    return (...args: unknown[]) => {
      const text = args.find((arg) => typeof arg === "string") ?? "";
      const err = args.find((arg) => arg instanceof Error);
      const detail = args.filter((arg) => arg !== text && arg !== err);
      log[level]({ ...(err !== undefined && { err }), ...(detail.length > 0 && { detail }) }, String(text));
    };
  };
  return new Inngest({
    id: APP_ID,
    logger: { info: at("debug"), warn: at("warn"), error: at("error"), debug: at("debug") },
  });
}
