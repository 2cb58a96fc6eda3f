import { contract } from "@sluice/shared/contract";
import { Router } from "express";
import packageJson from "../package.json" with { type: "json" };
import type { Ctx } from "./context.ts";
import { eventHandlers } from "./events/handlers.ts";
import type { EndpointSource, Rollups } from "./events/index.ts";
import { type Authenticate, mount, openApiDocument } from "./platform/contract/index.ts";
import { connectorHandlers, syncJobHandlers } from "./sync-jobs/handlers.ts";
import { eventSource, type SendTestEvent } from "./sync-jobs/index.ts";
import { workspaceHandlers } from "./workspaces/handlers.ts";

interface Deps {
  readonly endpoints: EndpointSource;
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
  readonly sendTest: SendTestEvent;
  readonly authenticate: Authenticate;
  readonly checkAnswers?: boolean | undefined;
}

const SESSION_COOKIE = "sluice.session_token";

/** The management API, as its contract declares it, and its description at `/api/openapi.json`. */
export function apiRoutes(ctx: Ctx, deps: Deps): Router {
  const { publicUrl } = ctx.config;
  const handlers = {
    connectors: connectorHandlers,
    events: eventHandlers(ctx, { ...eventSource(ctx), wake: deps.wake }),
    syncJobs: syncJobHandlers(ctx, deps),
    workspaces: workspaceHandlers(ctx),
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
    .use(mount(contract, handlers, { ...deps, publicUrl }))
    .use(["/api/workspaces", "/api/v1"], async (req, _res, next) => {
      await deps.authenticate({ headers: req.headers, ip: req.ip });
      next();
    });
}
