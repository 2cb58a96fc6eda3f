import type { EventDetail } from "@sluice/shared/events";
import { Button } from "../../components/button.tsx";
import { Id } from "../../components/id.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { StatusWord } from "../../components/status.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { plural } from "../../lib/format.ts";
import { flagsOf } from "../events/words.ts";
import type { EventActions } from "./use-actions.ts";

/** What became of the event, and what can be done with it. */
export function Heading({ event, actions }: { event: EventDetail; actions: EventActions }) {
  const { reason, canReplay } = actions;
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3 border-b border-line px-gutter py-3.5">
      <div className="grid min-w-0 flex-1 basis-72 gap-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h2 className="text-16 font-600 break-all">{event.type}</h2>
          <StatusWord status={event.status} />
          {event.status === "failed" && (
            <span className="text-fg-2">after {plural(event.attempts, "attempt")}</span>
          )}
          {flagsOf(event).map((flag) => (
            <Tag key={flag}>{flag}</Tag>
          ))}
        </div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
          <Id id={event.id} copy="event id" />
          <span className="text-fg-2">
            received <Time at={event.receivedAt} focusable />
          </span>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Outcome error={actions.error} done={actions.done} />
        {event.status === "failed" && (
          <Button
            busy={actions.isRetrying}
            disabled={!actions.canRetry}
            title={actions.canRetry ? undefined : reason}
            onClick={actions.retry}
          >
            Retry
          </Button>
        )}
        <Button
          busy={actions.isReplaying}
          disabled={!canReplay}
          title={reason}
          shortcut="R"
          onClick={actions.replay}
        >
          Replay
        </Button>
        <Button
          kind={event.status === "failed" ? "primary" : "default"}
          disabled={!canReplay}
          title={reason}
          shortcut="E"
          onClick={actions.edit}
        >
          Edit and replay…
        </Button>
      </div>
    </div>
  );
}
