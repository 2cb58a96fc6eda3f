import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { FilterBar } from "../../components/filter-bar.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { PeekLayout } from "../../components/peek.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { BELOW_WIDE, useMedia } from "../../lib/media.ts";
import { useSelection } from "../../lib/selection.ts";
import { ExportMenu } from "../bulk/export-menu.tsx";
import { jobListQuery } from "../jobs/data.ts";
import { type Asked, BulkActions } from "./bulk-actions.tsx";
import { CausesOfFailure } from "./causes-of-failure.tsx";
import { ColumnsButton } from "./columns-button.tsx";
import { EmptyMatch, NoEvents } from "./empty-match.tsx";
import { EventTable } from "./event-table.tsx";
import { LiveButton } from "./live-button.tsx";
import { MatchHistogram } from "./match-histogram.tsx";
import { NewEvents } from "./new-events.tsx";
import { PeekEvent } from "./peek-event.tsx";
import { facetsQuery, failuresQuery } from "./queries.ts";
import { type EventsSearch, listFrom, NO_FILTERS } from "./search.ts";
import { SearchedTo } from "./searched-to.tsx";
import { useEventRows } from "./use-event-rows.ts";
import { useFilter } from "./use-filter.ts";
import { type Change, statusesOf, useFilters } from "./use-filters.tsx";
import { usePageKeys } from "./use-page-keys.ts";
import { useTail } from "./use-tail.ts";
import { ViewsButton } from "./views-button.tsx";
import { visibleRows } from "./visible-rows.ts";

const route = getRouteApi("/app/events");

export function EventsPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const selection = useSelection();
  const [asked, setAsked] = useState<Asked>();
  const open = useCallback(
    (next: EventsSearch, resetScroll = true) =>
      void navigate({ to: "/events", search: next, replace: true, resetScroll }),
    [navigate],
  );
  const change: Change = (changes) => {
    const isOther = Object.keys(changes).some((key) => key in NO_FILTERS || key === "sort");
    if (isOther) selection.clear();
    open({ ...search, ...changes } as EventsSearch, isOther);
  };
  const filter = useFilter(search);
  const jobs = useQuery(jobListQuery()).data?.data;
  const jobName = useMemo(() => {
    const names = new Map(jobs?.map(({ id, name }) => [id, name]));
    return (id: string) => names.get(id) ?? id;
  }, [jobs]);
  const filters = useFilters(search, filter, jobs ?? [], change);
  const facets = useQuery(facetsQuery(filter)).data;

  const sort = search.sort ?? "newest";
  const list = useEventRows(filter, sort);
  const wide = !useMedia(BELOW_WIDE);
  const peek = wide ? search.peek : undefined;
  const tail = useTail({
    filter,
    enabled: sort === "newest" && !filter.to,
    isLive: search.live ?? false,
    isReading: () =>
      window.scrollY > 0 || selection.count > 0 || peek !== undefined || visibleRows.hasFocus(),
    visible: () => visibleRows.of(list.rows),
  });
  const toggleLive = () => change({ live: search.live ? undefined : true });
  const step = (by: number) => {
    const at = list.rows.findIndex(({ id }) => id === peek);
    const row = at < 0 ? undefined : list.rows[at + by];
    return row && (() => change({ peek: row.id }));
  };
  usePageKeys({
    search,
    selection,
    change,
    onLive: toggleLive,
    onReplay: () => setAsked({ kind: "replay" }),
  });

  const showsFailures = statusesOf(search).includes("failed");
  const waitsForFailures = useQuery({ ...failuresQuery(filter), enabled: showsFailures }).isPending;
  const isNarrowed = filters.some(({ value }) => value !== undefined);
  return (
    <>
      <PageHeader
        title="Events"
        actions={<LiveButton isLive={search.live ?? false} tail={tail} onToggle={toggleLive} />}
      />
      <PeekLayout
        pane={
          peek && (
            <PeekEvent
              id={peek}
              row={list.rows.find(({ id }) => id === peek)}
              jobName={jobName}
              from={listFrom(search)}
              onClose={() => change({ peek: undefined })}
              onPrevious={step(-1)}
              onNext={step(1)}
            />
          )
        }
      >
        <FilterBar
          filters={filters}
          actions={
            <>
              <ViewsButton search={search} onOpen={open} />
              <ColumnsButton search={search} change={change} />
              <ExportMenu filter={filter} sort={sort} />
            </>
          }
        />
        <MatchHistogram filter={filter} range={search.range} onRange={(range) => change({ range })} />
        {showsFailures && waitsForFailures ? (
          <Skeleton label="Loading the causes" />
        ) : (
          <>
            {showsFailures && (
              <CausesOfFailure
                filter={filter}
                jobName={jobName}
                chosen={search.failure}
                onChoose={(group) => change({ failure: group?.group, job: group ? group.jobId : search.job })}
                onRetry={(group) => setAsked({ kind: "retry", group })}
              />
            )}
            <NewEvents tail={tail} isLive={search.live ?? false} onStop={toggleLive} />
            <EventTable
              list={list}
              total={facets?.estimated ? undefined : facets?.total}
              search={search}
              peek={peek}
              wide={wide}
              jobName={jobName}
              selection={selection}
              change={change}
              empty={
                list.searchedTo ? null : isNarrowed ? (
                  <EmptyMatch
                    filters={filters}
                    filter={filter}
                    search={search}
                    onWiden={() => change({ range: undefined })}
                    onRemoveAll={() => change(NO_FILTERS)}
                  />
                ) : (
                  <NoEvents />
                )
              }
            />
            {list.searchedTo && (
              <SearchedTo
                at={list.searchedTo}
                sort={sort}
                found={list.rows.length > 0}
                busy={list.isSearching}
                onGoOn={list.goOn}
              />
            )}
          </>
        )}
        <BulkActions
          selection={selection}
          rows={list.rows}
          filter={filter}
          facets={facets}
          asked={asked}
          onAsk={setAsked}
        />
      </PeekLayout>
    </>
  );
}
