import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus, Search } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Input } from "../../components/input.tsx";
import { Link } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Select } from "../../components/select.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { statusWord } from "../../components/status.tsx";
import { plural } from "../../lib/format.ts";
import { useSession } from "../../lib/session.ts";
import { connectorsQuery } from "./data.ts";
import { FirstJob } from "./first-job.tsx";
import { targetOf } from "./job-state.tsx";
import { JobTable } from "./job-table.tsx";
import { JOB_STATES } from "./search.ts";
import type { JobRow } from "./state.ts";
import { useJobRows } from "./use-job-rows.ts";

const route = getRouteApi("/app/jobs");
const ANY = "any";
const STATE_OPTIONS = [
  { value: ANY, label: "Any state" },
  ...JOB_STATES.map((state) => ({ value: state, label: statusWord(state) })),
] as const;

export function JobsPage() {
  const { can } = useSession();
  const { jobs, rows } = useJobRows("24h");
  const connectors = useQuery(connectorsQuery());
  const shown = useShown(rows);
  const isEmpty = jobs.data?.data.length === 0;
  return (
    <>
      <PageHeader
        title="Sync jobs"
        live
        actions={
          can("member") ? (
            <Link to="/jobs/new" look="primary">
              <Plus size={14} aria-hidden="true" />
              New sync job
            </Link>
          ) : (
            <Button kind="primary" disabled title="Needs the role member; an admin can grant it">
              <Plus size={14} aria-hidden="true" />
              New sync job
            </Button>
          )
        }
      />
      {jobs.isPending && <Skeleton label="Loading jobs" height="tall" />}
      {jobs.isError && <ErrorPanel title="Jobs cannot be loaded" error={jobs.error} onRetry={jobs.refetch} />}
      {isEmpty && <FirstJob canCreate={can("member")} />}
      {rows.length > 0 && (
        <>
          <Filters rows={rows} />
          {shown.length > 0 ? (
            <JobTable rows={shown} connectors={connectors.data?.data ?? []} />
          ) : (
            <Empty
              title="No job matches"
              action={
                <Link to="/jobs" look="default">
                  Show all {rows.length}
                </Link>
              }
            >
              None of {plural(rows.length, "job")} has this name or collection and this state.
            </Empty>
          )}
          <p className="px-gutter py-3 text-12 text-fg-3">
            Received and failed count the last 24 hours. Quiet means no event for ten times the usual gap.
          </p>
        </>
      )}
    </>
  );
}

function useShown(rows: readonly JobRow[]): readonly JobRow[] {
  const { q = "", state } = route.useSearch();
  const looked = q.toLowerCase();
  return rows.filter(
    (row) =>
      (!state || row.state === state) &&
      (row.job.name.toLowerCase().includes(looked) || targetOf(row.job).toLowerCase().includes(looked)),
  );
}

function Filters({ rows }: { rows: readonly JobRow[] }) {
  const { q = "", state } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: { q?: string | undefined; state?: typeof state | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...next }) as never, replace: true });
  return (
    <search className="flex flex-wrap items-center gap-2 border-b border-line px-gutter py-2.5">
      <div className="relative w-60 max-rail:w-full">
        <Search
          size={14}
          aria-hidden="true"
          className="absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-3"
        />
        <Input
          type="search"
          aria-label="Filter by name or collection"
          placeholder="Filter by name or collection"
          value={q}
          onChange={({ target }) => change({ q: target.value || undefined })}
          className="h-ctl! pl-8!"
        />
      </div>
      <Select
        label="State"
        options={STATE_OPTIONS}
        value={state ?? ANY}
        onChange={(next) => change({ state: next === ANY ? undefined : next })}
        className="h-ctl! w-40!"
      />
      <p role="status" className="ml-auto text-12 text-fg-3">
        {summaryOf(rows)}
      </p>
    </search>
  );
}

/** `6 jobs, 1 quiet, 1 paused` */
function summaryOf(rows: readonly JobRow[]): string {
  const parts = JOB_STATES.filter((state) => state !== "active").map((state) => {
    const found = rows.filter((row) => row.state === state).length;
    return found > 0 ? `${found} ${statusWord(state).toLowerCase()}` : "";
  });
  return [plural(rows.length, "job"), ...parts.filter(Boolean)].join(", ");
}
