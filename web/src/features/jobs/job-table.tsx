import type { SyncJobSummary } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { DataTable } from "../../components/data-table/data-table.tsx";
import type { Sort } from "../../components/data-table/types.ts";
import type { ListState } from "../../lib/pages.ts";
import { jobColumns } from "./columns.tsx";
import { connectorsQuery } from "./data.ts";

const idOf = ({ job }: SyncJobSummary) => job.id;

interface Props {
  /** `useRows(useInfiniteQuery(summariesQuery({})))` */
  readonly list: ListState<SyncJobSummary>;
  readonly total?: number | undefined;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly empty?: ReactNode;
}

/** Jobs with their last 24 hours. */
export function JobTable({ list, total, sort, onSort, empty }: Props) {
  const connectors = useQuery(connectorsQuery());
  const columns = useMemo(() => jobColumns(connectors.data?.data ?? []), [connectors.data]);
  return (
    <DataTable
      {...list}
      label="Sync jobs"
      height="tall"
      columns={columns}
      rowId={idOf}
      total={total}
      sort={sort}
      {...(onSort && { onSort })}
      empty={empty}
    />
  );
}
