import { contract } from "@sluice/shared/contract";
import { Router } from "express";
import packageJson from "../package.json" with { type: "json" };
import { alertHandlers } from "./alerts/handlers.ts";
import type { Deliverer } from "./alerts/index.ts";
import { bulkHandlers } from "./bulk/handlers.ts";
import type { Ctx } from "./context.ts";
import type { Destinations } from "./destinations/index.ts";
import { erasureHandlers } from "./erasures/handlers.ts";
import { eventHandlers } from "./events/handlers.ts";
import type { EndpointSource, Receiver, Rollups } from "./events/index.ts";
import { overviewHandlers } from "./overview/handlers.ts";
import { mount, openApiDocument } from "./platform/contract/index.ts";
import { pullHandlers } from "./pulls/handlers.ts";
import { reapplyHandlers } from "./reapply/handlers.ts";
import { reconcileHandlers } from "./reconcile/handlers.ts";
import { registrationHandlers } from "./registrations/handlers.ts";
import { leaveProvider } from "./registrations/index.ts";
import { rejectedHandlers } from "./rejected/handlers.ts";
import { retentionHandlers } from "./retention/handlers.ts";
import { leastRetention, retentionOf } from "./retention/index.ts";
import { runHandlers } from "./runs/handlers.ts";
import { connectorHandlers, destinationHandlers, syncJobHandlers } from "./sync-jobs/handlers.ts";
import { eventSource, eventWriting, jobRepo, type SendTestEvent } from "./sync-jobs/index.ts";
import { accessHandlers } from "./workspaces/handlers.ts";
import { type Authenticator, type lazyAuth, SESSION_COOKIE } from "./workspaces/index.ts";

interface Deps {
  readonly destinations: Destinations;
  readonly deliverer: Deliverer;
  readonly endpoints: EndpointSource;
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
  readonly sendTest: SendTestEvent;
  readonly admit: Receiver["admit"];
  readonly openAuth: ReturnType<typeof lazyAuth>;
  readonly who: Authenticator;
  /** What keeps this installation from being ready. */
  readonly missing: () => Promise<string[]>;
  readonly checkAnswers?: boolean | undefined;
}

/** The management API, as its contract declares it, and its description at `/api/openapi.json`. */
export function apiRoutes(ctx: Ctx, deps: Deps): Router {
  const { publicUrl } = ctx.config;
  const source = { ...eventSource(ctx), ...deps };
  const handlers = {
    connectors: connectorHandlers,
    destinations: destinationHandlers(ctx),
    events: eventHandlers(ctx, {
      ...source,
      ...eventWriting(ctx, deps.destinations),
      keptDays: (workspaceId, jobId) =>
        jobId ? retentionOf(ctx, { _id: jobId, workspaceId }) : leastRetention(ctx, workspaceId),
    }),
    alerts: alertHandlers(ctx, deps.deliverer),
    bulk: bulkHandlers(ctx, source),
    overview: overviewHandlers(ctx, deps),
    reapply: reapplyHandlers(ctx),
    reconcile: reconcileHandlers(ctx, deps),
    rejected: rejectedHandlers(ctx, deps),
    registrations: registrationHandlers(ctx, deps),
    runs: runHandlers(ctx, source),
    pulls: pullHandlers(ctx),
    syncJobs: syncJobHandlers(ctx, {
      ...source,
      leaveProvider: (by, job) => leaveProvider(ctx, by, job),
    }),
    retention: retentionHandlers(ctx),
    erasures: erasureHandlers(ctx, deps),
    ...accessHandlers(ctx, {
      ...deps,
      holds: async (workspaceId) => ({ "sync jobs": await jobRepo(ctx.db).count(workspaceId) }),
    }),
  };
  let document: string | undefined;
  return Router()
    .get("/api/openapi.json", (_req, res) => {
      const { version } = packageJson;
      document ??= JSON.stringify(
        openApiDocument(contract, { version, publicUrl, sessionCookie: SESSION_COOKIE }),
      );
      res.type("json").send(document);
    })
    .use(mount(contract, handlers, { ...deps.who, publicUrl, checkAnswers: deps.checkAnswers }))
    .use(["/api/workspaces", "/api/v1"], async (req, _res, next) => {
      await deps.who.identify({ headers: req.headers, ip: req.ip });
      next();
    });
}
