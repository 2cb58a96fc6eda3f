import type { Log } from "@sluice/server/platform/log";
import { APP_ID, boundedFetch } from "@sluice/server/platform/sending";
import { Inngest } from "inngest";

export type Client = Inngest<{ id: string }>;

/** The app's client, a request of which takes at most `withinMs`. The engine is found by the SDK's own INNGEST_* variables. */
export function createClient(log: Log, withinMs: number): Client {
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
    fetch: boundedFetch(withinMs),
    logger: { info: at("debug"), warn: at("warn"), error: at("error"), debug: at("debug") },
  });
}
