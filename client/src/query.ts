import type { Contract, OpDef, SluiceContract } from "@sluice/shared/contract";
import type { DataTag, InfiniteData, QueryFunction } from "@tanstack/react-query";
import { type ClientOptions, current, type Input } from "./call.ts";
import { build, callable } from "./client.ts";
import type { SluiceError } from "./error.ts";
import { manifest } from "./manifest.ts";
import type { Args, InputOf, IsPage, Operation, ResultOf, Served } from "./types.ts";

/** What a key says; each part may be left out of a filter. */
export interface KeyParts {
  readonly op?: string;
  readonly workspaceId?: string | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly infinite?: true;
}
export type Key = readonly [feature: string, parts: KeyParts];

interface QueryOptions<Op extends OpDef> {
  queryKey: DataTag<Key, ResultOf<Op>, SluiceError>;
  queryFn: QueryFunction<ResultOf<Op>, DataTag<Key, ResultOf<Op>, SluiceError>>;
}

type Cursor = string | undefined;
type Pages<Op extends OpDef> = InfiniteData<ResultOf<Op>, Cursor>;
interface InfiniteOptions<Op extends OpDef> {
  queryKey: DataTag<Key, Pages<Op>, SluiceError>;
  queryFn: QueryFunction<ResultOf<Op>, DataTag<Key, Pages<Op>, SluiceError>, Cursor>;
  initialPageParam: Cursor;
  getNextPageParam: (last: ResultOf<Op>) => Cursor;
}

// `void` lets `mutate()` be called without an argument.
type Variables<Op extends OpDef> =
  // biome-ignore lint/suspicious/noConfusingVoidType: see above.
  Record<never, never> extends InputOf<Op> ? InputOf<Op> | void : InputOf<Op>;
interface MutationOptions<Op extends OpDef> {
  mutationKey: Key;
  mutationFn: (input: Variables<Op>) => Promise<ResultOf<Op>>;
}

interface Reads<Op extends OpDef> {
  /** For useQuery, useSuspenseQuery, `queryClient.query`; spread it to add more. */
  queryOptions(...args: Args<Op, []>): QueryOptions<Op>;
}
interface ReadsPages<Op extends OpDef> {
  /** For useInfiniteQuery: each page asks with the previous one's `nextCursor`. */
  infiniteOptions(...args: Args<Op, []>): InfiniteOptions<Op>;
}
interface Writes<Op extends OpDef> {
  /** For useMutation; its variables are the operation's input. */
  mutationOptions(): MutationOptions<Op>;
}
interface Keyed {
  /** The beginning of every key of this operation, narrowed by what is given: for invalidation. */
  key(filter?: Omit<KeyParts, "op">): Key;
}

type QueryOperation<Op extends OpDef> = Operation<Op> &
  Keyed &
  (Op["method"] extends "GET"
    ? Reads<Op> & (IsPage<Op> extends true ? ReadsPages<Op> : unknown)
    : Writes<Op>);

export type QueryClientOf<C extends Contract> = {
  readonly [F in keyof C]: {
    readonly [Name in Served<C[F]>]: C[F][Name] extends infer Op extends OpDef ? QueryOperation<Op> : never;
  } & {
    /** The beginning of every key of this feature; with `{ params: { jobId } }` all that is about one job. */
    key(filter?: KeyParts): Key;
  };
};
export type SluiceQueries = QueryClientOf<SluiceContract>;

/** The client with TanStack Query options: `useQuery(api.events.get.queryOptions({ params: { id } }))`. */
export function createQueries(options: ClientOptions): SluiceQueries {
  const operations = build((feature, name, operation) => {
    const run = callable(options, operation);
    const keyOf = ({ params, query }: Input): Key => {
      const workspaceId = current(options.workspaceId);
      return [
        feature,
        { op: name, ...(workspaceId && { workspaceId }), ...(params && { params }), ...(query && { query }) },
      ];
    };
    return Object.assign(run, {
      key: (filter: KeyParts = {}): Key => [feature, { ...filter, op: name }],
      queryOptions: (input: Input = {}) => ({
        queryKey: keyOf(input),
        queryFn: ({ signal }: { signal: AbortSignal }) => run(input, { signal }),
      }),
      infiniteOptions: (input: Input = {}) => ({
        queryKey: [feature, { ...keyOf(input)[1], infinite: true }],
        queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: Cursor }) =>
          run({ ...input, query: { ...input.query, cursor: pageParam } }, { signal }),
        initialPageParam: undefined,
        getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
      }),
      mutationOptions: () => ({
        mutationKey: [feature, { op: name }],
        mutationFn: (input: Input | undefined) => run(input),
      }),
    });
  });
  for (const feature of Object.keys(manifest))
    Object.assign((operations as Record<string, object>)[feature] as object, {
      key: (filter: KeyParts = {}): Key => [feature, filter],
    });
  return operations as SluiceQueries;
}
