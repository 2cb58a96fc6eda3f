import type { ExecutionDetail } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { NotFound } from "../../app/page-states.tsx";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Facts } from "../../components/facts.tsx";
import { Id } from "../../components/id.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { Num } from "../../components/num.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { Timeline, type TimelineStep } from "../../components/timeline.tsx";
import { isStatus } from "../../lib/api.ts";
import { count, duration, plural } from "../../lib/format.ts";
import { runQuery } from "./data.ts";
import { Lasted, RunStatus, toTryAgain } from "./execution-parts.tsx";

const route = getRouteApi("/app/jobs/$id");

/** One run: its sums, its steps with how long each took, and what failed in it. */
export function ExecutionView({ jobId, executionId }: { jobId: string; executionId: string }) {
  const run = useQuery(runQuery(jobId, executionId));
  const navigate = route.useNavigate();
  const isUnknown = isStatus(run.error, 404);
  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-gutter py-2.5">
        <Button
          icon={<ArrowLeft size={14} />}
          onClick={() =>
            void navigate({
              search: (before) => ({ ...before, run: undefined }) as never,
              replace: true,
              resetScroll: false,
            })
          }
        >
          All executions
        </Button>
        {run.data && <RunStatus status={run.data.status} />}
        <Id id={executionId} copy="execution id" />
      </div>
      {run.isPending && <Skeleton label="Loading the execution" rows={4} />}
      {isUnknown && <NotFound what="execution">Executions are kept for 30 days.</NotFound>}
      {run.isError && !isUnknown && (
        <ErrorPanel title="The execution cannot be shown" error={run.error} onRetry={run.refetch} />
      )}
      {run.data && <Detail run={run.data} />}
    </>
  );
}

function Detail({ run }: { run: ExecutionDetail }) {
  return (
    <div className="grid gap-x-8 gap-y-6 px-gutter py-5 wide:grid-cols-[minmax(0,1fr)_380px]">
      <div className="grid content-start gap-6">
        {run.message && (
          <Notice tone="warn" title="It ended because the destination could not be used" raw={run.message}>
            No event lost an attempt. The job tries again by itself.
          </Notice>
        )}
        <section>
          <h2 className="mb-2 font-600">Steps</h2>
          <Timeline label="Steps" steps={run.timeline.map((step) => stepOf(step, run.startedAt))} />
        </section>
        {run.errors.length > 0 && <Errors errors={run.errors} />}
      </div>
      <Facts
        facts={[
          ["Started", <Time key="s" at={run.startedAt} format="full" focusable />],
          ["Lasted", <Lasted key="l" run={run} />],
          ["Batches", <Num key="b" value={run.batches} />],
          ["Taken", <Num key="c" value={run.claimed} />],
          ["Written", <Num key="a" value={run.applied} />],
          ["To be tried again", <Num key="r" value={toTryAgain(run)} />],
          ["Failed", <Num key="f" value={run.failed} tone="bad" />],
        ]}
      />
    </div>
  );
}

function stepOf(step: ExecutionDetail["timeline"][number], startedAt: string): TimelineStep {
  const { batches, claimed, applied, failed } = step;
  const again = toTryAgain(step);
  const after = step.startedAt && Date.parse(step.startedAt) - Date.parse(startedAt);
  return {
    id: String(step.step),
    offset: after === undefined ? `Step ${step.step + 1}` : `+${duration(Number(after))}`,
    status: failed > 0 ? "failed" : "processed",
    title: [
      `${plural(applied, "event")} written`,
      ...(failed > 0 ? [`${count(failed)} failed`] : []),
      ...(again > 0 ? [`${count(again)} to be tried again`] : []),
    ].join(", "),
    detail: `${count(claimed)} taken${batches > 0 ? ` in ${plural(batches, "batch", "batches")}` : ""}`,
    ...(step.startedAt && { ms: step.ms }),
  };
}

function Errors({ errors }: Pick<ExecutionDetail, "errors">) {
  return (
    <section>
      <h2 className="font-600">What failed</h2>
      <p className="mb-2 text-12 text-fg-2">Events that have not been tried again since.</p>
      <ul aria-label="Errors" className="border-t border-line">
        {errors.map(({ code, message, events, eventId }) => (
          <li
            key={code + message}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b border-line py-2"
          >
            <b className="font-550 text-bad-text">{count(events)}</b>
            <span className="min-w-0 flex-1 basis-60 break-words">{message || code}</span>
            <Link to="/events/$id" params={{ id: eventId }}>
              Open {events === 1 ? "it" : "the newest"}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
