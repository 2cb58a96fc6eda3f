import type { lookup } from "node:dns";
import { isIP } from "node:net";
import { Agent, buildConnector } from "undici";
import { isOutOfReach, isPublicAddress, publicLookup } from "./addresses.ts";

const CONNECT_MS = 5_000;
const WHOLE_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface OutboundRequest {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KB of it. */
  readonly body: string;
  readonly isCut: boolean;
  readonly ms: number;
}

export type OutboundTrouble = "refused_address" | "invalid_url" | "unreachable" | "timeout";

/** No answer came. The message tells why and never the address's path, query or credentials. */
export class OutboundError extends Error {
  override readonly name = "OutboundError";
  readonly code: OutboundTrouble;
  constructor(code: OutboundTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

interface Options {
  /** Also private, local and reserved addresses, and plain HTTP. */
  readonly allowPrivate: boolean;
  readonly connectMs?: number;
  /** From the beginning to the last byte of the answer. */
  readonly wholeMs?: number;
  /** Instead of the system's. */
  readonly resolve?: typeof lookup;
  /** Further certificates to trust; for tests. */
  readonly ca?: string;
}

const privateAddress = (host: string) =>
  new OutboundError(
    "refused_address",
    `${host} is not an address of the public internet; the operator can allow those with SLUICE_ALLOW_PRIVATE=1.`,
  );

/**
 * Why an address must not be asked, or undefined.
 * @returns a sentence to show to whoever entered it.
 */
export function whyNotOutbound(address: string, allowPrivate: boolean): string | undefined {
  const url = URL.parse(address);
  if (!url || !["https:", "http:"].includes(url.protocol)) return "is not a web address (https://…)";
  if (url.username || url.password) return "has a user name or password in it; leave those out";
  if (allowPrivate) return undefined;
  if (url.protocol !== "https:") return "needs to begin with https://";
  if (isOutOfReach(url.hostname)) return privateAddress(url.hostname).message;
  return undefined;
}

/**
 * Requests to addresses that others chose. Whatever is not public is refused at the moment of connecting, with
 * the address that is then used; redirects are not followed, an answer with one is an answer like any other.
 */
export function outbound({ allowPrivate, resolve, ca, ...limits }: Options) {
  const connectMs = limits.connectMs ?? CONNECT_MS;
  const wholeMs = limits.wholeMs ?? WHOLE_MS;
  const connect = buildConnector({
    timeout: connectMs,
    allowH2: false,
    ...(ca && { ca }),
    ...(!allowPrivate && { lookup: publicLookup(privateAddress, resolve) }),
    ...(allowPrivate && resolve && { lookup: resolve as never }),
  });
  const agent = new Agent({
    connect(target, callback) {
      const host = target.hostname.replace(/^\[|\]$/g, "");
      if (!allowPrivate && isIP(host) && !isPublicAddress(host)) return callback(privateAddress(host), null);
      connect(target, callback);
    },
    headersTimeout: wholeMs,
    bodyTimeout: wholeMs,
    keepAliveTimeout: 1_000,
    connections: 32,
  });

  return {
    /** @throws OutboundError when no answer comes. */
    async request({ url: address, method, headers, body }: OutboundRequest): Promise<OutboundAnswer> {
      const why = whyNotOutbound(address, allowPrivate);
      const url = new URL(why ? "https://invalid.invalid" : address);
      if (why) throw new OutboundError(/public/.test(why) ? "refused_address" : "invalid_url", why);
      const startedAt = performance.now();
      const signal = AbortSignal.timeout(wholeMs);
      try {
        const answer = await agent.request({
          origin: url.origin,
          path: url.pathname + url.search,
          method,
          headers: { "user-agent": "Sluice", ...headers },
          ...(body !== undefined && { body }),
          signal,
        });
        const { text, isCut } = await readSome(answer.body);
        const ms = Math.round(performance.now() - startedAt);
        return { status: answer.statusCode, headers: singleValues(answer.headers), body: text, isCut, ms };
      } catch (error) {
        throw asOutboundError(error, url.host, signal.aborted);
      }
    },
    close: () => agent.destroy(),
  };
}

export type Outbound = ReturnType<typeof outbound>;

async function readSome(
  body: AsyncIterable<Buffer> & { destroy(): unknown },
): Promise<{ text: string; isCut: boolean }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) break;
  }
  const isCut = bytes > MAX_ANSWER_BYTES;
  return { text: Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString("utf8"), isCut };
}

function asOutboundError(error: unknown, host: string, isLate: boolean): OutboundError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof OutboundError) return cause;
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (isLate || /TIMEOUT|ETIMEDOUT/.test(code))
      return new OutboundError("timeout", `${host} did not answer in time.`, { cause: error });
    const words =
      WORDS[code] ?? (/CERT|TLS|SSL/.test(code) ? `has no valid certificate (${code})` : undefined);
    if (words) return new OutboundError("unreachable", `${host} ${words}.`, { cause: error });
  }
  const { code } = error as NodeJS.ErrnoException;
  return new OutboundError("unreachable", `${host} could not be reached${code ? ` (${code})` : ""}.`, {
    cause: error,
  });
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "is not a name that is known",
  EAI_AGAIN: "could not be looked up at the moment",
  ECONNREFUSED: "refuses connections",
  ECONNRESET: "closed the connection",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
  UND_ERR_SOCKET: "closed the connection",
};

const singleValues = (headers: Readonly<Record<string, string | string[] | undefined>>) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
