import type { EventStatus, EventSummary } from "@sluice/shared/events";
import type { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { Facets } from "../../components/facets.tsx";
import { FailureGroups } from "../../components/failure-groups.tsx";
import { type Filter, FilterBar } from "../../components/filter-bar.tsx";
import { Link } from "../../components/link.tsx";
import { StatusGlyph, statusWord } from "../../components/status.tsx";
import { plural } from "../../lib/format.ts";
import { useRows } from "../../lib/pages.ts";
import { failuresQuery, jobEventsQuery, spanAt } from "./data.ts";
import { JOB_EVENT_COLUMNS } from "./event-columns.tsx";
import { NewsBar } from "./news-bar.tsx";
import { NoEvents } from "./no-events.tsx";
import { RetryFailed } from "./retry-failed.tsx";
import { EVENT_STATUSES, type JobSearch } from "./search.ts";

const route = getRouteApi("/app/jobs/$id");
const ASKED: Record<(typeof EVENT_STATUSES)[number], EventStatus[]> = {
  failed: ["failed"],
  inFlight: ["pending", "waiting", "processing"],
  processed: ["processed"],
  filtered: ["filtered"],
};
const idOf = ({ id }: EventSummary) => id;
const linkOf = ({ id }: EventSummary) => ({ to: "/events/$id" as const, params: { id } });

interface Props {
  readonly job: SyncJob;
  readonly range: string;
  readonly stats: SyncJobStats | undefined;
}

/** The job's events of the range; what failed is grouped by its cause above them. */
export function EventsTab({ job, range, stats }: Props) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { status, failure } = search;
  const change = (next: Partial<Record<keyof JobSearch, string | undefined>>) =>
    void navigate({
      search: (before) => ({ ...before, ...next }) as never,
      replace: true,
      resetScroll: false,
    });
  const span = useMemo(() => spanAt(range), [range]);
  const filter = {
    jobId: [job.id],
    ...span,
    ...(status && { status: ASKED[status] }),
    ...(failure && { failure, status: ASKED.failed }),
  };
  const events = useInfiniteQuery(jobEventsQuery(filter));
  const failures = useQuery(failuresQuery(job.id, range));
  const groups = failures.data?.data ?? [];
  const chosen = groups.find(({ group }) => group === failure);
  const failed = chosen?.count ?? failures.data?.total ?? 0;
  const filters: Filter[] = [
    {
      id: "status",
      label: "Status",
      value: status && statusWord(status),
      onRemove: () => change({ status: undefined, failure: undefined }),
      editor: (close) => (
        <Facets
          placeholder="Find a status"
          facets={EVENT_STATUSES.map((value) => ({
            value,
            label: statusWord(value),
            glyph: <StatusGlyph status={value} />,
            count: countOf(stats, value),
          }))}
          selected={status ? [status] : []}
          onChange={(values) => {
            change({ status: values.find((value) => value !== status), failure: undefined });
            close();
          }}
        />
      ),
    },
    {
      id: "failure",
      label: "Cause",
      value: failure && (chosen?.explanation.title ?? failure),
      onRemove: () => change({ failure: undefined }),
      editor: (close) => (
        <Facets
          placeholder="Find a cause"
          facets={groups.map(({ group, explanation, count }) => ({
            value: group,
            label: explanation.title,
            count,
          }))}
          selected={failure ? [failure] : []}
          onChange={(values) => {
            change({ failure: values.find((value) => value !== failure), status: "failed" });
            close();
          }}
        />
      ),
    },
  ];
  return (
    <>
      <FilterBar
        filters={filters.filter(({ id, value }) => id === "status" || value || groups.length > 0)}
        actions={
          <>
            {failed > 0 && (
              <span className="mr-1 text-12 text-fg-2">
                {plural(failed, "event")} failed
                {!chosen && groups.length > 1 && `, ${groups.length} causes`}
              </span>
            )}
            {failed > 0 && <RetryFailed job={job} range={range} group={chosen} failed={failed} />}
            <Link to="/events" search={{ job: job.id, range } as never} look="default">
              Open in Events
            </Link>
          </>
        }
      />
      {!failure && (!status || status === "failed") && groups.length > 0 && (
        <div className="border-b border-line px-gutter py-2">
          <FailureGroups
            groups={groups}
            onChoose={(group) => change({ failure: group?.group, status: "failed" })}
          />
        </div>
      )}
      {!span.to && <NewsBar jobId={job.id} isFetching={events.isFetching} onShow={events.refetch} />}
      <DataTable
        {...useRows(events)}
        label="Events"
        columns={JOB_EVENT_COLUMNS}
        rowId={idOf}
        rowLink={linkOf}
        empty={<NoEvents job={job} range={range} search={search} onChange={change} />}
      />
    </>
  );
}

function countOf(stats: SyncJobStats | undefined, status: (typeof EVENT_STATUSES)[number]) {
  return status === "inFlight" ? stats?.range.open : stats?.range[status];
}
