import type { EventDetail } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { Ago } from "../../components/ago.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { Link } from "../../components/link.tsx";
import { ErrorPanel, Outcome, Skeleton } from "../../components/states.tsx";
import { href } from "../../lib/address.ts";
import { bytes, clockTime, duration, fullTime } from "../../lib/format.ts";
import { EventState, Why } from "./event-state.tsx";
import { Json } from "./json.tsx";
import { eventQuery, useReplay, useRetryFailed } from "./queries.ts";
import { Headers } from "./rejected-list.tsx";

export function EventPanel({ jobId, id, onClose }: { jobId: string; id: string; onClose: () => void }) {
  const event = useQuery(eventQuery(jobId, id));
  return (
    <Dialog kind="sheet" title={event.data?.type ?? "Event"} onClose={onClose}>
      {event.isPending && <Skeleton rows={8} label="Loading the event" />}
      {event.isError && (
        <ErrorPanel title="The event cannot be shown" error={event.error} onRetry={event.refetch} />
      )}
      {event.data && <Detail key={id} event={event.data} />}
    </Dialog>
  );
}

function Detail({ event }: { event: EventDetail }) {
  return (
    <>
      <div className="event-head">
        <EventState status={event.status} />
        {!event.error && (
          <span className="t2">
            <Why event={event} />
          </span>
        )}
        <Actions event={event} />
      </div>
      {event.error && (
        <div className="box bad">
          <Icon name="cross" />
          <div>
            <p className="strong">{event.error.message}</p>
            <p className="mono">{event.error.code}</p>
          </div>
        </div>
      )}
      <Facts event={event} />
      <h3>Log</h3>
      <ol className="log">
        {event.log.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added at the end.
          <li key={index} className={entry.success ? undefined : "bad"}>
            <time className="t3" dateTime={entry.at}>
              {clockTime(entry.at)}
            </time>
            <span>
              <span className="strong">{entry.action}</span> {entry.message}
            </span>
          </li>
        ))}
      </ol>
      <div className="code-head">
        <h3>Body</h3>
        <span className="t3">{bytes(event.request.bytes)}</span>
        {event.body !== null && <CopyButton text={event.body} what="the body as received" />}
      </div>
      {event.body === null ? <p className="t2">Retention has removed it.</p> : <Json text={event.body} />}
      <h3>Headers</h3>
      <Headers headers={event.request.headers} />
    </>
  );
}

function Actions({ event }: { event: EventDetail }) {
  const replay = useReplay(event.jobId);
  const retry = useRetryFailed(event.jobId);
  return (
    <div className="actions">
      {replay.data && (
        <Link className="link" href={href({ job: event.jobId, event: replay.data.id })}>
          Open the replay
        </Link>
      )}
      {event.status === "failed" && (
        <button
          type="button"
          className="btn pri"
          disabled={retry.isPending}
          onClick={() => retry.mutate([event.id])}
        >
          Retry
        </button>
      )}
      <button
        type="button"
        className="btn"
        disabled={replay.isPending || event.body === null}
        onClick={() => replay.mutate(event.id)}
      >
        Replay
      </button>
      <Outcome
        error={replay.error ?? retry.error}
        done={retry.isSuccess ? "Given another try." : undefined}
      />
    </div>
  );
}

function Facts({ event }: { event: EventDetail }) {
  const took = event.settledAt ? Date.parse(event.settledAt) - Date.parse(event.receivedAt) : null;
  return (
    <dl className="pairs">
      <Fact name="Object" value={<code>{event.objectId ?? "—"}</code>} />
      <Fact name="Provider's id" value={<code>{event.providerEventId}</code>} />
      <Fact name="Sluice's id" value={<code>{event.id}</code>} />
      <Fact
        name="Received"
        value={
          <>
            {fullTime(event.receivedAt)}, <Ago at={event.receivedAt} />
          </>
        }
      />
      <Fact name="Happened" value={fullTime(event.eventAt)} />
      <Fact name="Settled after" value={duration(took)} />
      <Fact name="Attempts" value={event.attempts} />
      {event.duplicates > 0 && (
        <Fact
          name="Repeats"
          value={`${event.duplicates}${event.conflicting ? ", some with other content" : ""}`}
        />
      )}
      {event.livemode !== undefined && <Fact name="Mode" value={event.livemode ? "live" : "test"} />}
      {event.ambiguous && (
        <Fact name="Order" value="unclear: another event of the same second changed the same object" />
      )}
      {event.replayOf && (
        <Fact
          name="Replay of"
          value={
            <Link className="link mono" href={href({ job: event.jobId, event: event.replayOf })}>
              {event.replayOf}
            </Link>
          }
        />
      )}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
