import type { SyncRun } from "@sluice/shared/runs";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { NotFound } from "../../app/page-states.tsx";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Facts } from "../../components/facts.tsx";
import { Id } from "../../components/id.tsx";
import { Notice } from "../../components/notice.tsx";
import { Num } from "../../components/num.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { isStatus } from "../../lib/api.ts";
import { duration, plural } from "../../lib/format.ts";
import { hasEnded, longRunQuery } from "./data.ts";
import { RunProgress } from "./run-progress.tsx";
import { LongRunStatus } from "./run-status.tsx";
import { countsOf, KIND_WORDS } from "./words.ts";

interface Props {
  readonly job: SyncJob;
  readonly runId: string;
  readonly onBack: () => void;
}

/** One run: how far it got, what became of the objects, and which failed. */
export function RunDetail({ job, runId, onBack }: Props) {
  const run = useQuery(longRunQuery(job.id, runId));
  const isUnknown = isStatus(run.error, 404);
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-gutter py-2.5">
        <Button icon={<ArrowLeft size={14} />} onClick={onBack}>
          All runs
        </Button>
        {run.data && <LongRunStatus status={run.data.status} />}
        <Id id={runId} short copy="run id" />
      </div>
      {run.isPending && <Skeleton label="Loading the run" rows={4} />}
      {isUnknown && <NotFound what="run">Runs are kept for 90 days.</NotFound>}
      {run.isError && !isUnknown && (
        <ErrorPanel title="The run cannot be shown" error={run.error} onRetry={run.refetch} />
      )}
      {run.data && (
        <>
          {!hasEnded(run.data) && <RunProgress run={run.data} />}
          <Detail run={run.data} />
        </>
      )}
    </>
  );
}

function Detail({ run }: { run: SyncRun }) {
  const ms = Date.parse(run.finishedAt ?? new Date().toISOString()) - Date.parse(run.startedAt);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 px-gutter py-5 wide:grid-cols-[minmax(0,1fr)_380px]">
      <div className="grid content-start gap-6">
        {run.error && <Notice tone="bad" title="It failed" raw={run.error} />}
        {run.notes.length > 0 && (
          <ul className="grid gap-1">
            {run.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        {run.failures.length > 0 ? (
          <Failures run={run} />
        ) : (
          <p className="text-fg-2">{countsOf(run) || "Nothing has been read yet."}</p>
        )}
      </div>
      <Facts
        facts={[
          ["What", KIND_WORDS[run.kind]],
          ["Started", <Time key="s" at={run.startedAt} focusable />],
          ["By", run.startedBy?.name ?? "the schedule"],
          ["Lasted", duration(ms)],
          ["Pages", <Num key="p" value={run.progress.pages} />],
          ["Objects", <Num key="o" value={run.progress.objects} />],
          ["Result", countsOf(run) || null],
        ]}
      />
    </div>
  );
}

function Failures({ run }: { run: SyncRun }) {
  const failed = run.counts.failed ?? run.failures.length;
  return (
    <section>
      <h2 className="font-600">{plural(failed, "object")} could not be written</h2>
      {failed > run.failures.length && (
        <p className="mb-2 text-12 text-fg-2">The first {run.failures.length}.</p>
      )}
      <ul aria-label="Failures" className="border-t border-line">
        {run.failures.map(({ collection, id, code, message }) => (
          <li key={`${collection} ${id}`} className="grid gap-1 border-b border-line py-2">
            <code className="break-all">
              {collection && `${collection} / `}
              {id}
            </code>
            <span className="break-words text-bad-text">{message || code}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
