import { type Contract, isStream, type OpDef, statusOf } from "@sluice/shared/contract";
import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { AppError } from "../errors.ts";
import { checkAnswer, sendStream } from "./answer.ts";
import type { Handlers, Streamed } from "./handlers.ts";
import { parseRequest } from "./parse.ts";
import { type Authenticate, type Caller, type Identify, mayDo, type Principal } from "./principal.ts";
import { byPrecedence, expressPath, toRoutes } from "./routes.ts";
import { isSameOrigin } from "./same-origin.ts";

export interface MountOptions {
  readonly authenticate: Authenticate;
  readonly identify: Identify;
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

/** What is known of the one who asks, by the role that the operation takes. */
type Asking = { readonly principal?: Principal; readonly caller?: Caller };

const asking = new WeakMap<Request, Asking>();

function admission(op: OpDef, options: MountOptions): RequestHandler {
  return async (req, res, next) => {
    res.setHeader("Cache-Control", "no-store");
    const who = await admit(op, req, options);
    asking.set(req, who);
    const isKey = who.principal?.actor.kind === "key" || who.caller?.kind === "key";
    if (!isKey && !SAFE.has(req.method) && !isSameOrigin(req.headers, options.publicUrl))
      throw new AppError("cross_site", "Another site's page may not do this with your session.");
    next();
  };
}

async function admit({ role }: OpDef, req: Request, options: MountOptions): Promise<Asking> {
  if (role === "public") return {};
  const from = { headers: req.headers, ip: req.ip };
  if (role === "self") return { caller: await options.identify(from) };
  const principal = await options.authenticate(from);
  const { workspaceId } = req.params;
  if (workspaceId !== undefined && workspaceId !== principal.workspaceId)
    throw new AppError("not_found", `There is no workspace ${workspaceId} for you.`);
  if (!mayDo(principal.role, role))
    throw new AppError("forbidden", `This takes the role ${role}; yours is ${principal.role}.`);
  return { principal };
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
      ...asking.get(req),
      signal: abortedWith(res),
      ip: req.ip,
      headers: req.headers,
      setHeader: (name: string, value: string | readonly string[]) => void res.setHeader(name, value),
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
