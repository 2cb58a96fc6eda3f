import { ListEvents, ReplayEvent } from "@sluice/shared/events";
import {
  CreateSyncJob,
  RetryFailed,
  SendTest,
  SetSecret,
  StatsQuery,
  UpdateSyncJob,
} from "@sluice/shared/sync-jobs";
import { PageQuery } from "@sluice/shared/workspaces";
import express, { type Request, type RequestHandler, Router } from "express";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import {
  type EndpointSource,
  getEvent,
  jobStats,
  listEvents,
  listRejected,
  type Rollups,
  replayEvent,
} from "../events/index.ts";
import { parseInput } from "../platform/errors.ts";
import { authenticate, type Principal, requireWorkspace } from "../workspaces/index.ts";
import { diagnosis } from "./diagnosis.ts";
import { listExecutions } from "./executions.ts";
import {
  createJob,
  findJob,
  getJob,
  listJobs,
  regenerateSecret,
  removeJob,
  setSecret,
  updateJob,
} from "./jobs.ts";
import { jobRepo } from "./repo.ts";
import { retryFailed } from "./retry-failed.ts";
import type { SendTestEvent } from "./send-test.ts";

interface Deps {
  readonly endpoints: EndpointSource;
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
  readonly sendTest: SendTestEvent;
}

const principalOf = (req: Request): Principal => (req as Request & { principal: Principal }).principal;

/** Sync jobs and their events, for API keys. Every query carries the caller's workspace. */
export function managementRoutes(ctx: Ctx, deps: Deps): Router {
  const requireKey: RequestHandler = async (req, _res, next) => {
    (req as Request & { principal?: Principal }).principal = await authenticate(
      ctx,
      req.headers.authorization,
    );
    next();
  };
  const scope = (req: Request) => {
    const workspaceId = requireWorkspace(principalOf(req), String(req.params.workspaceId));
    return { workspaceId, jobId: String(req.params.jobId) };
  };
  const jobs = "/api/workspaces/:workspaceId/sync-jobs";
  const changed = ({ workspaceId, jobId }: { workspaceId: string; jobId: string }) => {
    deps.endpoints.forget(workspaceId, jobId);
    ctx.nudge.send(`job ${jobId}`);
  };

  return Router()
    .use(
      ["/api/workspaces", "/api/v1", "/api/webhooks/:workspaceId/:jobId/test"],
      requireKey,
      express.json({ limit: "2mb" }),
    )
    .get(jobs, async (req, res) => {
      res.json(await listJobs(ctx, scope(req).workspaceId, parseInput(PageQuery, req.query)));
    })
    .post(jobs, async (req, res) => {
      res.status(201).json(await createJob(ctx, scope(req).workspaceId, parseInput(CreateSyncJob, req.body)));
    })
    .get(`${jobs}/:jobId`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      res.json(await getJob(ctx, workspaceId, jobId));
    })
    .patch(`${jobs}/:jobId`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      const job = await updateJob(ctx, workspaceId, jobId, parseInput(UpdateSyncJob, req.body), deps.wake);
      changed({ workspaceId, jobId });
      res.json(job);
    })
    .delete(`${jobs}/:jobId`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      await removeJob(ctx, workspaceId, jobId);
      changed({ workspaceId, jobId });
      res.status(204).end();
    })
    .get(`${jobs}/:jobId/executions`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      res.json(await listExecutions(ctx, workspaceId, jobId, parseInput(PageQuery, req.query)));
    })
    .get(`${jobs}/:jobId/webhook/stats`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      res.json(
        await jobStats(
          ctx,
          deps.rollups,
          await findJob(ctx, workspaceId, jobId),
          parseInput(StatsQuery, req.query),
        ),
      );
    })
    .get(`${jobs}/:jobId/webhook/events`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      await findJob(ctx, workspaceId, jobId);
      res.json(await listEvents(ctx, workspaceId, [jobId], parseInput(ListEvents, req.query)));
    })
    .get(`${jobs}/:jobId/webhook/rejected`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      const job = await findJob(ctx, workspaceId, jobId);
      res.json(
        await listRejected(
          ctx,
          workspaceId,
          jobId,
          parseInput(PageQuery, req.query),
          await diagnosis(ctx, job),
        ),
      );
    })
    .post(`${jobs}/:jobId/webhook/secret`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      const job = await setSecret(ctx, workspaceId, jobId, parseInput(SetSecret, req.body));
      changed({ workspaceId, jobId });
      res.json(job);
    })
    .post(`${jobs}/:jobId/webhook/regenerate-secret`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      const secret = await regenerateSecret(ctx, workspaceId, jobId);
      changed({ workspaceId, jobId });
      res.json(secret);
    })
    .post(`${jobs}/:jobId/webhook/retry-failed`, async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      res.json(await retryFailed(ctx, deps, workspaceId, jobId, parseInput(RetryFailed, req.body).eventIds));
    })
    .post("/api/webhooks/:workspaceId/:jobId/test", async (req, res) => {
      const { workspaceId, jobId } = scope(req);
      res.status(202).json(await deps.sendTest(workspaceId, jobId, parseInput(SendTest, req.body).type));
    })
    .get("/api/v1/events", async (req, res) => {
      const { workspaceId } = principalOf(req);
      const query = parseInput(ListEvents, req.query);
      const jobIds = query.jobId
        ? [(await findJob(ctx, workspaceId, query.jobId))._id]
        : await jobRepo(ctx.db).idsOf(workspaceId);
      res.json(await listEvents(ctx, workspaceId, jobIds, query));
    })
    .get("/api/v1/events/:id", async (req, res) => {
      res.json(await getEvent(ctx, principalOf(req).workspaceId, String(req.params.id)));
    })
    .post("/api/v1/events/:id/replay", async (req, res) => {
      const { workspaceId, actor } = principalOf(req);
      const { payload } = parseInput(ReplayEvent, req.body);
      const connectorFor = async (jobId: string) =>
        connectorOf((await findJob(ctx, workspaceId, jobId)).source.connector);
      const { lane, ...result } = await replayEvent(
        ctx,
        workspaceId,
        String(req.params.id),
        { payload, actor },
        connectorFor,
      );
      deps.wake(lane);
      res.status(202).json(result);
    });
}
