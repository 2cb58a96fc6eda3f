import type { EventDetail } from "@sluice/shared/events";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { NotFound } from "../../app/page-states.tsx";
import { Button } from "../../components/button.tsx";
import { CodeBlock } from "../../components/code-block.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Facts } from "../../components/facts.tsx";
import { Id } from "../../components/id.tsx";
import { JsonViewer } from "../../components/json-viewer.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { Duration } from "../../components/num.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { StatusGlyph, StatusWord } from "../../components/status.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { Time } from "../../components/time.tsx";
import { Timeline } from "../../components/timeline.tsx";
import { isStatus } from "../../lib/api.ts";
import { bytes, plural, shortId } from "../../lib/format.ts";
import { useShortcuts } from "../../lib/keyboard.ts";
import { useSession } from "../../lib/session.ts";
import { eventQuery, eventsQuery, useReplay, useRetryFailed } from "../events/queries.ts";
import { syncJobQuery } from "../jobs/data.ts";
import { explain } from "./explain.ts";
import { ReplayDialog } from "./replay-dialog.tsx";
import { stepsOf } from "./steps.tsx";

const route = getRouteApi("/app/events/$id");
const RELATED = 8;

export function EventPage() {
  const { id } = route.useParams();
  const event = useQuery(eventQuery(id));
  const unknown = isStatus(event.error, 404);
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
  const explanation = explain(event);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-gutter py-3">
        <StatusWord status={event.status} />
        {event.status === "failed" && (
          <span className="text-fg-2">after {plural(event.attempts, "attempt")}</span>
        )}
        <Id id={event.id} copy="event id" />
        <span className="text-fg-2">
          received <Time at={event.receivedAt} format="full" focusable />
        </span>
        <Actions event={event} />
      </div>
      <div className="grid flex-1 wide:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 content-start gap-6 px-gutter py-4">
          {explanation && (
            <Notice
              tone={event.status === "failed" ? "bad" : "warn"}
              title={explanation.title}
              raw={event.error?.message}
              steps={explanation.steps.map((text) => ({ text }))}
            >
              {explanation.context}
            </Notice>
          )}
          {event.mismatch && (
            <Notice
              tone="warn"
              title={`This event is of another ${event.mismatch.join(" and ")} than the job's first`}
            >
              Check that the provider's endpoint of the right mode and account points to this job's URL.
            </Notice>
          )}
          <section className="grid gap-2">
            <h2 className="font-600">Timeline</h2>
            <Timeline label="What happened" steps={stepsOf(event)} />
          </section>
          <Contents event={event} />
        </div>
        <aside className="grid content-start gap-6 border-line px-gutter py-4 max-wide:border-t wide:border-l">
          <Details event={event} />
          {event.objectId && <SameKey event={event} objectId={event.objectId} />}
        </aside>
      </div>
    </>
  );
}

