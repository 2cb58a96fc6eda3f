import type { SyncRun } from "@sluice/shared/runs";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Time } from "../../components/time.tsx";
import { count, plural } from "../../lib/format.ts";
import { useGate } from "../jobs/gate.tsx";
import { hasEnded, useChangeRun } from "./data.ts";
import { LongRunStatus } from "./run-status.tsx";
import { countsOf, KIND_WORDS, paceOf } from "./words.ts";

/** How far a run is, why it waits, and the ways to pause, resume and cancel it. */
export function RunProgress({ run }: { run: SyncRun }) {
  const { objects, pages, total, at } = run.progress;
  const share = total && total.count > 0 ? Math.min(1, objects / total.count) : undefined;
  const pace = paceOf(run);
  return (
    <section
      aria-label={`${KIND_WORDS[run.kind]} in progress`}
      className="grid gap-2 border-b border-line px-gutter py-4"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="font-600">{KIND_WORDS[run.kind]}</h2>
        <LongRunStatus status={run.status} />
        {at && <span className="text-fg-2">{at}</span>}
        <span className="ml-auto flex gap-2">
          <RunButtons run={run} />
        </span>
      </div>
      <progress
        aria-label="Progress"
        className="h-1.5 w-full appearance-none overflow-hidden rounded-1 bg-surface-3 [&::-webkit-progress-bar]:bg-surface-3 [&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent"
        {...(share !== undefined ? { value: share, max: 1 } : hasEnded(run) ? { value: 1, max: 1 } : {})}
      />
      <p className="text-fg-2 tabular-nums">
        {plural(objects, "object")}
        {total && ` of ${total.estimated ? "about " : ""}${count(total.count)}`} in {plural(pages, "page")}
        {pace && `, ${pace}`}
        {countsOf(run) && `: ${countsOf(run)}`}
      </p>
      {run.waiting && (
        <p className="text-warn-text">
          Waits until <Time at={run.waiting.until} />: {run.waiting.reason}
        </p>
      )}
      {run.notes.map((note) => (
        <p key={note} className="text-12 text-fg-2">
          {note}
        </p>
      ))}
    </section>
  );
}

export function RunButtons({ run }: { run: SyncRun }) {
  const change = useChangeRun(run);
  const gate = useGate("member");
  const [asking, setAsking] = useState(false);
  if (hasEnded(run)) return null;
  const off = { disabled: !gate.allowed, title: gate.reason };
  return (
    <>
      <Outcome error={change.error} />
      {run.status === "paused" || run.status === "waiting" ? (
        <Button {...off} busy={change.isPending} onClick={() => change.mutate("resume")}>
          {run.status === "paused" ? "Resume" : "Continue now"}
        </Button>
      ) : null}
      {run.status !== "paused" && (
        <Button {...off} busy={change.isPending} onClick={() => change.mutate("pause")}>
          Pause
        </Button>
      )}
      <Button {...off} onClick={() => setAsking(true)}>
        Cancel…
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Cancel this ${KIND_WORDS[run.kind].toLowerCase()}?`}
        action="Cancel the run"
        danger
        busy={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate("cancel", { onSuccess: () => setAsking(false) })}
      >
        <p>What it wrote stays. It cannot be resumed; a new run starts from the beginning.</p>
      </ConfirmDialog>
    </>
  );
}
