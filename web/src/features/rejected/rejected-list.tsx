import type { RejectedSummary } from "@sluice/shared/rejected";
import { useInfiniteQuery } from "@tanstack/react-query";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { Empty } from "../../components/empty.tsx";
import { useRows } from "../../lib/pages.ts";
import { REJECTED_COLUMNS } from "./columns.tsx";
import { rejectedQuery } from "./queries.ts";

const idOf = ({ id }: RejectedSummary) => id;
const linkOf = ({ id, jobId }: RejectedSummary) => ({
  to: "/rejected" as const,
  search: { job: jobId, peek: id },
});
const HIDDEN = ["job"];

/** A job's requests that never became events; each leads to its diagnosis. */
export function RejectedList({ jobId }: { jobId: string }) {
  const list = useRows<RejectedSummary>(useInfiniteQuery(rejectedQuery({ jobId: [jobId] })));
  return (
    <DataTable
      {...list}
      label="Rejected requests"
      columns={REJECTED_COLUMNS}
      rowId={idOf}
      rowLink={linkOf}
      hidden={HIDDEN}
      empty={
        <Empty title="No rejected requests">
          Requests with a wrong signature, or too large, would be listed with the likely cause.
        </Empty>
      }
    />
  );
}
