import type { Execution } from "@sluice/shared/sync-jobs";
import { Duration } from "../../components/num.tsx";
import { type Status, StatusWord } from "../../components/status.tsx";
import { useTicking } from "../../components/time.tsx";
import { duration } from "../../lib/format.ts";

const STATUSES: Record<Execution["status"], readonly [Status, string]> = {
  running: ["processing", "Running"],
  completed: ["processed", "Completed"],
  blocked: ["blocked", "Blocked"],
};

export function RunStatus({ status }: Pick<Execution, "status">) {
  const [look, word] = STATUSES[status];
  return <StatusWord status={look} word={word} />;
}

/** Of those that were taken; while it runs, those it is at are among them. */
export const toTryAgain = ({
  claimed,
  applied,
  failed,
}: Pick<Execution, "claimed" | "applied" | "failed">): number => claimed - applied - failed;

/** How long it ran; up to now while it does. Not known of runs from before it was kept. */
export function Lasted({ run }: { run: Execution }) {
  if (run.status === "running") return <Running startedAt={run.startedAt} />;
  return <Duration ms={run.durationMs || undefined} />;
}

function Running({ startedAt }: Pick<Execution, "startedAt">) {
  return (
    <>{useTicking((now) => duration(Math.max(1000, now - Date.parse(startedAt))).replace(/\.\d+/, ""))}</>
  );
}
