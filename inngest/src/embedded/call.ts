import { createHmac } from "node:crypto";
import http from "node:http";
import https from "node:https";
import type { EngineFunction, Json, Run, RunError, WorkItem } from "./model.ts";

/** One operation a function reports. */
export interface Op {
  id: string;
  op: string;
  name?: string;
  data?: Json;
  error?: Json;
  opts?: { parallelMode?: string } | null;
}

export type Outcome =
  | { kind: "ops"; ops: Op[]; retryAfter?: string }
  | { kind: "completed"; output: Json }
  | { kind: "error"; error: RunError; isFinal: boolean; retryAfter?: string }
  /** The app is not there: no attempt was made as far as the function is concerned. */
  | { kind: "unreachable"; reason: string; wasSent: boolean };

const LONGEST_CALL_MS = 2 * 60 * 60_000;
const LARGEST_RESPONSE_BYTES = 4 * 1024 * 1024;

/** JSON with sorted keys, exactly as the SDK's verifier writes it again from the parsed body. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`).join(",")}}`;
}

/** Calls functions of the app over the SDK's HTTP protocol, signed, on connections that are kept. */
export function createCaller(signingKey: string) {
  const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };

  function post(url: URL, body: string): Promise<Reply> {
    const seconds = Math.floor(Date.now() / 1000);
    const signature = createHmac("sha256", signingKey).update(`${body}${seconds}`).digest("hex");
    const isHttps = url.protocol === "https:";
    return new Promise((resolve, reject) => {
      const request = (isHttps ? https : http).request(url, {
        method: "POST",
        agent: isHttps ? agents.https : agents.http,
        timeout: LONGEST_CALL_MS,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "x-inngest-signature": `t=${seconds}&s=${signature}`,
          "x-inngest-server-kind": "cloud",
        },
      });
      request.once("timeout", () => request.destroy(new CallTimeout("The call took longer than two hours")));
      request.once("error", reject);
      request.once("response", (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= LARGEST_RESPONSE_BYTES) chunks.push(chunk);
        });
        response.once("error", reject);
        response.once("close", () => {
          if (!response.complete) reject(new Error("The app closed the connection during the call"));
          const text = bytes <= LARGEST_RESPONSE_BYTES ? Buffer.concat(chunks).toString("utf8") : undefined;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      request.end(body);
    });
  }

  return {
    async call(run: Run, fn: EngineFunction, item: WorkItem): Promise<Outcome> {
      const url = new URL(fn.url);
      url.searchParams.set("stepId", item.kind === "step" ? item.id : "step");
      const body = callBody(run, fn, item);
      try {
        return readReply(await post(url, body));
      } catch (cause) {
        if (cause instanceof CallTimeout) return { kind: "error", isFinal: false, error: plainError(cause) };
        const { code, message } = cause as NodeJS.ErrnoException;
        const wasSent = code === undefined || code === "ECONNRESET" || code === "EPIPE";
        return { kind: "unreachable", reason: code ?? message, wasSent };
      }
    },
    close(): void {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

export type Caller = ReturnType<typeof createCaller>;

class CallTimeout extends Error {
  override readonly name = "CallTimeout";
}

interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Absent when it was too large. */
  text: string | undefined;
}

function callBody(run: Run, fn: EngineFunction, item: WorkItem): string {
  // Without ctx.fn_id the SDK returns after each step instead of checkpointing.
  const ctx = canonicalJson({
    attempt: item.attempt,
    disable_immediate_execution: item.kind === "step",
    max_attempts: fn.maxAttempts,
    run_id: run._id,
    stack: { current: run.stack.length, stack: run.stack },
    use_api: false,
  });
  const event = canonicalJson(run.event as unknown as Json);
  const steps = Object.keys(run.steps).sort();
  const results = steps.map((hash) => `${JSON.stringify(hash)}:${run.steps[hash]}`).join(",");
  return `{"ctx":${ctx},"event":${event},"events":[${event}],"steps":{${results}},"version":2}`;
}

function readReply({ status, headers, text }: Reply): Outcome {
  const retryAfter = headers["retry-after"];
  const retry = typeof retryAfter === "string" ? { retryAfter } : {};
  const fail = (message: string, isFinal = false): Outcome => ({
    kind: "error",
    isFinal,
    error: { name: "Error", message },
    ...retry,
  });
  if (text === undefined) return fail("The function's answer is larger than 4 MB", true);
  if (!headers["x-inngest-sdk"]) return fail(`The app answered ${status} without the Inngest SDK`);
  const body = parseJson(text);
  if (body === undefined) return fail(`The app answered ${status} without JSON`);
  if (status === 200) return { kind: "completed", output: body };
  if (status !== 206) {
    return {
      kind: "error",
      isFinal: headers["x-inngest-no-retry"] === "true",
      error: readError(body, status),
      ...retry,
    };
  }
  const ops = (Array.isArray(body) ? body : [body]) as unknown as Op[];
  const isValid = ops.length > 0 && ops.every((op) => op && typeof op.op === "string" && /^\w+$/.test(op.id));
  return isValid ? { kind: "ops", ops, ...retry } : fail("The app answered 206 without operations");
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readError(body: Json, status: number): RunError {
  const fields = typeof body === "object" && body !== null && !Array.isArray(body) ? body : {};
  const message = fields.message ?? fields.error ?? `The app answered ${status}`;
  return {
    name: typeof fields.name === "string" ? fields.name : "Error",
    message: typeof message === "string" ? message : canonicalJson(message),
    ...(typeof fields.stack === "string" ? { stack: fields.stack } : {}),
  };
}

function plainError(error: Error): RunError {
  return { name: error.name, message: error.message };
}
