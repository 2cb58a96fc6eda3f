export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** An event as the functions see it. */
export interface EngineEvent {
  name: string;
  data: JsonObject;
  id: string;
  ts: number;
  user: JsonObject;
  v?: string;
}

export type Trigger =
  | { kind: "event"; event: string; match?: { path: string[]; value: string } }
  | { kind: "cron"; cron: string };

/** A registered function, reduced to what this engine implements. Paths lead into `event.data`. */
export interface EngineFunction {
  id: string;
  url: string;
  maxAttempts: number;
  triggers: Trigger[];
  concurrency: { limit: number; key?: string[] }[];
  priority?: number | string[];
}

export interface EngineApp {
  _id: string;
  functions: EngineFunction[];
}

/** What a run waits for: one discovery call, or a group of planned steps and sleeps. */
export interface WorkItem {
  id: string;
  kind: "discover" | "step" | "sleep";
  attempt: number;
  dueAt: number;
}

export interface RunError {
  name: string;
  message: string;
  stack?: string;
}

/** One document a run. `steps` holds canonical JSON by step hash, `stack` the order of completion. */
export interface Run {
  _id: string;
  fn: string;
  eventId: string;
  event: EngineEvent;
  status: "active" | "completed" | "failed";
  /** Its place in the queue: earlier goes first. */
  orderAt: number;
  createdAt: number;
  rev: number;
  queue: WorkItem[];
  steps: Record<string, string>;
  stack: string[];
}

export type RunEnd = { status: "completed"; output: Json } | { status: "failed"; error: RunError };

/** What one outcome does to a run: the results to remember, the work that follows, or the end. */
export interface Change {
  memo: Record<string, string>;
  queue: WorkItem[];
  end?: RunEnd;
}

export type Log = (
  level: "info" | "warn" | "error",
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** Follows a path into an event's data; undefined where it leads nowhere. */
export function valueAt(event: EngineEvent, path: string[]): Json | undefined {
  let value: Json | undefined = event.data;
  for (const key of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}
