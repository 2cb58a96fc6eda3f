import type { SyncRun } from "@sluice/shared/runs";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Num } from "../../components/num.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { count, plural } from "../../lib/format.ts";
import { useGate } from "../jobs/gate.tsx";

const LOOK_EACH_MS = 1_000;
const ENDED = new Set<SyncRun["status"]>(["completed", "failed", "cancelled"]);
const COUNT_WORDS: Readonly<Record<string, string>> = {
  applied: "written",
  unchanged: "unchanged",
  superseded: "older than what is there",
  left_out: "left out",
  failed: "failed",
  ignored: "without a document",
  skipped: "not settled yet",
  not_possible: "objects without a stored body",
};

/** Writes the history again by what is saved now, with a count first, and how far it is. */
export function Reapply({ job, isChanged }: { job: SyncJob; isChanged: boolean }) {
  const [isAsking, setAsking] = useState(false);
  const client = useQueryClient();
  const gate = useGate("member");
  const runs = useQuery({
    ...api.runs.list.queryOptions({ params: { jobId: job.id }, query: { kind: "reapply", limit: 1 } }),
    refetchInterval: ({ state }) => {
      const [run] = state.data?.data ?? [];
      return run && !ENDED.has(run.status) ? LOOK_EACH_MS : false;
    },
  });
  const preview = useQuery({
    ...api.reapply.preview.queryOptions({ params: { jobId: job.id } }),
    enabled: isAsking,
  });
  const settled = () => client.invalidateQueries({ queryKey: api.runs.key() });
  const start = useMutation({
    mutationFn: () => api.reapply.start({ params: { jobId: job.id } }),
    onSuccess: () => {
      setAsking(false);
      return settled();
    },
  });
  const cancel = useMutation({
    mutationFn: (runId: string) => api.runs.cancel({ params: { jobId: job.id, runId } }),
    onSettled: settled,
  });
  const [run] = runs.data?.data ?? [];
  const isActive = run !== undefined && !ENDED.has(run.status);
  return (
    <section aria-labelledby="reapply" className="grid gap-3 border-b border-line px-gutter py-5">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1 basis-80">
          <h2 id="reapply" className="font-600">
            History
          </h2>
          <p className="mt-0.5 text-12 text-fg-2">
            Documents stored earlier keep the filter and changes of their time until you re-apply.
          </p>
        </div>
        <Button
          disabled={!gate.allowed || isActive || isChanged}
          title={gate.reason ?? (isChanged ? "Save the changes first" : undefined)}
          onClick={() => setAsking(true)}
        >
          Re-apply to history…
        </Button>
      </div>
      {runs.isError && (
        <ErrorPanel title="Earlier runs cannot be shown" error={runs.error} onRetry={runs.refetch} />
      )}
      {run && (
        <RunLine
          run={run}
          onCancel={gate.allowed && isActive ? () => cancel.mutate(run.id) : undefined}
          isCancelling={cancel.isPending}
        />
      )}
      <ConfirmDialog
        open={isAsking}
        title="Re-apply to history?"
        action="Re-apply"
        busy={start.isPending}
        error={start.error ?? preview.error}
        onConfirm={() => start.mutate()}
        onClose={() => {
          start.reset();
          setAsking(false);
        }}
      >
        {preview.data ? (
          <div className="grid gap-2">
            <p>
              {plural(preview.data.events.count, "stored event")}{" "}
              {preview.data.events.estimated ? "or more " : ""}
              will be looked at. Of each object the newest is written by version {job.version}; what is newer
              in the destination stays.
            </p>
            {preview.data.withoutBody.count > 0 && (
              <p>
                Retention has removed the bodies of {count(preview.data.withoutBody.count)}
                {preview.data.withoutBody.estimated ? " or more" : ""}. Objects without a later event are not
                possible; a backfill or a repair brings them.
              </p>
            )}
            {job.filter && <p>Documents that no longer pass the filter are left as they are.</p>}
          </div>
        ) : (
          <p>Counting…</p>
        )}
      </ConfirmDialog>
    </section>
  );
}

interface LineProps {
  readonly run: SyncRun;
  readonly onCancel: (() => void) | undefined;
  readonly isCancelling: boolean;
}

function RunLine({ run, onCancel, isCancelling }: LineProps) {
  const { objects, total } = run.progress;
  const isActive = !ENDED.has(run.status);
  return (
    <div className="grid gap-1.5 rounded-2 border border-line-2 p-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <b className="font-550">{STATUS_WORDS[run.status]}</b>
        <span className="text-fg-2">
          <Num value={objects} /> of {total ? <Num value={total.count} /> : "?"} events
        </span>
        <span className="text-12 text-fg-3">
          <Time at={run.finishedAt ?? run.startedAt} focusable />{" "}
          {run.startedBy ? `by ${run.startedBy.name}` : ""}
        </span>
        {onCancel && (
          <Button size="small" className="ml-auto" busy={isCancelling} onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
      {isActive && total && (
        <progress
          aria-label="Re-applied events"
          className="w-full"
          value={objects}
          max={Math.max(total.count, 1)}
        />
      )}
      <p className="text-12 text-fg-2">
        {Object.entries(run.counts)
          .map(([name, number]) => `${count(number)} ${COUNT_WORDS[name] ?? name}`)
          .join(", ")}
      </p>
      {run.error && <p className="text-bad-text">{run.error}</p>}
      {run.waiting && <p className="text-fg-2">{run.waiting.reason}</p>}
      {run.failures.length > 0 && (
        <ul aria-label="The first that failed" className="grid gap-0.5 text-12 text-fg-2">
          {run.failures.map(({ id, message }) => (
            <li key={`${id} ${message}`} className="break-words">
              <code>{id}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const STATUS_WORDS: Readonly<Record<SyncRun["status"], string>> = {
  queued: "Queued",
  running: "Re-applying",
  waiting: "Waiting",
  paused: "Paused",
  completed: "Re-applied",
  failed: "Failed",
  cancelled: "Cancelled",
};
