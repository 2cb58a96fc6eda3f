import { createHash, randomBytes, randomUUID } from "node:crypto";
import * as z from "zod";
import type { EngineEvent, EngineFunction, JsonObject, Run } from "./model.ts";
import { valueAt } from "./model.ts";
import type { EngineRepo } from "./repo.ts";
import type { Scheduler } from "./scheduler.ts";
import { discovery } from "./transition.ts";

const MOST_PRIORITY_SECONDS = 600;
const MOST_EVENTS = 5_000;

const SentEvent = z.object({
  name: z
    .string()
    .min(1)
    .max(512)
    .refine((name) => !name.startsWith("inngest/"), "event names must not begin with inngest/"),
  data: z.record(z.string(), z.json()).nullish(),
  id: z.string().max(1_024).nullish(),
  ts: z.number().int().nonnegative().nullish(),
  user: z.record(z.string(), z.json()).nullish(),
  v: z.string().nullish(),
});
const SentEvents = z.array(SentEvent).max(MOST_EVENTS);

/**
 * Reads the body of an intake request: one event or a list, all valid or none taken.
 * The SDK repeats its seed when it sends again, so events without an id get the same one both times.
 */
export function readEvents(
  body: unknown,
  seed: string | undefined,
  now: number,
): { ok: true; events: EngineEvent[] } | { ok: false; message: string } {
  const sent = SentEvents.safeParse(Array.isArray(body) ? body : [body]);
  if (!sent.success) return { ok: false, message: z.prettifyError(sent.error) };
  const events = sent.data.map(({ name, data, id, ts, user, v }, index): EngineEvent => {
    const fallback = () =>
      seed ? createHash("sha256").update(`${seed},${index}`).digest("hex").slice(0, 32) : randomUUID();
    return {
      name,
      data: (data ?? {}) as JsonObject,
      id: id || fallback(),
      ts: ts || now,
      user: (user ?? {}) as JsonObject,
      ...(v ? { v } : {}),
    };
  });
  return { ok: true, events };
}

/** What has to run: this function, for this event. */
export type Start = [EngineFunction, EngineEvent];

/** Stores runs, then lets them start. Resolves only when they are durable; a repeated event id starts nothing. */
export function createStarter(repo: EngineRepo, scheduler: Scheduler, now: () => number) {
  let lastMs = 0;
  let count = 0;

  function nextRunId(): string {
    const ms = now();
    count = ms > lastMs ? 0 : count + 1;
    lastMs = Math.max(ms, lastMs);
    return `run_${lastMs.toString(36).padStart(9, "0")}${count.toString(36).padStart(4, "0")}${randomBytes(5).toString("hex")}`;
  }

  function newRun([fn, event]: Start): Run {
    const createdAt = now();
    const startAt = Math.max(event.ts, createdAt);
    return {
      _id: nextRunId(),
      fn: fn.id,
      eventId: event.id,
      event,
      status: "active",
      orderAt: startAt - priorityOf(fn, event) * 1_000,
      createdAt,
      rev: 0,
      queue: [discovery(startAt)],
      steps: {},
      stack: [],
    };
  }

  return async function startRuns(starts: Start[]): Promise<void> {
    if (starts.length === 0) return;
    const runs = starts.map(newRun);
    for (const run of runs) scheduler.hold(run);
    try {
      const stored = await repo.insertRuns(runs);
      for (const { _id } of runs) {
        if (stored.has(_id)) scheduler.start(_id);
        else scheduler.drop(_id);
      }
    } catch (error) {
      for (const { _id } of runs) scheduler.drop(_id);
      // Some of them may have been stored all the same.
      void scheduler.adoptUnfinished();
      throw error;
    }
  };
}

export type StartRuns = ReturnType<typeof createStarter>;

function priorityOf(fn: EngineFunction, event: EngineEvent): number {
  const value = Array.isArray(fn.priority) ? valueAt(event, fn.priority) : fn.priority;
  const seconds = typeof value === "number" && Number.isFinite(value) ? value : 0;
  return Math.min(Math.max(seconds, -MOST_PRIORITY_SECONDS), MOST_PRIORITY_SECONDS);
}
