import { Inngest } from "inngest";
import type { Log } from "./log.ts";

/** Event data carries ids only; functions read the rest from the ledger. */
export interface EngineEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, string | number>>;
  /** Milliseconds; in the future: the engine delivers it then. */
  readonly ts?: number;
}

/** Sends to the engine. Rejects when it cannot be reached within the SDK's own retries (about 2 s). */
export type SendEvent = (event: EngineEvent) => Promise<void>;

/** The only sender outside the functions; the app id is shared with the worker's client. */
export const APP_ID = "sluice";

export function createSender(log: Log): SendEvent {
  const quiet = {
    info: () => {},
    debug: () => {},
    warn: (message: string) => log.debug(message),
    error: (message: string) => log.debug(message),
  };
  const client = new Inngest({ id: APP_ID, logger: quiet });
  return async (event) => {
    await client.send({ ...event });
  };
}
