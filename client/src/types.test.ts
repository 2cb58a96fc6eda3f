import type { EventDetail } from "@sluice/shared/events";
import { QueryClient } from "@tanstack/react-query";
import { expectTypeOf, test } from "vitest";
import { createClient } from "./index.ts";
import { createQueries } from "./query.ts";

// Checked by the compiler; nothing here is called.

test("calls know their input and what they answer", () => {
  const sluice = createClient({ baseUrl: "" });
  expectTypeOf(sluice.events.get).returns.resolves.toEqualTypeOf<EventDetail>();
  expectTypeOf(sluice.syncJobs.remove).returns.resolves.toEqualTypeOf<undefined>();
  expectTypeOf(sluice.events.list.each).returns.toExtend<AsyncGenerator<{ id: string }>>();
  () => [
    sluice.syncJobs.list(),
    sluice.syncJobs.get({ params: { jobId: "a" } }),
    sluice.syncJobs.create({
      body: { name: "a", source: { connector: "stripe" }, destination: { database: "d" } },
    }),
    // @ts-expect-error the id is missing
    sluice.events.get(),
    // @ts-expect-error the id is missing
    sluice.events.get({ params: {} }),
    // @ts-expect-error there is no such status
    sluice.events.list({ query: { status: "lost" } }),
    // @ts-expect-error there is no such part of the query
    sluice.events.list({ query: { stat: "failed" } }),
    // @ts-expect-error the name is missing
    sluice.syncJobs.create({ body: { source: { connector: "stripe" }, destination: { database: "d" } } }),
    // @ts-expect-error one event is not a list
    sluice.events.get.each({ params: { id: "a" } }),
    // @ts-expect-error the receiving route is not a call
    sluice.events.receive,
    // @ts-expect-error the plain client knows no queries
    sluice.events.get.queryOptions,
  ];
});

test("query options carry what they answer", () => {
  const api = createQueries({ baseUrl: "" });
  const client = new QueryClient();
  const { queryKey, queryFn } = api.events.get.queryOptions({ params: { id: "a" } });
  expectTypeOf(client.getQueryData(queryKey)).toEqualTypeOf<EventDetail | undefined>();
  expectTypeOf(queryFn).returns.toEqualTypeOf<EventDetail | Promise<EventDetail>>();
  () => [
    api.events.list.infiniteOptions().getNextPageParam,
    // @ts-expect-error one event has no pages
    api.events.get.infiniteOptions,
    // @ts-expect-error a replay changes something
    api.events.replay.queryOptions,
    // @ts-expect-error a list changes nothing
    api.events.list.mutationOptions,
  ];
});
