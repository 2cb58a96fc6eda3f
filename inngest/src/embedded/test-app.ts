import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/express";
import { onTestFinished, vi } from "vitest";

/** How a test app reaches an engine. */
export interface EngineAddress {
  url: string;
  isDev: boolean;
  eventKey: string;
  signingKey?: string;
}

const silent = { info() {}, warn() {}, error() {}, debug() {} };

/** A real SDK app of its own name with its own event names, registered, and stopped when the test ends. */
export async function startTestApp(
  engine: EngineAddress,
  define: (client: Inngest, event: (noun: string) => string) => InngestFunction.Any[],
) {
  const id = `app${randomBytes(4).toString("hex")}`;
  const event = (noun: string) => `${id}/${noun}`;
  const { url: baseUrl, isDev, eventKey, signingKey } = engine;
  const client = new Inngest({
    id,
    baseUrl,
    isDev,
    eventKey,
    logger: silent,
    ...(signingKey ? { signingKey } : {}),
  });
  const functions = define(client, event);
  let server: Server | undefined;
  let port = 0;

  async function start(): Promise<void> {
    const app = express().use(express.json({ limit: "12mb" }));
    app.use("/api/inngest", serve({ client, functions }));
    server = createServer(app).listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  }
  async function stop(): Promise<void> {
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    server = undefined;
    await closed;
  }
  async function register(): Promise<{ status: number; message: string }> {
    const response = await fetch(`http://127.0.0.1:${port}/api/inngest`, { method: "PUT" });
    return { status: response.status, message: ((await response.json()) as { message: string }).message };
  }

  onTestFinished(stop);
  await start();
  return {
    id,
    start,
    stop,
    register,
    async send(noun: string, data: Record<string, unknown> = {}, extra: { id?: string; ts?: number } = {}) {
      await client.send({ name: event(noun), data, ...extra });
    },
  };
}

/** As `startTestApp`, with its functions registered. */
export async function startRegisteredApp(...args: Parameters<typeof startTestApp>) {
  const app = await startTestApp(...args);
  await until(async () => {
    const { status, message } = await app.register();
    if (status !== 200) throw new Error(message);
  }, 5_000);
  return app;
}

/** Waits for a condition: until the assertion holds. */
export function until<T>(assertion: () => T | Promise<T>, timeout = 10_000): Promise<T> {
  return vi.waitFor(assertion, { timeout, interval: 5 });
}

/** A door that functions wait at until the test opens it. */
export function door() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}
