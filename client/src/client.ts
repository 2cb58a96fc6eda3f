import type { SluiceContract } from "@sluice/shared/contract";
import { type ClientOptions, call, type Input, type Operation, urlOf } from "./call.ts";
import { manifest } from "./manifest.ts";
import type { CallOptions, Client } from "./types.ts";

export type SluiceClient = Client<SluiceContract>;

export type AnyCall = (input?: Input, options?: CallOptions) => Promise<unknown>;

/** One typed function for each operation: `sluice.events.get({ params: { id } })`. */
export function createClient(options: ClientOptions): SluiceClient {
  return build((_feature, _name, operation) => callable(options, operation)) as SluiceClient;
}

/** An object shaped like the contract, with what `make` gives for each operation. */
export function build(make: (feature: string, name: string, operation: Operation) => unknown): object {
  return mapValues(manifest, (lines, feature) =>
    mapValues(lines, (line, name) => {
      const [method = "", path = "", kind] = line.split(" ");
      return make(feature, name, { method, path, isStream: kind === "stream" });
    }),
  );
}

export function callable(options: ClientOptions, operation: Operation) {
  const run: AnyCall = (input = {}, more = {}) => call(options, operation, input, more);
  return Object.assign(run, {
    url: (input: Input = {}) => urlOf(options, operation, input),
    async *each(input: Input = {}, more: CallOptions = {}): AsyncGenerator<unknown, void> {
      let cursor = input.query?.cursor;
      do {
        const page = (await run({ ...input, query: { ...input.query, cursor } }, more)) as {
          data: unknown[];
          nextCursor: string | null;
        };
        yield* page.data;
        cursor = page.nextCursor;
      } while (cursor !== null);
    },
  });
}

const mapValues = <Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value, key: string) => Result,
): Record<string, Result> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
