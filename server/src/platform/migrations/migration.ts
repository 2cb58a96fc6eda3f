import type { Db } from "mongodb";

/**
 * One step from a schema version to the next. It may be killed anywhere and run again, and two processes may
 * run it at once: every write of it must be harmless the second time. It imports no room: what a room looks
 * like today is not what it looked like then.
 */
export interface Migration {
  readonly version: number;
  /** What it does, in the imperative, for the log. */
  readonly name: string;
  up(db: Db): Promise<void>;
}
