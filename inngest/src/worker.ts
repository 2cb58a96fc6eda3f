import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { lingering, releaseSlot } from "@sluice/server/lanes";
import { metricsHandler } from "@sluice/server/platform/metrics";
import type { Services } from "@sluice/server/services";
import express from "express";
import { serve } from "inngest/express";
import { createClient } from "./client.ts";
import { functions } from "./functions.ts";

/** At most this many drains wait for more work at once (RULES 10). */
const LINGER_PLACES = 8;
const FIRST_RETRY_MS = 200;

export interface Worker {
  readonly server: Server;
  readonly port: number;
  /** Tells the engine about the functions, now and again until it has taken them. */
  register(): void;
  close(): Promise<void>;
}

/** Serves the functions at `/api/inngest` on loopback and keeps them registered with the engine (RULES 14). */
export async function startWorker(services: Services): Promise<Worker> {
  const { ctx, lanes } = services;
  const released = ctx.config.SLUICE_SLOT ? await releaseSlot(lanes, ctx.config.SLUICE_SLOT) : [];
  const client = createClient(ctx.log, ctx.config.times.beatStale);
  const app = express();
  app.disable("x-powered-by");
  app.get("/healthz", (_req, res) => void res.json({ status: "ok" }));
  app.get("/metrics", metricsHandler(ctx.metrics));
  app.use(
    "/api/inngest",
    express.json({ limit: "5mb" }),
    serve({
      client,
      functions: functions(client, services, lingering(lanes, LINGER_PLACES)),
      ...(ctx.config.SLUICE_SERVE_ORIGIN && { serveOrigin: ctx.config.SLUICE_SERVE_ORIGIN }),
    }),
  );
  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(ctx.config.SLUICE_WORKER_PORT, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  // An engine may wait for long before it repeats the step that died.
  for (const lane of released) services.wake(lane);
  const registration = keepRegistered(services, port);
  const stopListening = ctx.nudge.onMessage((message) => {
    if (message === "register") registration.now();
  });
  return {
    server,
    port,
    register: registration.now,
    async close() {
      stopListening();
      registration.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
    },
  };
}

function keepRegistered({ ctx }: Services, port: number) {
  let timer: NodeJS.Timeout | undefined;
  let retryIn = FIRST_RETRY_MS;
  let busy = false;
  let closed = false;
  const attempt = async () => {
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/api/inngest`, {
        method: "PUT",
        signal: AbortSignal.timeout(5_000),
      });
      if (!answer.ok) throw new Error(`${answer.status} ${(await answer.text()).slice(0, 500)}`);
      retryIn = FIRST_RETRY_MS;
      timer = setTimeout(attempt, ctx.config.times.register);
    } catch (error) {
      if (retryIn > 2_000)
        ctx.log.warn({ reason: String(error) }, "the engine has not taken the functions yet");
      timer = setTimeout(attempt, retryIn);
      retryIn = Math.min(5_000, retryIn * 2);
    }
    busy = false;
    if (closed) clearTimeout(timer);
  };
  void attempt();
  return {
    now: () => void attempt(),
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
