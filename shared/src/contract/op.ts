import type * as z from "zod";
import type { ErrorCode } from "./errors.ts";

/** From the least to the most; each may do what those before it may. */
export const ROLES = ["viewer", "member", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

export type StreamType =
  | "application/x-ndjson"
  | "application/json"
  | "text/csv"
  | "application/octet-stream";

/** A query is strict: an unknown key is an error, never an unfiltered list. */
export type QuerySchema = z.ZodObject<z.core.$ZodLooseShape, z.core.$strict>;

/** One operation. Routes, validation, documentation and client are all made from it. */
export interface OpDef {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{param}` for each key of `params`. `{workspaceId}` must be the caller's workspace, else 404. */
  readonly path: `/api/${string}`;
  readonly operationId: string;
  /** The least role that may call it; `self`: whoever is known, for what is theirs; `public`: not authenticated. */
  readonly role: Role | "self" | "public";
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: QuerySchema;
  readonly body?: z.ZodType;
  /** JSON-plain, no transforms. Absent: 204 without a body. */
  readonly output?: z.ZodType | { readonly stream: StreamType | readonly StreamType[] };
  /** Of success: 200 with an output, 204 without, unless said here. */
  readonly status?: number;
  /** Codes beyond those that the declaration implies (invalid_input, unauthenticated, forbidden, …). */
  readonly errors?: readonly ErrorCode[];
  /** Documented here, served by a route of its own; what the body may be. */
  readonly raw?: { readonly body: string; readonly alsoAnswers?: Readonly<Record<number, string>> };
}

export type Feature = Readonly<Record<string, OpDef>>;
export type Contract = Readonly<Record<string, Feature>>;

/** Declares one operation and keeps its exact types. */
export const op = <const Op extends OpDef>(definition: Op): Op => definition;

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What a handler is given. */
export interface OpRequest<Op extends OpDef> {
  readonly params: Parsed<Op["params"]>;
  readonly query: Parsed<Op["query"]>;
  readonly body: Parsed<Op["body"]>;
}

/** What the JSON of the answer is; undefined where there is none. */
export type OpOutput<Op extends OpDef> = Op extends { output: infer Output extends z.ZodType }
  ? z.output<Output>
  : undefined;

export type IsStream<Op extends OpDef> = Op extends { output: { stream: unknown } } ? true : false;
export type StreamTypeOf<Op extends OpDef> = Op extends {
  output: { stream: infer Type extends StreamType | readonly StreamType[] };
}
  ? Type extends readonly (infer One extends StreamType)[]
    ? One
    : Type & StreamType
  : never;
export type IsRaw<Op extends OpDef> = Op extends { raw: object } ? true : false;

export const isStream = (output: OpDef["output"]): output is { stream: StreamType | readonly StreamType[] } =>
  output !== undefined && "stream" in output && !("_zod" in output);

/** 200 with an output, 204 without. */
export const statusOf = (definition: OpDef): number =>
  definition.status ?? (definition.output === undefined ? 204 : 200);

/** The names in a path: `["workspaceId", "jobId"]`. */
export const paramNames = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
