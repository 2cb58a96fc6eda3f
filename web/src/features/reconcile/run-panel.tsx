import type { SyncRun } from "@sluice/shared/runs";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { useSession } from "../../lib/session.ts";
import { progressWords, shareDone } from "./words.ts";

const TITLES = { reconcile: "Comparing", repair: "Repairing" } as const;

/** The reconciliation or repair that is under way: how far it is, what it waits for, and how to end it. */
export function RunPanel({ run }: { run: SyncRun }) {
  const { can } = useSession();
  const client = useQueryClient();
  const params = { jobId: run.jobId, runId: run.id };
  const settled = {
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: api.reconcile.key() });
      await client.invalidateQueries({ queryKey: api.runs.key() });
    },
  };
  const pause = useMutation({ ...api.runs.pause.mutationOptions(), ...settled });
  const resume = useMutation({ ...api.runs.resume.mutationOptions(), ...settled });
  const cancel = useMutation({ ...api.runs.cancel.mutationOptions(), ...settled });
  const isBusy = pause.isPending || resume.isPending || cancel.isPending;
  const share = shareDone(run);
  const title = TITLES[run.kind as keyof typeof TITLES] ?? "Working";
  const isPaused = run.status === "paused";
  return (
    <section aria-label={title} className="grid gap-2 border-b border-line px-gutter py-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-600">{isPaused ? `${title}: paused` : title}</h2>
        <span className="min-w-0 flex-1 text-fg-2">{run.progress.at}</span>
        {can("member") && (
          <>
            {isPaused ? (
              <Button busy={isBusy} onClick={() => resume.mutate({ params })}>
                Resume
              </Button>
            ) : (
              <Button busy={isBusy} onClick={() => pause.mutate({ params })}>
                Pause
              </Button>
            )}
            <Button busy={isBusy} onClick={() => cancel.mutate({ params })}>
              Cancel
            </Button>
          </>
        )}
      </div>
      <div
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share !== undefined && { "aria-valuenow": Math.round(share * 100) })}
        className="h-1.5 overflow-hidden rounded-1 bg-surface-2"
      >
        <div
          className="h-full w-full origin-left bg-accent transition-transform"
          style={{ transform: `scaleX(${share ?? 0.02})` }}
        />
      </div>
      <p role="status" className="text-12 text-fg-2">
        {progressWords(run)}
      </p>
      {run.waiting && (
        <p className="text-12 text-warn-text">
          {run.waiting.reason} It goes on <Time at={run.waiting.until} format="ago" />.
        </p>
      )}
      <Outcome error={pause.error ?? resume.error ?? cancel.error} />
    </section>
  );
}
