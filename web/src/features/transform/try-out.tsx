import type { TriedEvent, TriedTransform } from "@sluice/shared/transforms";
import { DiffView } from "../../components/diff-view.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { Select } from "../../components/select.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { plural } from "../../lib/format.ts";
import { OUTCOME_WORDS } from "./queries.ts";

const TONES: Readonly<Partial<Record<TriedEvent["outcome"], string>>> = {
  stored: "text-ok-text",
  failed: "text-bad-text",
  left_out: "text-fg-3",
};
const ALL = "*";

interface Props {
  readonly tried: TriedTransform | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  /** An answer to what was typed last is on its way. */
  readonly isStale: boolean;
  readonly onRetry: () => unknown;
  readonly types: readonly string[];
  readonly type: string | undefined;
  readonly onType: (type: string | undefined) => void;
  readonly chosen: TriedEvent | undefined;
  readonly onChoose: (event: TriedEvent) => void;
}

/** What the draft makes of stored events; nothing of it is written. */
export function TryOut(props: Props) {
  const { tried, error, isPending, isStale, onRetry, types, type, onType, chosen, onChoose } = props;
  return (
    <section aria-labelledby="try-out" className="grid content-start gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 id="try-out" className="font-600">
          On stored events
        </h2>
        <div className="ml-auto w-60 max-rail:w-full">
          <Select
            label="Type of the events"
            options={[
              { value: ALL, label: "All types" },
              ...types.map((one) => ({ value: one, label: one })),
            ]}
            value={type ?? ALL}
            onChange={(next) => onType(next === ALL ? undefined : next)}
          />
        </div>
      </div>
      {isPending && !error && <SkeletonBlock label="Trying it on stored events" className="h-40" />}
      {error && <ErrorPanel title="This cannot be tried" error={error} onRetry={onRetry} />}
      {tried && !error && (
        <>
          <p role="status" className={isStale ? "text-fg-3" : "text-fg-2"}>
            {summary(tried)}
          </p>
          {tried.events.length === 0 ? (
            <Empty title="No stored event to try it on">
              {type
                ? "There is none of this type whose body is still kept."
                : "Send a test event, or wait for the first."}
            </Empty>
          ) : (
            <EventList events={tried.events} chosen={chosen} onChoose={onChoose} />
          )}
          {chosen && <Chosen event={chosen} />}
        </>
      )}
    </section>
  );
}

function summary({ events, passed, ms }: TriedTransform): string {
  const of = (outcome: TriedEvent["outcome"]) => events.filter((one) => one.outcome === outcome).length;
  const failed = of("failed");
  const parts = [
    `${passed} of the last ${plural(events.length, "event")} pass`,
    ...(of("left_out") > events.length - passed
      ? [`${of("left_out") - (events.length - passed)} left out by the function`]
      : []),
    ...(failed > 0 ? [`${failed} fail`] : []),
    ...(of("not_tried") > 0 ? [`${of("not_tried")} not tried: out of time`] : []),
  ];
  return events.length === 0 ? "" : `${parts.join(", ")}. It took ${ms} ms.`;
}

interface ListProps {
  readonly events: readonly TriedEvent[];
  readonly chosen: TriedEvent | undefined;
  readonly onChoose: (event: TriedEvent) => void;
}

function EventList({ events, chosen, onChoose }: ListProps) {
  return (
    <ul aria-label="Events, newest first" className="max-h-60 overflow-y-auto rounded-2 border border-line-2">
      {events.map((event) => (
        <li key={event.eventId} className="border-line not-first:border-t">
          <button
            type="button"
            aria-pressed={event.eventId === chosen?.eventId}
            onClick={() => onChoose(event)}
            className="flex w-full flex-wrap items-center gap-x-3 px-3 py-1.5 text-left -outline-offset-2 hover:bg-surface-2 aria-pressed:bg-accent-soft"
          >
            <span className="min-w-0 flex-1 truncate">{event.type}</span>
            <code className="truncate text-12 text-fg-2 max-rail:hidden">{event.objectId}</code>
            <span className={`text-12 ${TONES[event.outcome] ?? "text-fg-2"}`}>
              {OUTCOME_WORDS[event.outcome]}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Chosen({ event }: { event: TriedEvent }) {
  const { eventId, receivedAt, outcome, reason, before, after } = event;
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-center gap-2 text-12 text-fg-2">
        {eventId && (
          <Link to="/events/$id" params={{ id: eventId }}>
            {event.type}
          </Link>
        )}
        {receivedAt && <Time at={receivedAt} focusable />}
      </p>
      {outcome === "failed" && (
        <Notice tone="bad" title="The function fails on this event" level={3} raw={reason}>
          Only such an event is marked as failed. You can retry it once the function is fixed.
        </Notice>
      )}
      {outcome !== "failed" && reason && <p className="text-fg-2">{reason}</p>}
      {outcome === "removes" && <p className="text-fg-2">A deletion is never left out.</p>}
      {before && after && (
        <div className="overflow-hidden rounded-3 border border-line-2">
          <DiffView
            before={JSON.stringify(before)}
            after={JSON.stringify(after)}
            label="Changes to the document"
          />
        </div>
      )}
      {outcome === "stored" && !after && <p className="text-fg-2">The document is too large to be shown.</p>}
    </div>
  );
}