function Contents({ event }: { event: EventDetail }) {
  const { tab } = route.useSearch();
  const navigate = useNavigate();
  const headers = Object.entries(event.request.headers);
  const chosen = tab === "headers" || tab === "raw" ? tab : "body";
  const gone = <p className="p-4 text-fg-2">Retention has removed it; the event itself is kept.</p>;
  return (
    <Tabs
      boxed
      label="What was received"
      value={chosen}
      onChange={(value) =>
        void navigate({ to: ".", search: (search) => ({ ...search, tab: value }), replace: true })
      }
      tabs={[
        { value: "body", label: "Body" },
        { value: "raw", label: "Raw" },
        { value: "headers", label: "Headers", count: headers.length },
      ]}
    >
      {chosen === "body" &&
        (event.body === null ? (
          gone
        ) : (
          <JsonViewer text={event.body} label="Body as received" fileName={`${event.id}.json`} />
        ))}
      {chosen === "raw" &&
        (event.body === null ? (
          gone
        ) : (
          <div className="p-3">
            <CodeBlock
              title="Raw body"
              note={event.bodyEncoding === "base64" ? "Base64, for it is no text" : "exactly as received"}
              text={event.body}
              what="the raw body"
            />
          </div>
        ))}
      {chosen === "headers" && (
        <dl className="grid gap-x-4 p-4 rail:grid-cols-[200px_minmax(0,1fr)]">
          {headers.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="font-mono text-fg-3">{name}</dt>
              <dd className="font-mono break-all">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Tabs>
  );
}

function Details({ event }: { event: EventDetail }) {
  const job = useQuery(syncJobQuery(event.jobId));
  const took = event.settledAt ? Date.parse(event.settledAt) - Date.parse(event.receivedAt) : undefined;
  return (
    <section className="grid gap-1">
      <h2 className="font-600">Details</h2>
      <Facts
        facts={[
          [
            "Job",
            <Link key="job" to="/jobs/$id" params={{ id: event.jobId }}>
              {job.data?.name ?? shortId(event.jobId)}
            </Link>,
          ],
          ["Provider ID", <Id key="provider" id={event.providerEventId} short copy="provider's id" />],
          ["Object", event.objectId && <Id key="object" id={event.objectId} short copy="object's id" />],
          ["Outcome", event.outcome && (event.reason ? `${event.outcome}, ${event.reason}` : event.outcome)],
          ["Attempts", event.attempts],
          ["Took", took !== undefined && <Duration key="took" ms={took} />],
          ["Happened", <Time key="at" at={event.eventAt} focusable />],
          ["Size", bytes(event.request.bytes)],
          [
            "Repeats",
            event.duplicates > 0
              ? `${event.duplicates}${event.conflicting ? ", with other content" : ""}`
              : null,
          ],
          ["Mode", event.livemode === undefined ? null : event.livemode ? "live" : "test"],
          ["Account", event.account ?? null],
          ["Order", event.ambiguous ? "Not known within its second; the same for every arrival" : null],
          [
            "Replay of",
            event.replayOf ? (
              <Link key="origin" to="/events/$id" params={{ id: event.replayOf }}>
                {shortId(event.replayOf)}
              </Link>
            ) : null,
          ],
        ]}
      />
    </section>
  );
}

function SameKey({ event, objectId }: { event: EventDetail; objectId: string }) {
  const related = useInfiniteQuery(eventsQuery({ objectId, jobId: [event.jobId] }));
  const others = related.data?.pages.flatMap((page) => page.data).filter(({ id }) => id !== event.id) ?? [];
  if (others.length === 0) return null;
  return (
    <section className="grid gap-1">
      <h2 className="font-600">Same object</h2>
      <ul>
        {others.slice(0, RELATED).map(({ id, type, status, receivedAt }) => (
          <li key={id} className="flex min-h-8 items-center gap-2">
            <StatusGlyph status={status} label={status} />
            <Link to="/events/$id" params={{ id }} className="min-w-0 flex-1 truncate">
              {type}
            </Link>
            <Time at={receivedAt} className="text-fg-3" />
          </li>
        ))}
      </ul>
      {others.length > RELATED && (
        <Link to="/events" search={{ key: objectId }}>
          All events of this object
        </Link>
      )}
    </section>
  );
}

function Actions({ event }: { event: EventDetail }) {
  const [edits, setEdits] = useState(false);
  const { can } = useSession();
  const navigate = useNavigate();
  const replay = useReplay();
  const retry = useRetryFailed(event.jobId);
  const allowed = can("member");
  const reason = allowed ? undefined : "Members may retry and replay; an admin can change your role.";
  const canReplay = allowed && event.body !== null;
  const open = (id: string) => void navigate({ to: "/events/$id", params: { id } });
  const again = () => replay.mutate({ id: event.id }, { onSuccess: ({ id }) => open(id) });
  useShortcuts({
    r: () => canReplay && !replay.isPending && again(),
    e: () => canReplay && setEdits(true),
  });
  return (
    <div className="ml-auto flex flex-wrap items-center gap-2">
      <Outcome
        error={replay.error ?? retry.error}
        done={retry.isSuccess ? "Given another try." : undefined}
      />
      {event.status === "failed" && (
        <Button
          busy={retry.isPending}
          disabled={!allowed}
          title={reason}
          onClick={() => retry.mutate([event.id])}
        >
          Retry
        </Button>
      )}
      <Button busy={replay.isPending} disabled={!canReplay} title={reason} shortcut="R" onClick={again}>
        Replay
      </Button>
      <Button kind="primary" disabled={!canReplay} title={reason} shortcut="E" onClick={() => setEdits(true)}>
        Edit and replay
      </Button>
      {edits && <ReplayDialog event={event} open onClose={() => setEdits(false)} onReplayed={open} />}
    </div>
  );
}
