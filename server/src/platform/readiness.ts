import type { Db } from "mongodb";
import type { Timings } from "../config.ts";
import type { Log } from "./log.ts";
import type { SendEvent } from "./sending.ts";

export const SWEEP_REQUESTED = "lanes/sweep-requested";
const READY_MS = 60_000;
const RETRY_MS = 1_000;

interface StatusDoc {
  _id: string;
  process?: string;
  at: Date;
}

/** Proof that an event sent by `process` came back through the engine as a run (RULES 14). */
export async function recordRoundTrip(db: Db, process: string): Promise<void> {
  const slot = process.split("#")[0] as string;
  await db
    .collection<StatusDoc>("platform_status")
    .updateOne(
      { _id: `round-trip:${slot}` },
      { $set: { process }, $currentDate: { at: true } },
      { upsert: true },
    );
}

/**
 * Sends an event through the engine as often as readiness needs it: every second until the first comes back,
 * then before the last one is too old. The run it starts also sweeps, so it is no wasted work.
 */
export function roundTrips(
  db: Db,
  process: string,
  send: SendEvent,
  times: Timings,
  log: Log,
  onFailure: () => void,
) {
  const slot = process.split("#")[0] as string;
  const status = db.collection<StatusDoc>("platform_status");
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const age = async (): Promise<number> => {
    const [found] = await status
      .aggregate<{ age: number }>([
        { $match: { _id: `round-trip:${slot}`, process } },
        { $project: { age: { $subtract: ["$$NOW", "$at"] } } },
      ])
      .toArray();
    return found?.age ?? Infinity;
  };
  const tick = async () => {
    let wait = RETRY_MS;
    try {
      const current = await age();
      if (current < times.roundTripStale) wait = Math.max(RETRY_MS, times.roundTripStale - current);
      else await send({ name: SWEEP_REQUESTED, data: { process } });
    } catch (error) {
      log.debug({ reason: String(error) }, "engine not reached");
      onFailure();
    }
    if (!closed) timer = setTimeout(tick, Math.min(wait, times.roundTripStale));
  };
  void tick();

  return {
    /** What is missing; empty when the database takes writes and the engine runs our functions. */
    async missing(): Promise<string[]> {
      try {
        await status.updateOne(
          { _id: `write-check:${slot}` },
          { $currentDate: { at: true } },
          { upsert: true },
        );
      } catch {
        return ["the database takes no writes"];
      }
      return (await age()) < READY_MS ? [] : ["no event has come back through the engine in the last minute"];
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

export type RoundTrips = ReturnType<typeof roundTrips>;
