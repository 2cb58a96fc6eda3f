import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Ago } from "../../components/ago.tsx";
import { Link } from "../../components/link.tsx";
import { EmptyState, ErrorPanel, Skeleton } from "../../components/states.tsx";
import { go, href } from "../../lib/address.ts";
import { EventState, Why, WORDS } from "./event-state.tsx";
import { eventsQuery, SHOWN_EVENTS } from "./queries.ts";

export function EventList({ job, status }: { job: SyncJob; status: string | undefined }) {
  const filterId = useId();
  const events = useQuery(eventsQuery(job.id, status));
  return (
    <section aria-label="Events">
      <div className="list-head">
        <label htmlFor={filterId}>Status</label>
        <select
          id={filterId}
          className="inp"
          value={status ?? ""}
          onChange={({ target }) => go(href({ job: job.id, status: target.value || undefined }))}
        >
          <option value="">All</option>
          {Object.entries(WORDS).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
        {events.data?.nextCursor && <span className="t3">the latest {SHOWN_EVENTS}</span>}
      </div>
      {events.isError && (
        <ErrorPanel title="Events cannot be loaded" error={events.error} onRetry={events.refetch} />
      )}
      {events.isPending && <Skeleton rows={8} label="Loading events" />}
      {events.data?.data.length === 0 && <NoEvents job={job} status={status} />}
      <ul className="rows">
        {events.data?.data.map((event) => (
          <li key={event.id}>
            <Link className="row" href={href({ job: job.id, status, event: event.id })}>
              <EventState status={event.status} />
              <span className="trunc strong">{event.type}</span>
              <code className="trunc t2">{event.objectId ?? "no object"}</code>
              <span className={`trunc why ${event.status === "failed" ? "bad" : "t2"}`}>
                <Why event={event} />
              </span>
              <span className="t3 when">
                <Ago at={event.receivedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoEvents({ job, status }: { job: SyncJob; status: string | undefined }) {
  if (status)
    return (
      <EmptyState title="No events with this status">
        <Link className="link" href={href({ job: job.id })}>
          Show all events
        </Link>
      </EmptyState>
    );
  return (
    <EmptyState title="No events yet">
      <p className="t2">
        {job.secrets.length === 0
          ? "Save the signing secret first. What Stripe sends before is turned away, and sent again by Stripe later."
          : "They appear here as they arrive. Send a test event to see one."}
      </p>
    </EmptyState>
  );
}
