import type { RejectReason } from "@sluice/shared/events";
import express, { type Request, type RequestHandler, type Response } from "express";
import { AppError } from "../platform/errors.ts";
import { asAppError, sendError } from "../platform/http.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Endpoint, EndpointSource } from "./endpoint.ts";
import { MAX_BODY_BYTES, type ReceiveOutcome, type Receiver } from "./receive.ts";
import type { RejectedLog } from "./rejected.ts";

const WORKSPACE_ID = /^(default|ws_[0-9A-Za-z]{10,40})$/;
const JOB_ID = /^job_[0-9A-Z]{26}$/;
const rawBody = express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false });
const ANSWER_STATUS = { received: 202, filtered: 202, duplicate: 200 } as const;

/** Of what is refused before its body was read. */
const REASONS: Partial<Record<AppError["code"], RejectReason>> = {
  endpoint_disabled: "disabled",
  secret_missing: "secret_missing",
  payload_too_large: "too_large",
  encoding_unsupported: "compressed",
};

export const RECEIVE_PATH = "/api/webhooks/:workspaceId/:jobId";

/** The public URL of webhook sync jobs. Nothing is parsed or authenticated before the raw bytes are here. */
export function receiveHandler(
  endpoints: EndpointSource,
  rejected: RejectedLog,
  receive: Receiver["receive"],
  metrics: Pick<Metrics, "answers">,
): RequestHandler {
  const refuse = (endpoint: Endpoint, req: Request, error: AppError): AppError => {
    const request = { headers: {}, rawBody: Buffer.alloc(0), ip: req.ip };
    rejected.record(endpoint, request, error, REASONS[error.code] ?? "unreadable");
    return error;
  };
  return async (req, res, next) => {
    const startedAt = performance.now();
    res.once("finish", () =>
      metrics.answers.observe({ status: res.statusCode }, (performance.now() - startedAt) / 1000),
    );
    const { workspaceId, jobId } = req.params as { workspaceId: string; jobId: string };
    if (!JOB_ID.test(jobId) || !WORKSPACE_ID.test(workspaceId)) return next();
    const endpoint = await endpoints.get(workspaceId, jobId);
    if (!endpoint) throw new AppError("endpoint_unknown", "There is no webhook endpoint at this URL.");
    if (req.method !== "POST") {
      res.setHeader("Allow", "POST");
      throw new AppError("method_not_allowed", `Webhooks are sent with POST, not ${req.method}.`);
    }
    if (!endpoint.enabled)
      throw refuse(endpoint, req, new AppError("endpoint_disabled", "This job is disabled."));
    if (endpoint.secrets.length === 0)
      throw refuse(
        endpoint,
        req,
        new AppError("secret_missing", "This job has no signing secret yet.", { retryAfter: 60 }),
      );
    rawBody(req, res, async (error?: unknown) => {
      try {
        if (error)
          throw refuse(
            endpoint,
            req,
            asAppError(error) ?? new AppError("payload_invalid", "The body cannot be read."),
          );
        const outcome = await receive(endpoint, {
          headers: req.headers,
          rawBody: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
          ip: req.ip,
        });
        if (outcome.status === "rejected") sendError(res, outcome.error);
        else acknowledge(res, outcome);
      } catch (thrown) {
        next(thrown);
      }
    });
  };
}

/** What Express's own `json` does, without looking for what these answers never have. */
function acknowledge(res: Response, { status, id }: Exclude<ReceiveOutcome, { status: "rejected" }>): void {
  const body = `{"id":"${id}","status":"${status}"}`;
  res
    .writeHead(ANSWER_STATUS[status], {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Length": body.length,
    })
    .end(body);
}
