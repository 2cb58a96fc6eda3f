import type { Execution, SyncJob } from "@sluice/shared/sync-jobs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { Button } from "../../components/button.tsx";
import { DataTable } from "../../components/data-table/data-table.tsx";
import type { Column } from "../../components/data-table/types.ts";
import { Empty } from "../../components/empty.tsx";
import { Id } from "../../components/id.tsx";
import { Link } from "../../components/link.tsx";
import { Num } from "../../components/num.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Time } from "../../components/time.tsx";
import { useRows } from "../../lib/pages.ts";
import { runsQuery } from "./data.ts";
import { Lasted, RunStatus, toTryAgain } from "./execution-parts.tsx";
import { ExecutionView } from "./execution-view.tsx";
import { RUN_STATUSES } from "./search.ts";

const route = getRouteApi("/app/jobs/$id");
const ANY = "any";
const OPTIONS = [
  { value: ANY, label: "All" },
  { value: "running", label: "Running" },
  { value: "completed", label: "Completed" },
  { value: "blocked", label: "Blocked" },
] as const;
const idOf = ({ id }: Execution) => id;

/** The runs that wrote events, newest first; or one of them. */
export function ExecutionsTab({ job, range }: { job: SyncJob; range: string }) {
  const { run } = route.useSearch();
  return run ? <ExecutionView jobId={job.id} executionId={run} /> : <Executions job={job} range={range} />;
}

function Executions({ job, range }: { job: SyncJob; range: string }) {
  const { ended } = route.useSearch();
  const navigate = route.useNavigate();
  const runs = useInfiniteQuery(runsQuery(job.id, range, ended));
  const columns = useMemo(() => columnsFor(job.id), [job.id]);
  const change = (next: { ended?: string | undefined; range?: string }) =>
    void navigate({
      search: (before) => ({ ...before, ...next }) as never,
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-gutter py-2.5">
        <Segmented
          label="How it ended"
          options={OPTIONS}
          value={ended ?? ANY}
          onChange={(next) => change({ ended: RUN_STATUSES.find((one) => one === next) })}
        />
        <p className="text-12 text-fg-3">Executions that started in the chosen time.</p>
      </div>
      <DataTable
        {...useRows(runs)}
        label="Executions"
        columns={columns}
        rowId={idOf}
        empty={
          <Empty
            title={ended ? "No such execution in this time" : "No executions in this time"}
            action={
              <>
                {ended && <Button onClick={() => change({ ended: undefined })}>Show all</Button>}
                {range !== "30d" && (
                  <Button onClick={() => change({ range: "30d" })}>Show the last 30 days</Button>
                )}
              </>
            }
          >
            An execution takes the events that wait and writes them in batches. The next event starts one.
          </Empty>
        }
      />
    </>
  );
}

const columnsFor = (jobId: string): readonly Column<Execution>[] => [
  {
    id: "status",
    header: "Status",
    width: "120px",
    phone: "glyph",
    cell: ({ status }) => <RunStatus status={status} />,
  },
  {
    id: "run",
    header: "Execution",
    width: "minmax(140px,1fr)",
    phone: "title",
    cell: ({ id, message }) => (
      <Link
        to="/jobs/$id"
        params={{ id: jobId }}
        search={(before: object) => ({ ...before, run: id }) as never}
        resetScroll={false}
        look="row"
      >
        {message ?? <Id id={id} short />}
      </Link>
    ),
  },
  number("steps", "Steps", { low: true }),
  number("batches", "Batches", { low: true }),
  number("claimed", "Taken"),
  number("applied", "Written", { phone: "note" }),
  {
    id: "again",
    header: "To be tried again",
    width: "112px",
    align: "right",
    cell: (run) => <Num value={toTryAgain(run)} />,
  },
  number("failed", "Failed", { tone: "bad" }),
  {
    id: "lasted",
    header: "Lasted",
    width: "88px",
    align: "right",
    cell: (run) => <Lasted run={run} />,
  },
  {
    id: "started",
    header: "Started",
    width: "92px",
    align: "right",
    phone: "meta",
    cell: ({ startedAt }) => <Time at={startedAt} className="text-fg-2" />,
  },
];

interface NumberOptions {
  readonly low?: boolean;
  readonly phone?: "note";
  readonly tone?: "bad";
}

function number(
  id: "steps" | "batches" | "claimed" | "applied" | "failed",
  header: string,
  { low = false, phone, tone }: NumberOptions = {},
): Column<Execution> {
  return {
    id,
    header,
    width: "72px",
    align: "right",
    low,
    ...(phone && { phone }),
    cell: (run) => (
      <>
        <Num value={run[id]} {...(tone && { tone })} />
        {phone && <span className="rail:hidden"> {header.toLowerCase()}</span>}
      </>
    ),
  };
}
