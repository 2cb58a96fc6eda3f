import { InfiniteQueryObserver, MutationObserver, QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { createQueries } from "./query.ts";

function page(workspaceId = "default") {
  const asked: string[] = [];
  const api = createQueries({
    baseUrl: "http://sluice.test",
    workspaceId,
    fetch: async (input) => {
      const { pathname, searchParams } = new URL(String(input));
      asked.push(pathname + (searchParams.get("cursor") ?? ""));
      return Response.json({ data: [asked.length], nextCursor: searchParams.has("cursor") ? null : "c" });
    },
  });
  return { api, asked, client: new QueryClient({ defaultOptions: { queries: { retry: false } } }) };
}

test("a query is cached by what it asks; pages one by one are another entry than the list", async () => {
  const { api, asked, client } = page();
  const list = api.events.list.queryOptions({ query: { status: "failed" } });
  await client.query({ ...list, staleTime: 60_000 });
  await client.query({ ...api.events.list.queryOptions({ query: { status: "failed" } }), staleTime: 60_000 });
  expect(asked).toHaveLength(1);
  const pages = new InfiniteQueryObserver(
    client,
    api.events.list.infiniteOptions({ query: { status: "failed" } }),
  );
  await pages.refetch();
  const both = await pages.fetchNextPage();
  expect([both.data?.pages.map(({ data }) => data), both.hasNextPage]).toEqual([[[2], [3]], false]);
  expect(asked).toEqual(["/api/v1/events", "/api/v1/events", "/api/v1/eventsc"]);
  expect(client.getQueryData(list.queryKey)?.nextCursor).toBe("c");
});

test("keys match by feature, by operation, and by what an operation is about", async () => {
  const { api, client } = page();
  await client.query(api.syncJobs.get.queryOptions({ params: { jobId: "a" } }));
  await client.query(api.syncJobs.stats.queryOptions({ params: { jobId: "a" }, query: {} }));
  await client.query(api.syncJobs.get.queryOptions({ params: { jobId: "b" } }));
  await client.query(api.events.list.queryOptions());
  const found = (queryKey: readonly unknown[]) => client.getQueryCache().findAll({ queryKey }).length;
  expect([
    found(api.syncJobs.key()),
    found(api.syncJobs.key({ params: { jobId: "a" } })),
    found(api.syncJobs.get.key()),
    found(api.syncJobs.get.key({ params: { jobId: "b" } })),
    found(api.events.key()),
  ]).toEqual([3, 2, 2, 1, 1]);
});

test("two workspaces never share an entry", () => {
  const [one, two] = [page("ws_one").api, page("ws_two").api];
  expect(one.events.list.queryOptions().queryKey).not.toEqual(two.events.list.queryOptions().queryKey);
});

test("a mutation takes the operation's input", async () => {
  const { api, asked, client } = page();
  const retry = new MutationObserver(client, api.syncJobs.retryFailed.mutationOptions());
  await retry.mutate({ params: { jobId: "a" }, body: { eventIds: ["evt_1"] } });
  expect(asked).toEqual(["/api/workspaces/default/sync-jobs/a/webhook/retry-failed"]);
});
