import type { SyncJobSummaries } from "@sluice/shared/sync-jobs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { Button } from "../../components/button.tsx";
import type { Sort } from "../../components/data-table/types.ts";
import { Empty } from "../../components/empty.tsx";
import { Link } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { statusWord } from "../../components/status.tsx";
import { api } from "../../lib/api.ts";
import { plural } from "../../lib/format.ts";
import { useRows } from "../../lib/pages.ts";
import { summariesQuery, useFresh } from "./data.ts";
import { Filters } from "./filters.tsx";
import { FirstJob } from "./first-job.tsx";
import { useGate } from "./gate.tsx";
import { JobTable } from "./job-table.tsx";
import { JOB_SORTS, type JobsSearch } from "./search.ts";

const route = getRouteApi("/app/jobs");

export function JobsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const gate = useGate("member");
  const summaries = useInfiniteQuery(summariesQuery(search));
  useFresh("*", api.syncJobs.summaries.key());
  const rows = useRows(summaries);
  const first = summaries.data?.pages[0];
  const change = (next: JobsSearch) =>
    void navigate({ search: next as never, replace: true, resetScroll: false });
  const isEmpty = first?.total === 0 && !search.q;
  return (
    <>
      <PageHeader
        title="Sync jobs"
        live
        actions={
          gate.allowed ? (
            <Link to="/jobs/new" look="primary">
              <Plus size={14} aria-hidden="true" />
              New sync job
            </Link>
          ) : (
            <Button kind="primary" disabled title={gate.reason} icon={<Plus size={14} aria-hidden="true" />}>
              New sync job
            </Button>
          )
        }
      />
      {isEmpty ? (
        <FirstJob canCreate={gate.allowed} />
      ) : (
        <>
          <Filters search={search} onChange={change} summaries={first} />
          <JobTable
            list={rows}
            total={shownOf(first, search)}
            sort={sortOf(search)}
            onSort={({ by }) => change({ ...search, sort: nextSort(search, by) } as JobsSearch)}
            empty={first && <NoMatch search={search} summaries={first} />}
          />
          <p className="px-gutter py-3 text-12 text-fg-3">
            Received, failed and p95 are of the last 24 hours. Quiet means no event for ten times the usual
            gap.
          </p>
        </>
      )}
    </>
  );
}

const shownOf = (first: SyncJobSummaries | undefined, { state }: JobsSearch) =>
  state ? first?.counts[state] : first?.total;

const sortOf = ({ sort }: JobsSearch): Sort | undefined =>
  sort && { by: sort, direction: sort === "name" ? "ascending" : "descending" };

/** A second press of the same head goes back to what needs somebody first. */
const nextSort = ({ sort }: JobsSearch, by: string) =>
  sort === by ? undefined : JOB_SORTS.find((one) => one === by);

function NoMatch({ search, summaries }: { search: JobsSearch; summaries: SyncJobSummaries }) {
  const { q, state } = search;
  return (
    <Empty
      title="No job matches"
      action={
        <Link to="/jobs" look="default">
          Show all jobs
        </Link>
      }
    >
      {q
        ? `No name, database or event type of a job contains “${q}”`
        : `None of ${plural(summaries.total, "job")} is here`}
      {state ? ` with the state ${statusWord(state).toLowerCase()}.` : "."}
    </Empty>
  );
}
