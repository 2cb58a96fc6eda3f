import type { IncomingHttpHeaders } from "node:http";
import type {
  Feature,
  IsRaw,
  IsStream,
  OpDef,
  OpOutput,
  OpRequest,
  StreamType,
  StreamTypeOf,
} from "@sluice/shared/contract";
import type { Caller, Principal } from "./principal.ts";

/** What a handler knows besides the checked input. */
export interface Call {
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  readonly ip: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Sets a header of the answer. */
  setHeader(name: string, value: string | readonly string[]): void;
}

/** What a streaming operation answers. An error after the first piece cuts the connection. */
export interface Streamed<Type extends string = StreamType> {
  readonly type: Type;
  /** Offers the answer as a download of this name. */
  readonly filename?: string;
  readonly body: AsyncIterable<string | Uint8Array>;
}

export type Handler<Op extends OpDef> = (
  request: OpRequest<Op> & Call & Asking<Op["role"]>,
) => Answer<Op> | Promise<Answer<Op>>;

type Asking<Needed extends OpDef["role"]> = Needed extends "public"
  ? unknown
  : Needed extends "self"
    ? { readonly caller: Caller }
    : { readonly principal: Principal };

type Answer<Op extends OpDef> =
  IsStream<Op> extends true
    ? Streamed<StreamTypeOf<Op>>
    : OpOutput<Op> extends undefined
      ? // biome-ignore lint/suspicious/noConfusingVoidType: a handler without an answer just ends.
        void
      : OpOutput<Op>;

/** One handler for each operation of a feature, except those with a route of their own. */
export type Handlers<F extends Feature> = {
  readonly [Name in keyof F as IsRaw<F[Name]> extends true ? never : Name]: Handler<F[Name]>;
};
