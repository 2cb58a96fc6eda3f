import type { EventDetail, EventSummary, RelatedEvents } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Id } from "../../components/id.tsx";
import { Link } from "../../components/link.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { StatusGlyph, statusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { relatedQuery } from "./queries.ts";

const SHOWN = 8;

/** What this event repeats, its replays, and others of the same object. */
export function Related({ event }: { event: EventDetail }) {
  const related = useQuery(relatedQuery(event));
  if (related.isPending) return <SkeletonBlock label="Loading related events" className="h-32" />;
  if (related.isError)
    return (
      <section className="grid justify-items-start gap-1" role="alert">
        <p className="text-fg-2">Related events cannot be loaded.</p>
        <Button size="small" onClick={() => void related.refetch()}>
          Try again
        </Button>
      </section>
    );
  return <Lists event={event} related={related.data} />;
}

function Lists({ event, related }: { event: EventDetail; related: RelatedEvents }) {
  const { origin, replays, sameObject, more } = related;
  return (
    <>
      {event.replayOf && (
        <section className="grid gap-1">
          <h2 className="font-600">Replay of</h2>
          {origin ? (
            <List events={[origin]} />
          ) : (
            <p className="text-fg-2">The original was removed by retention.</p>
          )}
        </section>
      )}
      {replays.length > 0 && (
        <section className="grid gap-1">
          <h2 className="font-600">Replays of this event</h2>
          <List events={replays} />
        </section>
      )}
      {event.objectId && sameObject.length > 0 && (
        <section className="grid gap-1">
          <h2 className="font-600">Same key</h2>
          <p className="text-12 text-fg-2">
            Other events for <Id id={event.objectId} short />
          </p>
          <List events={sameObject} />
          {more && (
            <Link to="/events" search={{ key: event.objectId, job: event.jobId }} className="text-12">
              All events for this key
            </Link>
          )}
        </section>
      )}
    </>
  );
}

function List({ events }: { events: readonly EventSummary[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(0, SHOWN);
  return (
    <>
      <ul>
        {shown.map(({ id, type, status, receivedAt, edited, replayOf }) => (
          <li key={id} className="flex min-h-7 items-center gap-2 max-rail:min-h-9">
            <StatusGlyph status={status} label={statusWord(status)} />
            <Link to="/events/$id" params={{ id }} className="min-w-0 truncate">
              {type}
            </Link>
            {replayOf && <span className="text-12 text-fg-3">{edited ? "edited" : "replay"}</span>}
            <Time at={receivedAt} className="ml-auto text-12 text-fg-3" />
          </li>
        ))}
      </ul>
      {shown.length < events.length && (
        <Button size="small" kind="ghost" className="justify-self-start" onClick={() => setAll(true)}>
          Show {events.length - shown.length} more
        </Button>
      )}
    </>
  );
}
