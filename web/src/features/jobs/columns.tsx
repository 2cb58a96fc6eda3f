import type { Connector } from "@sluice/shared/connectors";
import type { SyncJobSummary } from "@sluice/shared/sync-jobs";
import type { Column } from "../../components/data-table/types.ts";
import { Link } from "../../components/link.tsx";
import { Duration, Num } from "../../components/num.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { StatusWord } from "../../components/status.tsx";
import { ProviderTile } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { duration, plural } from "../../lib/format.ts";
import { whenOf } from "../schedule/words.ts";
import { targetOf, wordsFor } from "./words.ts";

/** The columns of a list of jobs; figures are of the last 24 hours. */
export const jobColumns = (connectors: readonly Connector[]): readonly Column<SyncJobSummary>[] => [
  {
    id: "job",
    header: "Job",
    width: "minmax(200px,1.5fr)",
    phone: "title",
    sort: "name",
    cell: (row) => (
      <NameCell row={row} connector={connectors.find(({ id }) => id === row.job.source.connector)} />
    ),
  },
  {
    id: "target",
    header: "Writes to",
    width: "minmax(130px,1fr)",
    phone: "sub",
    cell: ({ job }) => <code title={targetOf(job)}>{targetOf(job)}</code>,
  },
  {
    id: "state",
    header: "State",
    width: "136px",
    phone: "glyph",
    cell: (row) => <StateCell row={row} />,
  },
  {
    id: "day",
    header: "Last 24 h",
    width: "96px",
    cell: ({ received, sparkline }) => (
      <Sparkline values={hourly(sparkline)} label={`${plural(received, "event")} in 24 hours`} height={16} />
    ),
  },
  {
    id: "received",
    header: "Received",
    width: "80px",
    align: "right",
    phone: "meta",
    sort: "received",
    cell: ({ received }) => <Num value={received} />,
  },
  {
    id: "failed",
    header: "Failed",
    width: "56px",
    align: "right",
    phone: "note",
    cell: ({ failed }) => (
      <>
        <Num value={failed} tone="bad" />
        <span className="rail:hidden"> failed</span>
      </>
    ),
  },
  {
    id: "in-flight",
    header: "In flight",
    width: "64px",
    align: "right",
    low: true,
    cell: ({ inFlight }) => <Num value={inFlight} />,
  },
  {
    id: "p95",
    header: "p95",
    width: "72px",
    align: "right",
    low: true,
    cell: ({ p95 }) => <Duration ms={p95} />,
  },
  {
    id: "last",
    header: "Last event",
    width: "104px",
    align: "right",
    sort: "lastEvent",
    cell: ({ lastEventAt, state }) =>
      lastEventAt ? (
        <Time at={lastEventAt} format="ago" className={state === "quiet" ? "font-550 text-warn-text" : ""} />
      ) : (
        <span className="text-fg-3">never</span>
      ),
  },
];

function NameCell({ row, connector }: { row: SyncJobSummary; connector: Connector | undefined }) {
  const { job, state, usualGapMs } = row;
  const [nextAt] = job.type === "scheduled" && state === "active" ? (job.schedule?.next ?? []) : [];
  const about =
    state === "quiet" && usualGapMs !== undefined
      ? `usually every ${duration(usualGapMs)}`
      : state === "paused" && job.pausedSince
        ? `paused by ${job.pausedSince.by.name}`
        : job.type === "scheduled" && job.schedule
          ? whenOf(job.schedule)
          : wordsFor(
              job.webhookConfig.events,
              connector?.eventGroups.flatMap((group) => group.types),
            );
  return (
    <div className="flex items-center gap-2">
      <span className="max-rail:hidden">
        <ProviderTile name={job.source.connector} />
      </span>
      <div className="min-w-0">
        <Link to="/jobs/$id" params={{ id: job.id }} look="row" className="block truncate leading-[18px]">
          {job.name}
        </Link>
        <p className="truncate text-12 leading-[18px] text-fg-3 max-rail:hidden">
          {connector?.name ?? job.source.connector}, {about}
          {nextAt && (
            <>
              , next <Time at={nextAt} />
            </>
          )}
        </p>
      </div>
    </div>
  );
}

function StateCell({ row: { job, state } }: { row: SyncJobSummary }) {
  const why =
    state === "blocked"
      ? job.blocked?.reason
      : state === "needsSecret"
        ? "Requests are answered 503 until the signing secret is stored"
        : undefined;
  return (
    <span title={why}>
      <StatusWord status={state} />
      {why && <span className="sr-only">: {why}</span>}
    </span>
  );
}

/** Bars of an hour each: those of half an hour are too fine for a cell. */
function hourly(bars: SyncJobSummary["sparkline"]): number[] {
  const hours: number[] = [];
  for (let index = 0; index < bars.length; index += 2)
    hours.push((bars[index]?.received ?? 0) + (bars[index + 1]?.received ?? 0));
  return hours;
}
