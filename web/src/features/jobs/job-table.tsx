import type { Connector } from "@sluice/shared/connectors";
import { Link } from "../../components/link.tsx";
import { Duration, Num } from "../../components/num.tsx";
import { StatusWord } from "../../components/status.tsx";
import { ProviderTile } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { count, duration } from "../../lib/format.ts";
import { targetOf } from "./job-state.tsx";
import { Sparkline } from "./kit/sparkline.tsx";
import { Cell, Table, TableRow } from "./kit/table.tsx";
import { wordsFor } from "./patterns.ts";
import type { JobRow } from "./state.ts";

const LAYOUT = {
  cols: "minmax(200px,1.5fr) minmax(130px,1fr) 132px 96px 72px 56px 64px 64px 92px",
  mid: "minmax(180px,1.4fr) minmax(120px,1fr) 132px 96px 72px 56px 92px",
  heads: [
    ["Job"],
    ["Writes to"],
    ["State"],
    ["Last 24 h"],
    ["Received", "text-right"],
    ["Failed", "text-right"],
    ["In flight", "text-right t-low"],
    ["p95", "text-right t-low"],
    ["Last event", "text-right"],
  ],
  tall: true,
  sticky: true,
} as const;

/** Jobs with their figures of the last 24 hours. */
export function JobTable({
  rows,
  connectors,
}: {
  rows: readonly JobRow[];
  connectors: readonly Connector[];
}) {
  return (
    <Table label="Sync jobs" {...LAYOUT}>
      {rows.map((row) => (
        <Row key={row.job.id} row={row} connectors={connectors} />
      ))}
    </Table>
  );
}

function Row({ row, connectors }: { row: JobRow; connectors: readonly Connector[] }) {
  const { job, figures, state } = row;
  const connector = connectors.find(({ id }) => id === job.source.connector);
  const types = connector?.eventGroups.flatMap((group) => group.types);
  const isQuiet = state === "quiet";
  return (
    <TableRow>
      <Cell phone="title" className="flex items-center gap-2">
        <span className="max-rail:hidden">
          <ProviderTile name={job.source.connector} />
        </span>
        <div className="min-w-0">
          <Link to="/jobs/$id" params={{ id: job.id }} look="row" className="block truncate leading-[18px]">
            {job.name}
          </Link>
          <p className="truncate text-12 text-fg-3 max-rail:hidden">
            {connector?.name ?? job.source.connector},{" "}
            {isQuiet && figures?.usualGapMs !== undefined
              ? `usually every ${duration(figures.usualGapMs)}`
              : wordsFor(job.webhookConfig.events, types)}
          </p>
        </div>
      </Cell>
      <Cell phone="sub" className="truncate">
        <code title={targetOf(job)}>{targetOf(job)}</code>
      </Cell>
      <Cell phone="glyph" title={reasonFor(row)}>
        <StatusWord status={state} />
        {reasonFor(row) && <span className="sr-only">: {reasonFor(row)}</span>}
      </Cell>
      <Cell>
        {figures && (
          <Sparkline
            values={inPairs(figures.bars)}
            label={`${count(figures.received)} events in 24 hours`}
            height={16}
          />
        )}
      </Cell>
      <Cell phone="meta" right>
        <Num value={figures?.received} />
      </Cell>
      <Cell phone="note" right>
        <Num value={figures?.failed} tone="bad" />
        <span aria-hidden="true" className="rail:hidden">
          {" "}
          failed
        </span>
      </Cell>
      <Cell right low>
        <Num value={figures?.inFlight} />
      </Cell>
      <Cell right low>
        <Duration ms={figures?.p95} />
      </Cell>
      <Cell right>
        {figures?.lastEventAt ? (
          <Time at={figures.lastEventAt} format="ago" className={isQuiet ? "font-550 text-warn-text" : ""} />
        ) : (
          <span className="text-fg-3">{figures ? "never" : "—"}</span>
        )}
      </Cell>
    </TableRow>
  );
}

const reasonFor = ({ job, state }: JobRow): string | undefined =>
  state === "blocked"
    ? job.blocked?.reason
    : state === "needsSecret"
      ? "Requests are answered 503 until the signing secret is stored"
      : undefined;

/** Half as many bars, each twice as long a time: 60 are too fine for a cell. */
function inPairs(bars: readonly number[]): number[] {
  const pairs: number[] = [];
  for (let index = 0; index < bars.length; index += 2)
    pairs.push((bars[index] ?? 0) + (bars[index + 1] ?? 0));
  return pairs;
}
