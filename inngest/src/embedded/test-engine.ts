import { randomBytes } from "node:crypto";
import { MongoClient } from "mongodb";
import { inject } from "vitest";
import { type EmbeddedEngineOptions, startEmbeddedEngine } from "./engine.ts";
import type { ConformanceEngine } from "./engine-conformance.ts";
import type { EngineAddress } from "./test-app.ts";

declare module "vitest" {
  export interface ProvidedContext {
    mongoUri: string;
  }
}

export const EVENT_KEY = "test-event-key";
export const SIGNING_KEY = "0123456789abcdef".repeat(4);

/** Backoff of 15 ms and more instead of 15 s. */
export const TIME_SCALE = 0.001;

/** How apps reach an embedded engine at this address. */
export function addressOf(url: string): EngineAddress {
  return { url, isDev: false, eventKey: EVENT_KEY, signingKey: SIGNING_KEY };
}

/** A database of its own in the run's MongoDB. */
export async function openDatabase(uri = inject("mongoUri")) {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500, socketTimeoutMS: 20_000 });
  await client.connect();
  const db = client.db(`engine_${randomBytes(6).toString("hex")}`, { writeConcern: { w: 1, journal: true } });
  return {
    db,
    async drop() {
      await db.dropDatabase();
      await client.close();
    },
    close: () => client.close(),
  };
}

/** The options of an engine under test. */
export function testOptions(db: EmbeddedEngineOptions["db"]): EmbeddedEngineOptions {
  return { db, port: 0, eventKey: EVENT_KEY, signingKey: SIGNING_KEY, timeScale: TIME_SCALE, log: () => {} };
}

export async function startConformingEngine(): Promise<ConformanceEngine> {
  const { db, drop } = await openDatabase();
  const engine = await startEmbeddedEngine(testOptions(db));
  return {
    ...addressOf(engine.url),
    async stop() {
      await engine.close();
      await drop();
    },
  };
}

export interface ListedRun {
  id: string;
  functionId: string;
  status: "active" | "completed" | "failed";
  waitingFor: { kind: string; attempt: number }[];
  completedSteps: number;
  output: unknown;
  error: { name: string; message: string } | null;
}

export async function listRuns(url: string, query = ""): Promise<ListedRun[]> {
  const response = await fetch(`${url}/runs?${query}`, {
    headers: { authorization: `Bearer ${SIGNING_KEY}` },
  });
  if (!response.ok) throw new Error(`GET /runs answered ${response.status}`);
  return ((await response.json()) as { data: ListedRun[] }).data;
}
