import type { EventSummary } from "@sluice/shared/events";
import { Ago } from "../../components/ago.tsx";
import { Icon, type IconName } from "../../components/icon.tsx";

export const WORDS = {
  pending: "Pending",
  waiting: "Waiting",
  processing: "Processing",
  processed: "Processed",
  failed: "Failed",
  filtered: "Filtered",
} as const satisfies Record<EventSummary["status"], string>;

const ICONS: Record<EventSummary["status"], IconName> = {
  pending: "dashed",
  waiting: "clock",
  processing: "loader",
  processed: "check",
  failed: "cross",
  filtered: "minus",
};

export function EventState({ status }: Pick<EventSummary, "status">) {
  return (
    <span className={`st ${status}`}>
      <Icon name={ICONS[status]} />
      {WORDS[status]}
    </span>
  );
}

/** Why an event stands where it stands: its error, the next attempt, or what came of it. */
export function Why({ event }: { event: EventSummary }) {
  if (event.status === "waiting" && event.dueAt)
    return (
      <>
        next attempt <Ago at={event.dueAt} />
        {event.error && `: ${event.error.message}`}
      </>
    );
  if (event.error) return <>{event.error.message}</>;
  return <>{[event.outcome, event.reason].filter(Boolean).join(": ")}</>;
}
