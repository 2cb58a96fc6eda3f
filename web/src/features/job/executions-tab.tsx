import type { Execution } from "@sluice/shared/sync-jobs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Id } from "../../components/id.tsx";
import { Duration, Num } from "../../components/num.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { type Status, StatusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { Cell, Table, TableRow } from "../jobs/kit/table.tsx";

const STATES: Record<Execution["status"], readonly [Status, string]> = {
  running: ["processing", "Running"],
  completed: ["processed", "Completed"],
  blocked: ["blocked", "Blocked"],
};
const LAYOUT = {
  cols: "120px minmax(130px,1fr) 72px 72px 72px 72px 96px 96px",
  mid: "120px minmax(130px,1fr) 72px 72px 72px 96px",
  heads: [
    ["State"],
    ["Execution"],
    ["Batches", "text-right t-low"],
    ["Taken", "text-right"],
    ["Written", "text-right"],
    ["Failed", "text-right"],
    ["Lasted", "text-right t-low"],
    ["Started", "text-right"],
  ],
} as const;

/** The runs that wrote events, newest first. */
export function ExecutionsTab({ jobId }: { jobId: string }) {
  const runs = useInfiniteQuery({
    ...api.syncJobs.executions.infiniteOptions({ params: { jobId }, query: { limit: 25 } }),
    meta: { live: `job:${jobId}` as const },
  });
  const rows = runs.data?.pages.flatMap((page) => page.data) ?? [];
  if (runs.isPending) return <Skeleton label="Loading executions" />;
  return (
    <>
      {runs.isError && (
        <ErrorPanel title="Executions cannot be loaded" error={runs.error} onRetry={runs.refetch} />
      )}
      {rows.length === 0 && !runs.isError && (
        <Empty title="No executions yet">
          An execution takes the events that wait and writes them in batches. The first event starts one.
        </Empty>
      )}
      {rows.length > 0 && (
        <Table label="Executions" {...LAYOUT}>
          {rows.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </Table>
      )}
      {runs.hasNextPage && (
        <div className="px-gutter py-3">
          <Button busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </>
  );
}

function Row({ run }: { run: Execution }) {
  const [status, word] = STATES[run.status];
  return (
    <TableRow title={run.message}>
      <Cell phone="glyph">
        <StatusWord status={status} word={word} />
      </Cell>
      <Cell phone="title" className="truncate">
        {run.message ?? <Id id={run.id} short />}
      </Cell>
      <Cell right low>
        <Num value={run.steps} />
      </Cell>
      <Cell right>
        <Num value={run.claimed} />
      </Cell>
      <Cell phone="note" right>
        <Num value={run.applied} />
        <span className="rail:hidden"> written</span>
      </Cell>
      <Cell right>
        <Num value={run.failed} tone="bad" />
      </Cell>
      <Cell right low>
        <Duration ms={Date.parse(run.updatedAt) - Date.parse(run.startedAt)} />
      </Cell>
      <Cell phone="meta" className="text-fg-2" right>
        <Time at={run.startedAt} />
      </Cell>
    </TableRow>
  );
}
