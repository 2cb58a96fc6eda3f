import type { Db } from "mongodb";
import type { Config } from "./config.ts";
import type { Faults } from "./platform/faults.ts";
import type { Log } from "./platform/log.ts";
import type { Metrics } from "./platform/metrics.ts";
import type { Nudge } from "./platform/nudge.ts";
import type { Secrets } from "./platform/secrets.ts";
import type { SendEvent } from "./platform/sending.ts";

/** What every verb is given; built once in a process's main file. */
export interface Ctx {
  readonly config: Config;
  /** The ledger. */
  readonly db: Db;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly faults: Faults;
  readonly secrets: Secrets;
  readonly nudge: Nudge;
  readonly send: SendEvent;
  /** `<slot>#<incarnation>`: which process this is. */
  readonly process: string;
  /** Registers the functions with the engine again; the worker's own, or a request to it. */
  readonly register: () => void;
}
