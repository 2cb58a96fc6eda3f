import type { Contract, IsRaw, IsStream, OpDef, OpOutput } from "@sluice/shared/contract";
import type * as z from "zod";

type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/** The client knows its workspace, so a call need not name it. */
type Params<Given> = Given extends { workspaceId: string }
  ? Omit<Given, "workspaceId"> & { workspaceId?: string }
  : Given;

/** A part of the input; optional where nothing in it is required. */
type Part<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : Record<never, never> extends Value
    ? { [Key in Name]?: Value | undefined }
    : { [Key in Name]: Value };

/** What a call of the operation takes. */
export type InputOf<Op extends OpDef> = Part<"params", Params<Given<Op["params"]>>> &
  Part<"query", Given<Op["query"]>> &
  Part<"body", Given<Op["body"]>>;

/** What a call resolves to: the JSON of the answer, or the whole response of a stream. */
export type ResultOf<Op extends OpDef> = IsStream<Op> extends true ? Response : OpOutput<Op>;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** For this call only; beat the client's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

type IsOptional<Value> = Record<never, never> extends Value ? true : false;
export type Args<Op extends OpDef, Rest extends unknown[]> =
  IsOptional<InputOf<Op>> extends true
    ? [input?: InputOf<Op> | undefined, ...Rest]
    : [input: InputOf<Op>, ...Rest];

interface Call<Op extends OpDef> {
  /** Throws SluiceError for every answer that is not a success, and for none at all. */
  (...args: Args<Op, [options?: CallOptions]>): Promise<ResultOf<Op>>;
  /** The address alone, such as for a download link. */
  url(...args: Args<Op, []>): string;
}

type ItemOf<Page> = Page extends { data: (infer Item)[]; nextCursor: string | null } ? Item : never;
interface Each<Op extends OpDef> {
  /** Every item, page after page; asks for the next page only when it is reached. */
  each(...args: Args<Op, [options?: CallOptions]>): AsyncGenerator<ItemOf<ResultOf<Op>>, void>;
}

export type IsPage<Op extends OpDef> = [ItemOf<ResultOf<Op>>] extends [never] ? false : true;
export type Operation<Op extends OpDef> = Call<Op> & (IsPage<Op> extends true ? Each<Op> : unknown);

/** The names of a feature's operations that are served from the contract. */
export type Served<F> = {
  [Name in keyof F]: F[Name] extends OpDef ? (IsRaw<F[Name]> extends true ? never : Name) : never;
}[keyof F];

export type Client<C extends Contract> = {
  readonly [F in keyof C]: {
    readonly [Name in Served<C[F]>]: C[F][Name] extends infer Op extends OpDef ? Operation<Op> : never;
  };
};

/** All that is needed at run time: `GET /api/v1/events/{id}`. */
export type Manifest<C extends Contract> = {
  readonly [F in keyof C]: {
    readonly [Name in Served<C[F]>]: C[F][Name] extends infer Op extends OpDef ? Line<Op> : never;
  };
};
type Line<Op extends OpDef> = `${Op["method"]} ${Op["path"]}${IsStream<Op> extends true ? " stream" : ""}`;
