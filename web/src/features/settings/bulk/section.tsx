import type { BulkOperation } from "@sluice/shared/bulk";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import { Empty } from "../../../components/empty.tsx";
import { Outcome } from "../../../components/outcome.tsx";
import { api } from "../../../lib/api.ts";
import { useRows } from "../../../lib/pages.ts";
import { jobListQuery } from "../../jobs/data.ts";
import { useGate } from "../../jobs/gate.tsx";
import { SectionHeader } from "../section-header.tsx";
import { bulkColumns } from "./columns.tsx";

const rowId = ({ id }: BulkOperation) => id;

/** Who retried or replayed many events, which, when, and how far it got. */
export function BulkSection() {
  const client = useQueryClient();
  const gate = useGate("member");
  const jobs = useQuery(jobListQuery()).data?.data;
  const list = useRows<BulkOperation>(
    useInfiniteQuery({ ...api.bulk.list.infiniteOptions(), meta: { live: "bulk" } }),
  );
  const stop = useMutation({
    ...api.bulk.stop.mutationOptions(),
    onSettled: () => client.invalidateQueries({ queryKey: api.bulk.key() }),
  });
  const { mutate } = stop;
  const columns = useMemo(
    () =>
      bulkColumns(
        (jobId) => jobs?.find(({ id }) => id === jobId)?.name ?? "a deleted job",
        gate.allowed ? (id) => mutate({ params: { id } }) : undefined,
      ),
    [jobs, gate.allowed, mutate],
  );
  return (
    <>
      <SectionHeader title="Bulk operations" lead="Retries and replays of many events, kept for 90 days." />
      <div className="px-gutter">
        <Outcome error={stop.error} />
      </div>
      <DataTable
        label="Bulk operations"
        columns={columns}
        rowId={rowId}
        height="tall"
        stickyHead={false}
        {...list}
        empty={
          <Empty title="No bulk operations yet">
            Select events, or all that match a filter, on the Events page to retry or replay them.
          </Empty>
        }
      />
    </>
  );
}
