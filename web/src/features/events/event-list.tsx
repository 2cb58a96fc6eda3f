import type { EventStatus, EventSummary } from "@sluice/shared/events";
import { useInfiniteQuery } from "@tanstack/react-query";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { Empty } from "../../components/empty.tsx";
import { useRows } from "../../lib/pages.ts";
import { EVENT_COLUMNS } from "./columns.tsx";
import { eventsQuery } from "./queries.ts";

const idOf = ({ id }: EventSummary) => id;
const linkOf = ({ id }: EventSummary) => ({ to: "/events/$id" as const, params: { id } });

/** The newest events; of one job, or of all. */
export function EventList({ jobId, status }: { jobId: string | undefined; status: EventStatus | undefined }) {
  const events = useInfiniteQuery(eventsQuery(jobId, status));
  const rows = useRows(events);
  return (
    <DataTable
      {...rows}
      label="Events"
      columns={EVENT_COLUMNS}
      rowId={idOf}
      rowLink={linkOf}
      empty={
        <Empty title={status ? "No events with this status" : "No events yet"}>
          They appear here as they arrive.
        </Empty>
      }
    />
  );
}
