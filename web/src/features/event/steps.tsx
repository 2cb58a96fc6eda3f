import type { EventDetail } from "@sluice/shared/events";
import type { Status } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import type { TimelineStep } from "../../components/timeline.tsx";
import { duration } from "../../lib/format.ts";

type Entry = EventDetail["log"][number];

const TITLES: Readonly<Record<Entry["action"], string>> = {
  upsert: "Written",
  delete: "Deleted",
  ignore: "Ignored",
  filter: "Filtered",
  retry: "Given another try",
  requeue: "Queued again",
  replay: "Replayed",
  fail: "Attempt failed",
  duplicate: "Came again",
};

const statusOf = ({ action, success }: Entry): Status => {
  if (!success || action === "fail") return "failed";
  if (action === "upsert" || action === "delete") return "processed";
  if (action === "filter" || action === "ignore") return "filtered";
  return action === "duplicate" ? "duplicate" : "pending";
};

/** What happened to an event, from its receipt on; equal failures in a row are one step. */
export function stepsOf(event: EventDetail): readonly TimelineStep[] {
  const since = Date.parse(event.receivedAt);
  const offset = (at: string) => `+${duration(Math.max(0, Date.parse(at) - since))}`;
  const received: TimelineStep = {
    id: "received",
    offset: <Time at={event.receivedAt} />,
    status: "received",
    title: event.replayOf
      ? "Stored as a replay"
      : `Received${event.request.ip ? ` from ${event.request.ip}` : ""}`,
    detail: event.replayOf ? undefined : "Signature valid; stored before it was acknowledged.",
  };
  const entries = event.log.map(
    (entry, index): TimelineStep => ({
      id: `${index}`,
      offset: offset(entry.at),
      status: statusOf(entry),
      title: TITLES[entry.action],
      detail: entry.message,
    }),
  );
  return [received, ...fold(entries), ...next(event)];
}

function fold(steps: readonly TimelineStep[]): TimelineStep[] {
  const folded: TimelineStep[] = [];
  for (const step of steps) {
    const last = folded.at(-1);
    if (last && step.status === "failed" && last.status === "failed" && last.detail === step.detail) {
      const all = [...(last.folded ?? [last]), step];
      folded.splice(-1, 1, { ...last, title: `${all.length} attempts failed`, folded: all });
    } else folded.push(step);
  }
  return folded;
}

function next({ status, dueAt, error }: EventDetail): TimelineStep[] {
  if (status === "pending" || status === "processing")
    return [{ id: "next", offset: "", status, title: "Waits for a worker" }];
  if (status === "waiting")
    return [
      {
        id: "next",
        offset: "",
        status,
        title: "Tried again soon",
        detail: (
          <>
            {error?.message}{" "}
            {dueAt && (
              <>
                Next attempt: <Time at={dueAt} />
              </>
            )}
          </>
        ),
      },
    ];
  return status === "failed"
    ? [
        {
          id: "next",
          offset: "",
          status,
          title: "Gave up",
          detail: "No more attempts unless you retry or replay it.",
        },
      ]
    : [];
}
