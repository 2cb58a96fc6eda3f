import type { EventDetail } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { Facts } from "../../components/facts.tsx";
import { Id } from "../../components/id.tsx";
import { Link } from "../../components/link.tsx";
import { Duration } from "../../components/num.tsx";
import { Time } from "../../components/time.tsx";
import { bytes, shortId } from "../../lib/format.ts";
import { syncJobQuery } from "../jobs/data.ts";

const WORDS = {
  applied: "Written",
  unchanged: "Already up to date",
  superseded: "A newer state was kept",
  ignored: "Ignored",
} as const;

/** The facts about one event. */
export function Details({ event }: { event: EventDetail }) {
  const job = useQuery(syncJobQuery(event.jobId)).data;
  const took = event.settledAt ? Date.parse(event.settledAt) - Date.parse(event.receivedAt) : undefined;
  return (
    <section className="grid gap-1">
      <h2 className="font-600">Details</h2>
      <Facts
        facts={[
          [
            "Job",
            <span key="job" className="min-w-0 break-words">
              <Link to="/jobs/$id" params={{ id: event.jobId }}>
                {job?.name ?? shortId(event.jobId)}
              </Link>
              {job && <span className="text-fg-2"> v{job.version}</span>}
            </span>,
          ],
          ["Provider id", <Id key="provider" id={event.providerEventId} short copy="provider id" />],
          ["Key", event.objectId && <Id key="object" id={event.objectId} short copy="object id" />],
          ["Outcome", event.outcome && WORDS[event.outcome]],
          ["Reason", event.reason],
          ["Attempts", event.attempts],
          ["Took", took === undefined ? null : <Duration key="took" ms={took} />],
          ["Happened", <Time key="at" at={event.eventAt} focusable />],
          ["Size", bytes(event.request.bytes)],
          ["Repeats", repeatsOf(event)],
          ["Mode", event.livemode === undefined ? null : event.livemode ? "Live" : "Test"],
          ["Account", event.account],
          [
            "Order",
            event.ambiguous ? "Unknown within the same second; arrival does not change the result" : null,
          ],
          [
            "Let in",
            event.admitted && (
              <>
                by {event.admitted.by}, <Time key="admitted" at={event.admitted.at} focusable />
              </>
            ),
          ],
          [
            "Body kept",
            event.body === null ? "Removed by retention" : <Until key="body" at={event.keptUntil.body} />,
          ],
          ["Event kept", <Until key="row" at={event.keptUntil.row} />],
        ]}
      />
    </section>
  );
}

const Until = ({ at }: { at: string }) => (
  <>
    until <Time at={at} format="date" focusable />
  </>
);

const repeatsOf = ({ duplicates, conflicting }: EventDetail): string | null =>
  duplicates > 0 ? `${duplicates}${conflicting ? ", with different content" : ""}` : null;
