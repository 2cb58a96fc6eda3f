import type { EventFilterInput, EventSort, EventStatus, EventSummary } from "@sluice/shared/events";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { Empty } from "../../components/empty.tsx";
import { shortId } from "../../lib/format.ts";
import { useRows } from "../../lib/pages.ts";
import type { Selection } from "../../lib/selection.ts";
import { EVENT_COLUMNS } from "./columns.tsx";
import { NewEvents } from "./new-events.tsx";
import { eventsQuery } from "./queries.ts";

const idOf = ({ id }: EventSummary) => id;
const linkOf = ({ id }: EventSummary) => ({ to: "/events/$id" as const, params: { id } });
const nameOf = ({ id, type }: EventSummary) => `${type}, ${shortId(id)}`;

interface Props {
  readonly jobId?: string | undefined;
  readonly status?: EventStatus | undefined;
  /** What else to ask for. */
  readonly filter?: EventFilterInput;
  readonly sort?: EventSort;
  readonly selection?: Selection;
  readonly empty?: ReactNode;
  /** New rows come in by themselves instead of waiting behind a bar. */
  readonly follow?: boolean;
}

/** Events, newest first unless said otherwise; of one job, or of all. */
export function EventList({
  jobId,
  status,
  filter,
  sort = "newest",
  selection,
  empty,
  follow = false,
}: Props) {
  const asked = { ...(jobId && { jobId: [jobId] }), ...(status && { status: [status] }), ...filter };
  const events = useInfiniteQuery(eventsQuery(asked, sort));
  const rows = useRows(events);
  return (
    <>
      {sort === "newest" && !asked.to && (
        <NewEvents
          topic={jobId ? `job:${jobId}` : "*"}
          busy={(selection?.count ?? 0) > 0}
          follow={follow}
          isFetching={events.isFetching}
          onShow={events.refetch}
        />
      )}
      <DataTable
        {...rows}
        label="Events"
        columns={EVENT_COLUMNS}
        rowId={idOf}
        rowLink={linkOf}
        rowName={nameOf}
        {...(selection && { selection })}
        empty={
          empty ?? (
            <Empty title={status ? "No events with this status" : "No events yet"}>
              They appear here as they arrive.
            </Empty>
          )
        }
      />
    </>
  );
}
