import type { Contract, ErrorCode, Feature, OpDef } from "@sluice/shared/contract";
import type * as z from "zod";
import type { TestApp } from "./app.ts";

type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;
type Part<Name extends string, Value> = [Value] extends [undefined]
  ? { readonly [Key in Name]?: undefined }
  : Record<never, never> extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value };

/** One valid call of an operation, made so that the answer shows as much of its shape as it can. */
export type Example<Op extends OpDef> = Part<"params", Given<Op["params"]>> &
  Part<"query", Given<Op["query"]>> &
  Part<"body", Given<Op["body"]>> & {
    /** Instead of the owner's key. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Of an operation with a route of its own. */
    readonly rawBody?: string;
    /** Where nothing better can be had here: the declared error that is answered. */
    readonly fails?: ErrorCode;
  };

/** One example for each operation of a feature, with whatever it needs already there. */
export type Examples<F extends Feature> = {
  readonly [Name in keyof F]: (app: TestApp) => Promise<Example<F[Name]>>;
};

export type AllExamples<C extends Contract> = { readonly [Name in keyof C]: Examples<C[Name]> };

/** An example as it is at run time. */
export interface AnyExample {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly rawBody?: string;
  readonly fails?: ErrorCode;
}

/** Where the example's call goes. */
export function addressOf(op: OpDef, { params, query }: AnyExample): string {
  const path = op.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params?.[name] ?? ""),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    for (const one of [value].flat()) search.append(name, String(one));
  return search.size > 0 ? `${path}?${search}` : path;
}
