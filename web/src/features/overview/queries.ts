import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { spanOf } from "../../lib/range.ts";
import type { OverviewRange } from "./search.ts";

const CHARTS_MS = 15_000;

const fromOf = (range: OverviewRange) => spanOf(range, Date.now())?.from;

/** The ledger, what needs somebody, the latest: as often as the server tells of changes, at most once a second. */
export const overviewQuery = (range: OverviewRange) =>
  queryOptions({
    queryKey: [...api.overview.get.queryOptions({}).queryKey, range],
    queryFn: ({ signal }) => api.overview.get({ query: { from: fromOf(range) } }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: CHARTS_MS,
    meta: { live: "*" as const },
  });

export const volumeQuery = (range: OverviewRange) =>
  queryOptions({
    queryKey: [...api.overview.volume.queryOptions({}).queryKey, range],
    queryFn: ({ signal }) => api.overview.volume({ query: { from: fromOf(range) } }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: CHARTS_MS,
  });

export const serverQuery = () => api.overview.server.queryOptions({});
