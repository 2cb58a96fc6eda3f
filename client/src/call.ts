import { errorIn, unreachable, unreadable } from "./error.ts";
import type { CallOptions } from "./types.ts";

/** A value, or where to ask for it before each call. */
type Current<Value> = Value | (() => Value | undefined);

export interface ClientOptions {
  /** Where Sluice is: `https://sluice.example`; empty on Sluice's own page. */
  readonly baseUrl: string;
  /** Without one the browser's session cookie counts. */
  readonly apiKey?: Current<string> | undefined;
  /** Whose things are meant; an API key belongs to one workspace and needs it for paths alone. */
  readonly workspaceId?: Current<string> | undefined;
  /** For every call. */
  readonly headers?: Current<Readonly<Record<string, string>>> | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** An input as it is at run time. */
export interface Input {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export interface Operation {
  readonly method: string;
  /** With `{param}`s. */
  readonly path: string;
  readonly isStream: boolean;
}

export const current = <Value>(value: Current<Value> | undefined): Value | undefined =>
  typeof value === "function" ? (value as () => Value | undefined)() : value;

export function urlOf(options: ClientOptions, { path }: Operation, { params, query }: Input): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params?.[name] ?? (name === "workspaceId" ? current(options.workspaceId) : undefined);
    // A dot segment would be resolved and lead to another operation, in whatever way it is encoded.
    if (value === undefined || value === "" || value === "." || value === "..")
      throw new TypeError(`params.${name} is missing in a call of ${path}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null)
        search.append(name, one instanceof Date ? one.toISOString() : String(one));
  const asked = search.size > 0 ? `?${search}` : "";
  return `${options.baseUrl.replace(/\/+$/, "")}${filled}${asked}`;
}

/** Throws SluiceError; an aborted call throws what its signal was aborted with. */
export async function call(
  options: ClientOptions,
  operation: Operation,
  input: Input,
  { signal, headers }: CallOptions,
): Promise<unknown> {
  const apiKey = current(options.apiKey);
  const workspaceId = current(options.workspaceId);
  const url = urlOf(options, operation, input);
  const send = options.fetch ?? globalThis.fetch;
  let response: Response;
  try {
    response = await send(url, {
      method: operation.method,
      headers: {
        accept: operation.isStream ? "*/*" : "application/json",
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
        ...(workspaceId && { "sluice-workspace": workspaceId }),
        ...(input.body !== undefined && { "content-type": "application/json" }),
        ...current(options.headers),
        ...headers,
      },
      ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable(error);
  }
  if (!response.ok) throw await errorIn(response);
  return operation.isStream ? response : jsonOf(response, signal);
}

async function jsonOf(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  if (response.status === 204) return undefined;
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable(error);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(response, error);
  }
}
