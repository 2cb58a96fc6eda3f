import { type Contract, isStream, type OpDef, statusOf } from "@sluice/shared/contract";
import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { AppError } from "../errors.ts";
import { checkAnswer, sendStream } from "./answer.ts";
import type { Handlers, Streamed } from "./handlers.ts";
import { parseRequest } from "./parse.ts";
import { type Authenticate, mayDo, type Principal } from "./principal.ts";
import { byPrecedence, expressPath, toRoutes } from "./routes.ts";
import { isSameOrigin } from "./same-origin.ts";

export interface MountOptions {
  readonly authenticate: Authenticate;
  /** Where browsers reach this server. */
  readonly publicUrl: string;
  /** Answers that are not as declared become a 500; for tests. */
  readonly checkAnswers?: boolean | undefined;
}

const json = express.json({ limit: "2mb" });
const SAFE = new Set(["GET", "HEAD"]);

type AnyHandler = (request: object) => unknown;

/**
 * One route for each operation. In this order: who is asking, may they, does the request come from our own
 * page, what type is its body, is its content right, the handler, the answer.
 */
export function mount<C extends Contract>(
  contract: C,
  handlers: { readonly [Name in keyof C]: Handlers<C[Name]> },
  options: MountOptions,
): Router {
  const router = Router();
  const routes = toRoutes(contract).toSorted(byPrecedence);
  for (const { feature, name, op } of routes) {
    const handler = (handlers[feature] as Record<string, AnyHandler>)[name] as AnyHandler;
    const admit = admission(op, options);
    const run = runner(op, handler, options.checkAnswers ?? false);
    const steps = op.body ? [admit, requireJson, json, run] : [admit, run];
    router[op.method.toLowerCase() as "get"](expressPath(op.path), ...steps);
  }
  const methods = Map.groupBy(routes, ({ op }) => op.path);
  for (const [path, known] of methods)
    router.all(expressPath(path), otherMethod(known.map(({ op }) => op.method)));
  return router;
}

const principals = new WeakMap<Request, Principal>();

function admission(op: OpDef, { authenticate, publicUrl }: MountOptions): RequestHandler {
  const { role } = op;
  return async (req, res, next) => {
    res.setHeader("Cache-Control", "no-store");
    if (role !== "public") {
      const principal = await authenticate({ headers: req.headers, ip: req.ip });
      principals.set(req, principal);
      const { workspaceId } = req.params;
      if (workspaceId !== undefined && workspaceId !== principal.workspaceId)
        throw new AppError("not_found", `There is no workspace ${workspaceId} for you.`);
      if (!mayDo(principal.role, role))
        throw new AppError("forbidden", `This takes the role ${role}; yours is ${principal.role}.`);
    }
    const isKey = principals.get(req)?.actor.kind === "key";
    if (!isKey && !SAFE.has(req.method) && !isSameOrigin(req.headers, publicUrl))
      throw new AppError("cross_site", "Another site's page may not do this with your session.");
    next();
  };
}

const requireJson: RequestHandler = (req, _res, next) => {
  const isEmpty = req.headers["transfer-encoding"] === undefined && !Number(req.headers["content-length"]);
  if (!isEmpty && !req.is("json"))
    throw new AppError("media_type_unsupported", "Send the body as Content-Type: application/json.");
  next();
};

function runner(op: OpDef, handler: AnyHandler, checkAnswers: boolean): RequestHandler {
  const status = statusOf(op);
  return async (req, res) => {
    const input = parseRequest(op, req);
    const answer = await handler({
      ...input,
      principal: principals.get(req),
      signal: abortedWith(res),
      ip: req.ip,
      headers: req.headers,
      setHeader: (name: string, value: string) => void res.setHeader(name, value),
    });
    if (isStream(op.output)) return sendStream(req, res.status(status), answer as Streamed);
    if (checkAnswers) checkAnswer(op, answer);
    if (op.output) res.status(status).json(answer);
    else res.status(status).end();
  };
}

function abortedWith(res: Response): AbortSignal {
  const abort = new AbortController();
  res.once("close", () => {
    if (!res.writableFinished) abort.abort();
  });
  return abort.signal;
}

function otherMethod(methods: readonly string[]): RequestHandler {
  const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
  return (req, res) => {
    res.setHeader("Allow", allow);
    if (req.method === "OPTIONS") return void res.status(204).end();
    throw new AppError("method_not_allowed", `${req.method} is not possible here, only ${allow}.`);
  };
}
