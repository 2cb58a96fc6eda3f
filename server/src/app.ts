import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import express from "express";
import helmet from "helmet";
import { resendAlerts } from "./alerts/index.ts";
import { apiRoutes } from "./api.ts";
import { resendBulk } from "./bulk/index.ts";
import { contentPolicy, dashboardRoutes } from "./dashboard/routes.ts";
import { resendErasures } from "./erasures/index.ts";
import { eventRepo, eventTypes, groupCommit, receiver, rejectedLog } from "./events/index.ts";
import { RECEIVE_PATH, receiveHandler } from "./events/routes.ts";
import { errorHandler, identify, notFoundHandler } from "./platform/http.ts";
import { sweep } from "./platform/lanes/index.ts";
import { metricsHandler } from "./platform/metrics.ts";
import { roundTrips } from "./platform/readiness.ts";
import { realtime } from "./platform/realtime.ts";
import { resendRuns } from "./runs/index.ts";
import type { Services } from "./services.ts";
import { endpointCache, jobRepo, laneOf, testSender } from "./sync-jobs/index.ts";
import {
  authenticator,
  ensureAdminKey,
  ensureDefaultWorkspace,
  lazyAuth,
  onAccessChange,
} from "./workspaces/index.ts";

const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** Of each sweep, for summing up what has closed. */
const ROLLUP_BUDGET_MS = 1_000;
const WEB = fileURLToPath(new URL("../../web/dist", import.meta.url));

interface Options {
  /** Answers of the API that are not as declared become a 500; for tests. */
  readonly checkAnswers?: boolean;
}

export interface App {
  readonly server: Server;
  close(): Promise<void>;
}

/** The HTTP server of Sluice: receives webhooks, serves the management API and the page. Not yet listening. */
export async function createApp(services: Services, options: Options = {}): Promise<App> {
  const { ctx, wake, rollups } = services;
  await ensureAdminKey(ctx);
  await ensureDefaultWorkspace(ctx);
  const openAuth = lazyAuth(ctx);
  const who = authenticator(ctx, openAuth);
  const endpoints = endpointCache(ctx);
  const rejected = rejectedLog(ctx, rollups);
  const warn = (what: string) => (error: unknown) => ctx.log.warn({ reason: String(error) }, what);

  const types = eventTypes(ctx.db);
  const store = groupCommit(services.events, (rows) => {
    types.note(rows).catch(warn("event types not noted"));
    const byJob = Map.groupBy(rows, (row) => row.jobId);
    for (const [jobId, received] of byJob) {
      if (received.some((row) => row.status === "pending")) wake(laneOf(jobId));
      ctx.nudge.send(`job ${jobId}`);
      rollups
        .mark(
          jobId,
          received.map((row) => row.receivedAt),
        )
        .catch(warn("minute not marked for the statistics"));
    }
  });
  const onDuplicate = (id: string, jobId: string, body: Buffer) => {
    eventRepo(ctx.db)
      .recordDuplicate(id, body, new Date())
      .then(async (requeued) => {
        rollups.arrived(jobId, { duplicates: 1 });
        if (requeued) {
          await rollups.mark(jobId, [requeued]);
          wake(laneOf(jobId));
        }
        ctx.nudge.send(`job ${jobId}`);
      })
      .catch(warn("duplicate not counted"));
  };
  const { receive, admit } = receiver(ctx, { endpoints, store, onDuplicate, rejected });
  const trips = roundTrips(ctx.db, ctx.process, ctx.send, ctx.config.times, ctx.log, ctx.register);

  const app = express();
  app
    .disable("x-powered-by")
    .disable("etag")
    .set("trust proxy", trustProxy(ctx.config.SLUICE_TRUST_PROXY))
    .set("query parser", "simple");
  app.all(RECEIVE_PATH, receiveHandler(endpoints, rejected, receive, ctx.metrics));
  app.use(identify);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: contentPolicy(),
      },
      strictTransportSecurity: ctx.config.publicUrl.startsWith("https:") && { includeSubDomains: false },
    }),
  );
  app.get("/healthz", (_req, res) => void res.json({ status: "ok" }));
  app.get("/readyz", async (_req, res) => {
    const missing = await trips.missing();
    res
      .status(missing.length === 0 ? 200 : 503)
      .json({ status: missing.length === 0 ? "ready" : "not ready", missing });
  });
  app.get("/metrics", metricsHandler(ctx.metrics));
  app.use(
    apiRoutes(ctx, {
      destinations: services.destinations,
      deliverer: services.deliverer,
      endpoints,
      rollups,
      wake,
      missing: trips.missing,
      admit,
      sendTest: testSender(endpoints, receive),
      openAuth,
      who,
      checkAnswers: options.checkAnswers,
    }),
  );
  if (existsSync(WEB)) app.use(dashboardRoutes(WEB));
  app.use(notFoundHandler);
  app.use(errorHandler(ctx.log));

  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 65_000 },
    app,
  );
  const live = realtime(server, ctx.nudge, {
    beatMs: ctx.config.times.liveBeat,
    admit: ({ headers, socket }, { key, workspaceId }) =>
      who.admitSocket(
        { headers: key ? { authorization: `Bearer ${key}` } : headers, ip: socket.remoteAddress },
        workspaceId,
      ),
    ownerOf: async (jobId) => (await jobRepo(ctx.db).findById(jobId))?.workspaceId,
    onAccessChange: (listener) => onAccessChange(ctx, listener),
  });
  const repairing = setInterval(() => repair().catch(warn("sweep failed")), ctx.config.times.sweep);
  void repair().catch(warn("sweep failed"));

  async function repair(): Promise<void> {
    await sweep(services.lanes);
    await rollups.maintain(ROLLUP_BUDGET_MS);
    await resendErasures(ctx);
    await resendBulk(ctx);
    await resendRuns(ctx);
    await resendAlerts(ctx);
  }

  return {
    server,
    async close() {
      clearInterval(repairing);
      trips.close();
      live.close();
      who.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
    },
  };
}

function trustProxy(value: string | undefined): boolean | number | string {
  if (value === undefined) return false;
  if (/^\d+$/.test(value)) return Number(value);
  return value === "true" ? true : value === "false" ? false : value;
}
