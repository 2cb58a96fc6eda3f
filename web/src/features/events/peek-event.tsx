import type { EventSummary, Explanation } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { CodeBox } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Facts } from "../../components/facts.tsx";
import { Id } from "../../components/id.tsx";
import { JsonViewer } from "../../components/json-viewer.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { Duration } from "../../components/num.tsx";
import { PeekPane } from "../../components/peek.tsx";
import { Skeleton, SkeletonBlock } from "../../components/skeleton.tsx";
import { StatusWord } from "../../components/status.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { isStatus } from "../../lib/api.ts";
import { bytes, shortId } from "../../lib/format.ts";
import { took } from "./columns.tsx";
import { eventQuery } from "./queries.ts";
import { flagsOf } from "./words.ts";

interface Props {
  readonly id: string;
  /** What the list knows of it: shown at once. */
  readonly row: EventSummary | undefined;
  readonly jobName: (id: string) => string;
  /** What the list asks for, for the event's own page. */
  readonly from: { readonly list?: string };
  readonly onClose: () => void;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
}

/** One event beside its list: what the list knows at once, then its body. */
export function PeekEvent({ id, row, jobName, from, ...moves }: Props) {
  const detail = useQuery(eventQuery(id));
  const event = detail.data ?? row;
  return (
    <PeekPane
      label={`Event ${shortId(id)}`}
      head={
        <>
          {event && <StatusWord status={event.status} />}
          <h2 className="min-w-0 flex-1 truncate font-600">{event?.type ?? shortId(id)}</h2>
          <Link to="/events/$id" params={{ id }} search={from} look="default" size="small">
            Open
          </Link>
        </>
      }
      {...moves}
    >
      {detail.isError && (
        <ErrorPanel
          title={
            isStatus(detail.error, 404) ? "The event is unknown, or was removed" : "The event cannot be shown"
          }
          error={isStatus(detail.error, 404) ? null : detail.error}
          onRetry={() => detail.refetch()}
        />
      )}
      {!event && detail.isPending && <Skeleton label="Loading the event" />}
      {event && <EventFacts event={event} explanation={detail.data?.explanation} jobName={jobName} />}
      {event && !detail.data && detail.isPending && (
        <SkeletonBlock label="Loading the body" className="h-80" />
      )}
      {detail.data && (
        <CodeBox
          title="Body"
          note={bytes(detail.data.request.bytes)}
          actions={detail.data.body !== null && <CopyButton text={detail.data.body} what="the body" />}
        >
          {detail.data.body === null ? (
            <p className="p-4 text-fg-2">Retention has removed it; the event itself is kept.</p>
          ) : (
            <JsonViewer text={detail.data.body} label="Body as received" fileName={`${id}.json`} />
          )}
        </CodeBox>
      )}
    </PeekPane>
  );
}

interface FactsProps extends Pick<Props, "jobName"> {
  readonly event: EventSummary;
  /** Of its error; comes with the details. */
  readonly explanation: Explanation | undefined;
}

function EventFacts({ event, explanation, jobName }: FactsProps) {
  const flags = flagsOf(event);
  return (
    <>
      {event.error && (
        <Notice
          tone={event.status === "failed" ? "bad" : "warn"}
          title={explanation?.title ?? (event.status === "failed" ? "It failed" : "The last attempt failed")}
          raw={event.error.message}
          steps={explanation?.steps.map(({ text }) => ({ text })) ?? []}
          level={3}
        >
          {explanation?.cause}
        </Notice>
      )}
      <Facts
        facts={[
          ["Event", <Id key="id" id={event.id} copy="event id" />],
          [
            "Job",
            <Link key="job" to="/jobs/$id" params={{ id: event.jobId }}>
              {jobName(event.jobId)}
            </Link>,
          ],
          ["Key", event.objectId && <Id id={event.objectId} copy="object id" />],
          ["Received", <Time key="at" at={event.receivedAt} format="full" focusable />],
          ["Attempts", event.attempts],
          ["Took", <Duration key="took" ms={took(event)} />],
          [
            "Marks",
            flags.length > 0 && (
              <span key="marks" className="flex flex-wrap gap-1.5">
                {flags.map((flag) => (
                  <Tag key={flag}>{flag}</Tag>
                ))}
              </span>
            ),
          ],
        ].map(([name, value]) => [name as string, value === false ? null : value])}
      />
    </>
  );
}
