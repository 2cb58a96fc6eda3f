import type { SyncRun } from "@sluice/shared/runs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { DataTable } from "../../components/data-table/data-table.tsx";
import type { Column } from "../../components/data-table/types.ts";
import { Empty } from "../../components/empty.tsx";
import { Link } from "../../components/link.tsx";
import { Num } from "../../components/num.tsx";
import { Time } from "../../components/time.tsx";
import { duration } from "../../lib/format.ts";
import { useRows } from "../../lib/pages.ts";
import { longRunsQuery } from "./data.ts";
import { LongRunStatus } from "./run-status.tsx";
import { countsOf, KIND_WORDS } from "./words.ts";

const idOf = ({ id }: SyncRun) => id;

/** What was read from the provider, newest first. */
export function RunsTable({ jobId }: { jobId: string }) {
  const runs = useInfiniteQuery(longRunsQuery(jobId));
  const columns = useMemo(() => columnsFor(jobId), [jobId]);
  return (
    <DataTable
      {...useRows(runs)}
      label="Runs"
      columns={columns}
      rowId={idOf}
      empty={
        <Empty title="Nothing has been read yet">
          A run reads the provider's lists, or what its log says has changed. The first run reads everything.
        </Empty>
      }
    />
  );
}

const columnsFor = (jobId: string): readonly Column<SyncRun>[] => [
  {
    id: "status",
    header: "Status",
    width: "120px",
    phone: "glyph",
    cell: ({ status }) => <LongRunStatus status={status} />,
  },
  {
    id: "kind",
    header: "Run",
    width: "minmax(120px,0.6fr)",
    phone: "title",
    cell: ({ id, kind }) => (
      <Link
        to="/jobs/$id"
        params={{ id: jobId }}
        search={(before: object) => ({ ...before, pull: id }) as never}
        resetScroll={false}
        look="row"
      >
        {KIND_WORDS[kind]}
      </Link>
    ),
  },
  {
    id: "became",
    header: "Result",
    width: "minmax(160px,1.4fr)",
    phone: "sub",
    cell: (run) => {
      const text = run.error ?? run.waiting?.reason ?? countsOf(run);
      return (
        <span title={text} className={run.error ? "text-bad-text" : "text-fg-2"}>
          {text || "—"}
        </span>
      );
    },
  },
  {
    id: "objects",
    header: "Objects",
    width: "80px",
    align: "right",
    phone: "note",
    cell: ({ progress }) => (
      <>
        <Num value={progress.objects} />
        <span className="rail:hidden"> objects</span>
      </>
    ),
  },
  {
    id: "by",
    header: "By",
    width: "120px",
    low: true,
    cell: ({ startedBy }) => <span className="text-fg-2">{startedBy?.name ?? "the schedule"}</span>,
  },
  {
    id: "lasted",
    header: "Lasted",
    width: "80px",
    align: "right",
    cell: ({ startedAt, finishedAt }) => (
      <span className="text-fg-2">
        {finishedAt ? duration(Date.parse(finishedAt) - Date.parse(startedAt)) : "—"}
      </span>
    ),
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
