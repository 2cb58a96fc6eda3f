import type { IncomingMessage, ServerResponse } from "node:http";
import type { Db } from "mongodb";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { LaneDoc } from "./lanes/lane-repo.ts";

/** From a webhook's arrival to its answer, which waits for a journaled write. */
const ANSWER_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** From receipt to document: milliseconds as a rule, days when a destination was away. */
const EVENT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600, 86_400];

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * What one process tells Prometheus, of all workspaces together: no label names a workspace, a job or a person.
 * Counters begin at 0 with the process; `sluice_lanes` is asked of the ledger at each scrape.
 */
export function createMetrics(db: Db) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "sluice_lanes",
    help: "Lanes by state; a blocked one rests because its destination cannot be used",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      for (const state of ["idle", "signalled", "draining", "blocked", "paused"]) this.set({ state }, 0);
      for (const { _id, n } of await lanesByState(db)) this.set({ state: _id }, n);
    },
  });
  return {
    registry,
    answers: new Histogram({
      name: "sluice_webhook_seconds",
      help: "Webhooks by the status of their answer, and how long it took",
      labelNames: ["status"],
      buckets: ANSWER_SECONDS,
      registers,
    }),
    settled: new Counter({
      name: "sluice_events_settled_total",
      help: "Attempts on events by what became of them: applied, unchanged, superseded, ignored, failed, retrying",
      labelNames: ["outcome"],
      registers,
    }),
    processed: new Histogram({
      name: "sluice_event_seconds",
      help: "From the receipt of an event to its document",
      buckets: EVENT_SECONDS,
      registers,
    }),
  };
}

export const metricsHandler =
  ({ registry }: Metrics) =>
  async (_req: IncomingMessage, res: ServerResponse): Promise<void> => {
    res.setHeader("Content-Type", registry.contentType);
    res.end(await registry.metrics());
  };

const lanesByState = (db: Db) =>
  db
    .collection<LaneDoc>("lanes")
    .aggregate<{ _id: string; n: number }>([
      { $match: { state: { $in: ["idle", "signalled", "draining"] } } },
      {
        $group: {
          _id: {
            $cond: [
              { $eq: ["$paused", true] },
              "paused",
              { $cond: [{ $gt: ["$blockedUntil", "$$NOW"] }, "blocked", "$state"] },
            ],
          },
          n: { $sum: 1 },
        },
      },
    ])
    .toArray();
