import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { AppError } from "./errors.ts";
import { isLaneError } from "./lane-error.ts";
import type { Log } from "./log.ts";

/** `{"error":{"code","message","details"?}}`, with Retry-After where there is one. */
export function sendError(res: Response, error: AppError): void {
  if (error.retryAfter !== undefined) res.setHeader("Retry-After", String(error.retryAfter));
  const details = error.details === undefined ? {} : { details: error.details };
  res.status(error.status).json({ error: { code: error.code, message: error.message, ...details } });
}

/** What body-parser says, in our words. */
const BODY_ERRORS: Record<string, () => AppError> = {
  "entity.too.large": () => new AppError("payload_too_large", "The body is over 1 MB."),
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
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  if (type && BODY_ERRORS[type]) return BODY_ERRORS[type]();
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
    if (res.headersSent) return next(error);
    const known = asAppError(error);
    if (!known) log.error({ err: error, method: req.method, path: req.path }, "unexpected error");
    else if (known.status >= 500)
      log.warn(
        { code: known.code, reason: String(known.cause ?? known.message), path: req.path },
        "request not served",
      );
    const answer = known ?? {
      code: "internal",
      message: "Something unexpected went wrong; it has been logged.",
    };
    if (answer instanceof AppError) sendError(res, answer);
    else res.status(500).json({ error: answer });
  };
}

export const notFoundHandler: RequestHandler = (req, res) =>
  sendError(res, new AppError("not_found", `There is no ${req.method} ${req.path}.`));
