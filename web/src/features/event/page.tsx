import type { EventDetail } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Suspense } from "react";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Timeline } from "../../components/timeline.tsx";
import { isStatus } from "../../lib/api.ts";
import { duration, shortId } from "../../lib/format.ts";
import { lazy } from "../../lib/lazy.ts";
import { eventQuery } from "../events/queries.ts";
import { listSearch } from "../events/search.ts";
import { Contents } from "./contents.tsx";
import { Details } from "./details.tsx";
import { DocumentBox } from "./document-box.tsx";
import { ErrorCard } from "./error-card.tsx";
import { Heading } from "./heading.tsx";
import { EventNotFound } from "./not-found.tsx";
import { Related } from "./related.tsx";
import { lastedMs, stepsOf } from "./steps.tsx";
import { Trail } from "./trail.tsx";
import { useActions } from "./use-actions.ts";
import { Walk } from "./walk.tsx";

const ReplayDialog = lazy(() =>
  import("./replay-dialog.tsx").then((module) => ({ default: module.ReplayDialog })),
);

const route = getRouteApi("/app/events/$id");

export function EventPage() {
  const { id } = route.useParams();
  const { list } = route.useSearch();
  const event = useQuery(eventQuery(id));
  const isMissing = isStatus(event.error, 404);
  return (
    <>
      <PageHeader
        title={<BarId id={id} />}
        documentTitle={event.data?.type ?? shortId(id)}
        crumbs={[
          <Link key="events" to="/events" search={listSearch(list)} look="plain">
            Events
          </Link>,
        ]}
        actions={!isMissing && <Walk id={id} />}
      />
      {event.isPending && <Skeleton label="Loading the event" />}
      {isMissing && <EventNotFound id={id} error={event.error} />}
      {event.isError && !isMissing && (
        <ErrorPanel title="The event cannot be shown" error={event.error} onRetry={event.refetch} />
      )}
      {event.data && !isMissing && <Detail key={id} event={event.data} />}
    </>
  );
}

/** Without its prefix where the bar is narrow. */
function BarId({ id }: { id: string }) {
  const short = shortId(id);
  const at = short.indexOf("…");
  return (
    <>
      <span className="max-rail:sr-only">{short.slice(0, Math.max(0, at))}</span>
      {short.slice(Math.max(0, at))}
    </>
  );
}

function Detail({ event }: { event: EventDetail }) {
  const actions = useActions(event);
  const lasted = lastedMs(event);
  return (
    <>
      <Heading event={event} actions={actions} />
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] wide:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-6 px-gutter py-4">
          <ErrorCard event={event} actions={actions} />
          {event.mismatch && <Mismatched event={event} />}
          {event.status === "processed" && (
            <section>
              <h2 className="sr-only">Document</h2>
              <DocumentBox event={event} />
            </section>
          )}
          <section className="grid gap-2">
            <h2 className="font-600">
              Timeline
              {lasted !== undefined && (
                <span className="ml-2 text-12 font-400 text-fg-3">{duration(lasted)}</span>
              )}
            </h2>
            <Timeline label="What happened" steps={stepsOf(event)} />
          </section>
          <Contents event={event} id={actions.contentsId} />
        </div>
        <aside
          aria-label="About this event"
          className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-6 border-line px-gutter py-4 max-wide:border-t wide:border-l"
        >
          <Details event={event} />
          <Related event={event} />
          <Trail id={event.id} />
        </aside>
      </div>
      {actions.isEditing && (
        <Suspense>
          <ReplayDialog event={event} onClose={actions.endEdit} onReplayed={actions.open} />
        </Suspense>
      )}
    </>
  );
}

const Mismatched = ({ event }: { event: EventDetail }) => (
  <Notice
    tone="warn"
    title={`This event has a different ${event.mismatch?.map((one) => (one === "livemode" ? "mode" : one)).join(" and ")} than the job's first event`}
  >
    Check which mode and account at the provider send to this job's URL.
  </Notice>
);
