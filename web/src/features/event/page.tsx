import type { EventDetail } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { NotFound } from "../../app/page-states.tsx";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Id } from "../../components/id.tsx";
import { Link } from "../../components/link.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { StatusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { ApiError } from "../../lib/api.ts";
import { shortId } from "../../lib/format.ts";
import { eventQuery, useReplay, useRetryFailed } from "../events/queries.ts";

const route = getRouteApi("/app/events/$id");

export function EventPage() {
  const { id } = route.useParams();
  const event = useQuery(eventQuery(id));
  const unknown = event.error instanceof ApiError && event.error.status === 404;
  return (
    <>
      <PageHeader
        title={event.data?.type ?? shortId(id)}
        crumbs={[
          <Link key="events" to="/events" look="plain">
            Events
          </Link>,
        ]}
      />
      {event.isPending && <Skeleton label="Loading the event" />}
      {unknown && <NotFound what="event">It is unknown here, or retention has removed it.</NotFound>}
      {event.isError && !unknown && (
        <ErrorPanel title="The event cannot be shown" error={event.error} onRetry={event.refetch} />
      )}
      {event.data && <Detail key={id} event={event.data} />}
    </>
  );
}

function Detail({ event }: { event: EventDetail }) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-gutter py-3">
        <StatusWord status={event.status} />
        <Id id={event.id} copy="event id" />
        <Time at={event.receivedAt} format="full" focusable className="text-fg-2" />
        <Actions event={event} />
      </div>
      {event.error && (
        <ErrorPanel title={event.error.message} error={null} action={<code>{event.error.code}</code>} />
      )}
      <section className="grid gap-2 border-b border-line px-gutter py-3">
        <h2 className="font-600">Log</h2>
        <ol>
          {event.log.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added at the end.
            <li key={index} className="flex gap-3">
              <Time at={entry.at} className="text-fg-3" />
              <span>
                <span className="font-500">{entry.action}</span> {entry.message}
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section className="grid min-w-0 gap-2 border-b border-line px-gutter py-3">
        <h2 className="font-600">Body</h2>
        {event.body === null ? (
          <p className="text-fg-2">Retention has removed it.</p>
        ) : (
          <pre className="break-all whitespace-pre-wrap">{event.body}</pre>
        )}
      </section>
      <section className="grid gap-2 px-gutter py-3">
        <h2 className="font-600">Headers</h2>
        <dl className="grid gap-x-3 rail:grid-cols-[200px_minmax(0,1fr)]">
          {Object.entries(event.request.headers).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="font-mono text-fg-3">{name}</dt>
              <dd className="font-mono break-all">{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function Actions({ event }: { event: EventDetail }) {
  const replay = useReplay();
  const retry = useRetryFailed(event.jobId);
  return (
    <div className="ml-auto flex items-center gap-2">
      <Outcome
        error={replay.error ?? retry.error}
        done={retry.isSuccess ? "Given another try." : undefined}
      />
      {replay.data && (
        <Link to="/events/$id" params={{ id: replay.data.id }}>
          Open the replay
        </Link>
      )}
      {event.status === "failed" && (
        <Button busy={retry.isPending} onClick={() => retry.mutate([event.id])}>
          Retry
        </Button>
      )}
      <Button
        kind="primary"
        busy={replay.isPending}
        disabled={event.body === null}
        onClick={() => replay.mutate(event.id)}
      >
        Replay
      </Button>
    </div>
  );
}
