import type { EventSummary } from "@sluice/shared/events";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Id } from "../../components/id.tsx";
import { Link } from "../../components/link.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { StatusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { count, plural } from "../../lib/format.ts";
import { useSession } from "../../lib/session.ts";
import { ConfirmDialog } from "../jobs/kit/confirm-dialog.tsx";
import { Cell, Table, TableRow } from "../jobs/kit/table.tsx";

const route = getRouteApi("/app/jobs/$id");
const SHOWN = 20;
const STATUSES = [
  { value: "all", label: "All" },
  { value: "failed", label: "Failed" },
  { value: "pending", label: "Pending" },
  { value: "processed", label: "Processed" },
  { value: "filtered", label: "Filtered" },
] as const;
type Shown = (typeof STATUSES)[number]["value"];

const LAYOUT = {
  cols: "108px minmax(140px,1fr) minmax(110px,1fr) minmax(140px,1.6fr) 64px 84px",
  mid: "108px minmax(140px,1fr) minmax(110px,1fr) minmax(120px,1.2fr) 84px",
  heads: [
    ["Status"],
    ["Type"],
    ["Event"],
    ["Object or error"],
    ["Attempts", "text-right t-low"],
    ["Received", "text-right"],
  ],
} as const;

/** The newest events of the job; all of them are on the Events page. */
export function EventsTab({ job, failed }: { job: SyncJob; failed: number }) {
  const { status = "all" } = route.useSearch();
  const chosen = STATUSES.find(({ value }) => value === status)?.value ?? "all";
  const navigate = route.useNavigate();
  const choose = (next: Shown) =>
    void navigate({
      search: (before) => ({ ...before, status: next === "all" ? undefined : next }) as never,
      replace: true,
      resetScroll: false,
    });
  const filter = chosen === "all" ? {} : { status: chosen };
  const events = useQuery({
    ...api.syncJobs.events.queryOptions({ params: { jobId: job.id }, query: { limit: SHOWN, ...filter } }),
    placeholderData: keepPreviousData,
    meta: { live: `job:${job.id}` as const },
  });
  const rows = events.data?.data ?? [];
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-gutter py-2.5">
        <Segmented
          label="Status"
          options={STATUSES}
          value={chosen}
          onChange={choose}
          className="max-w-full overflow-x-auto!"
        />
        <span className="flex-1" />
        {failed > 0 && <RetryFailed job={job} failed={failed} />}
        <Link to="/events" search={{ job: job.id, ...filter } as never} look="default">
          Open in Events
        </Link>
      </div>
      {events.isPending && <Skeleton label="Loading events" />}
      {events.isError && (
        <ErrorPanel title="Events cannot be loaded" error={events.error} onRetry={events.refetch} />
      )}
      {events.data && rows.length === 0 && (
        <Empty title={chosen === "all" ? "No events yet" : `No ${chosen} events`}>
          {chosen === "all" ? (
            "They appear here as they arrive. Send a test event to see one now."
          ) : (
            <button type="button" className="link" onClick={() => choose("all")}>
              Show events of any status
            </button>
          )}
        </Empty>
      )}
      {rows.length > 0 && (
        <Table label="Events" {...LAYOUT}>
          {rows.map((event) => (
            <Row key={event.id} event={event} />
          ))}
        </Table>
      )}
      {events.data?.nextCursor && (
        <p className="px-gutter py-3 text-12 text-fg-3">
          The newest {SHOWN}; the Events page has all of them.
        </p>
      )}
    </>
  );
}

function Row({ event }: { event: EventSummary }) {
  return (
    <TableRow>
      <Cell phone="glyph">
        <StatusWord status={event.status} />
      </Cell>
      <Cell phone="title" className="truncate">
        <Link to="/events/$id" params={{ id: event.id }} look="row">
          {event.type}
        </Link>
      </Cell>
      <Cell>
        <Id id={event.id} short className="text-fg-2" />
      </Cell>
      <Cell phone="sub" className="truncate" title={event.error?.message}>
        {event.error && event.status !== "processed" ? (
          event.error.message
        ) : (
          <code className="text-fg-2">{event.objectId}</code>
        )}
      </Cell>
      <Cell right low>
        {count(event.attempts)}
      </Cell>
      <Cell phone="meta" className="text-fg-2" right>
        <Time at={event.receivedAt} />
      </Cell>
    </TableRow>
  );
}

function RetryFailed({ job, failed }: { job: SyncJob; failed: number }) {
  const { can } = useSession();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const retry = useMutation({
    mutationFn: () => api.syncJobs.retryFailed({ params: { jobId: job.id }, body: {} }),
    onSuccess: () => setAsking(false),
    onSettled: () => client.invalidateQueries({ queryKey: api.syncJobs.key({ params: { jobId: job.id } }) }),
  });
  return (
    <>
      <Outcome error={null} done={retry.data && `${count(retry.data.retried)} given another try.`} />
      <Button
        icon={<RotateCcw size={14} />}
        disabled={!can("member")}
        title={can("member") ? undefined : "Needs the role member; an admin can grant it"}
        onClick={() => setAsking(true)}
      >
        Retry {count(failed)}…
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Retry ${plural(failed, "failed event")}?`}
        action={`Retry ${count(failed)}`}
        busy={retry.isPending}
        error={retry.error}
        onConfirm={() => retry.mutate()}
      >
        All failed events of {job.name}, of any age, get a fresh set of attempts. Those whose cause still
        stands fail again.
      </ConfirmDialog>
    </>
  );
}
