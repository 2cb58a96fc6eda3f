import type { EventSummary } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { StatusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { eventsQuery } from "./queries.ts";

/** The newest events; of one job, or of all. */
export function EventList({ jobId, status }: { jobId: string | undefined; status: string | undefined }) {
  const events = useQuery(eventsQuery(jobId, status));
  if (events.isPending) return <Skeleton label="Loading events" />;
  return (
    <>
      {events.isError && (
        <ErrorPanel title="Events cannot be loaded" error={events.error} onRetry={events.refetch} />
      )}
      {events.data?.data.length === 0 && (
        <Empty title={status ? "No events with this status" : "No events yet"}>
          They appear here as they arrive.
        </Empty>
      )}
      <ul aria-label="Events">
        {events.data?.data.map((event) => (
          <Row key={event.id} event={event} />
        ))}
      </ul>
    </>
  );
}

function Row({ event }: { event: EventSummary }) {
  return (
    <li className="relative flex h-row items-center gap-4 border-b border-line px-gutter hover:bg-surface-2">
      <span className="w-28 shrink-0">
        <StatusWord status={event.status} />
      </span>
      <Link to="/events/$id" params={{ id: event.id }} look="row" className="min-w-0 flex-1 truncate">
        {event.type}
      </Link>
      <code className="truncate text-fg-2 max-rail:hidden">{event.objectId}</code>
      <span className="text-right">
        <Time at={event.receivedAt} />
      </span>
    </li>
  );
}
