import { Inngest } from "inngest";
import type { Log } from "./log.ts";
import { APP_ID, boundedFetch, type SendEvent, sendWithin } from "./sending.ts";

/** A sender outside the functions; one send takes at most `withinMs`. */
export function createSender(log: Log, withinMs: number): SendEvent {
  const quiet = {
    info: () => {},
    debug: () => {},
    warn: (message: string) => log.debug(message),
    error: (message: string) => log.debug(message),
  };
  const client = new Inngest({ id: APP_ID, logger: quiet, fetch: boundedFetch(withinMs) });
  return sendWithin(client, withinMs);
}
