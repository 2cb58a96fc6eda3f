import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { AppError } from "./errors.ts";
import { newId } from "./ids.ts";
import { isLaneError } from "./lane-error.ts";
import type { Log } from "./log.ts";

const REQUEST_ID = "X-Request-Id";
const MB = 1024 * 1024;

/** The answer's id, made when it is first asked for; its header `X-Request-Id` says it to the caller. */
export function requestIdOf(res: Response): string {
  const known = res.getHeader(REQUEST_ID);
  if (typeof known === "string") return known;
  const id = newId("req");
  if (!res.headersSent) res.setHeader(REQUEST_ID, id);
  return id;
}

export const identify: RequestHandler = (_req, res, next) => {
  requestIdOf(res);
  next();
};

/** `{"error":{"code","message","details"?}}`, with X-Request-Id, and Retry-After where there is one. */
export function sendError(res: Response, error: AppError): void {
  requestIdOf(res);
  if (error.retryAfter !== undefined) res.setHeader("Retry-After", String(error.retryAfter));
  const details = error.details === undefined ? {} : { details: error.details };
  res.status(error.status).json({ error: { code: error.code, message: error.message, ...details } });
}

/** What body-parser says, in our words. */
const BODY_ERRORS: Record<string, (limit: number) => AppError> = {
  "entity.too.large": (limit) => new AppError("payload_too_large", `The body is over ${limit / MB} MB.`),
  "encoding.unsupported": () =>
    new AppError("encoding_unsupported", "Compressed bodies are not taken; send it as it is."),
  "request.aborted": () => new AppError("payload_invalid", "The request ended before its body was complete."),
  "request.size.invalid": () =>
    new AppError("payload_invalid", "The body is not as long as its Content-Length."),
  "entity.parse.failed": () => new AppError("invalid_input", "The body is not valid JSON."),
  "charset.unsupported": () => new AppError("encoding_unsupported", "Send the body in UTF-8."),
};

/** The AppError an unknown thrown value stands for; undefined when it is a bug. */
export function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  const { type, status, limit } = (error ?? {}) as { type?: string; status?: number; limit?: number };
  if (type && BODY_ERRORS[type]) return BODY_ERRORS[type](limit ?? MB);
  if (error instanceof URIError || status === 400)
    return new AppError("invalid_input", "The URL cannot be read.");
  if (isLaneError(error))
    return new AppError(
      "unavailable",
      "The database cannot be used right now; send it again in a few seconds.",
      { cause: error },
    );
  return undefined;
}

export function errorHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, req: Request, res: Response, next) => {
    const known = asAppError(error);
    const where = { method: req.method, path: req.path, requestId: requestIdOf(res) };
    if (!known) log.error({ err: error, ...where }, "unexpected error");
    else if (known.status >= 500)
      log.warn(
        { code: known.code, reason: String(known.cause ?? known.message), ...where },
        "request not served",
      );
    if (res.headersSent) next(error);
    else if (known) sendError(res, known);
    else
      res.status(500).json({
        error: { code: "internal", message: "Something unexpected went wrong; it has been logged." },
      });
  };
}

export const notFoundHandler: RequestHandler = (req, res) =>
  sendError(res, new AppError("not_found", `There is no ${req.method} ${req.path}.`));
