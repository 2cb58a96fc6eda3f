import { createHash, timingSafeEqual } from "node:crypto";
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from "express";
import * as z from "zod";
import { readEvents, type StartRuns } from "./intake.ts";
import type { EngineApp, Log } from "./model.ts";
import { readRegistration } from "./registration.ts";
import type { Registry } from "./registry.ts";
import { type EngineRepo, isDatabaseError } from "./repo.ts";

const BODY_LIMIT = "4mb";

const ListQuery = z.object({
  status: z.enum(["active", "completed", "failed"]).optional(),
  functionId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

export interface RoutesOptions {
  repo: EngineRepo;
  registry: Registry;
  startRuns: StartRuns;
  /** Stores an app's functions; false if they were the same before. */
  register: (app: EngineApp) => Promise<boolean>;
  eventKey: string;
  signingKey: string;
  now: () => number;
  log: Log;
}

/** The part of Inngest's HTTP interface that the SDK and Sluice use. */
export function engineRoutes({
  repo,
  registry,
  startRuns,
  register,
  eventKey,
  signingKey,
  now,
  log,
}: RoutesOptions): Express {
  // The SDK sends the hash of the key's bytes; people at a terminal have the key itself.
  const keyHash = createHash("sha256").update(signingKey, "hex").digest("hex");
  const isAuthorized = (req: Request): boolean => {
    const token = /^Bearer (.+)$/.exec(req.get("authorization") ?? "")?.[1] ?? "";
    return isSame(token, keyHash) || isSame(token, signingKey);
  };
  const readJson = express.json({ limit: BODY_LIMIT, type: () => true });

  const app = express();
  app.disable("x-powered-by").disable("etag");

  app.get("/health", (_req, res) => void res.json({ status: 200, message: "OK" }));

  app.post("/e/:key", readJson, async (req, res) => {
    if (!isSame(String(req.params.key), eventKey)) return refuse(res, 401, "Event key not found");
    const read = readEvents(req.body, req.get("x-inngest-event-id-seed"), now());
    if (!read.ok) return refuse(res, 400, read.message);
    await startRuns(
      read.events.flatMap((event) =>
        registry.startedBy(event).map((fn) => [fn, event] as [typeof fn, typeof event]),
      ),
    );
    res.json({ ids: read.events.map(({ id }) => id), status: 200 });
  });

  app.post("/fn/register", readJson, async (req, res) => {
    if (!isAuthorized(req)) return refuse(res, 401, "The signing key is not this engine's");
    const read = readRegistration(req.body);
    if (!read.ok) {
      log("error", "A registration was refused", { reason: read.message });
      return refuse(res, 400, read.message);
    }
    res.json({ ok: true, status: 200, modified: await register(read.app) });
  });

  app.get("/runs", async (req, res) => {
    if (!isAuthorized(req)) return refuse(res, 401, "Send the signing key as a bearer token");
    const query = ListQuery.safeParse(req.query);
    if (!query.success) return refuse(res, 400, z.prettifyError(query.error));
    res.json({ data: await repo.listRuns({ ...query.data, functionId: query.data.functionId }) });
  });

  app.use((_req, res) => refuse(res, 404, "Not found"));
  app.use(onError(log));
  return app;
}

function onError(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const status = (error as { status?: unknown }).status;
    if (isDatabaseError(error)) {
      log("warn", "The database does not answer", { path: req.route?.path, error: String(error) });
      res.set("retry-after", "1");
      return refuse(res, 503, "The database does not answer; nothing was accepted");
    }
    if (typeof status === "number" && status < 500) return refuse(res, status, (error as Error).message);
    log("error", "A request failed", {
      path: req.route?.path,
      error: error instanceof Error ? error.stack : String(error),
    });
    return refuse(res, 500, "Internal error");
  };
}

function refuse(res: Response, status: number, error: string): void {
  res.status(status).json({ status, error });
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
