import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { type Check, Checks } from "../../components/checks.tsx";
import { Link } from "../../components/link.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";

/** Nothing tells of refused requests, hence the interval; it ends with the first document. */
const REFUSED_MS = 5_000;

/** From the first request to the first document, as it happens. */
export function FirstEvent({ job }: { job: SyncJob }) {
  const params = { jobId: job.id };
  const events = useQuery({
    ...api.syncJobs.events.queryOptions({ params, query: { limit: 10 } }),
    meta: { live: `job:${job.id}` as const },
  });
  const list = events.data?.data ?? [];
  const written = list.find((event) => event.status === "processed" && event.outcome === "applied");
  const newest = written ?? list[0];
  const refused = useQuery({
    ...api.syncJobs.rejected.queryOptions({ params, query: { limit: 1 } }),
    refetchInterval: newest ? false : REFUSED_MS,
  });
  const rejected = newest ? undefined : refused.data?.data[0];
  const hasSecret = job.secrets.length > 0;
  const waiting = (title: string): Check => ({ title, state: "skipped", note: "next" });
  const checks: Check[] = [
    newest || rejected
      ? {
          title: newest
            ? "A request reached Sluice"
            : `A request reached Sluice, ${rejected?.status} returned`,
          state: "pass",
        }
      : { title: "Waiting for the first request", state: "running", note: "listening" },
    hasSecret
      ? newest
        ? { title: "Its signature is right", state: "pass" }
        : rejected
          ? { title: rejected.message, state: "fail", detail: rejected.diagnosis }
          : waiting("Its signature is right")
      : {
          title: "The signature waits for your secret",
          state: "running",
          note: "your turn",
          detail: "Until it is stored, requests are answered 503, and the provider sends them again.",
        },
    newest
      ? {
          title: (
            <>
              Stored as{" "}
              <Link to="/events/$id" params={{ id: newest.id }}>
                {newest.type}
              </Link>
            </>
          ),
          state: "pass",
          ...(newest.status === "filtered" && {
            note: "filtered",
            detail: "The job does not take this type, so it is kept and set aside. Send one that it takes.",
          }),
        }
      : waiting("The event is stored"),
    written
      ? {
          title: (
            <>
              Document <code>{written.objectId}</code> written to <code>{job.destination.database}</code>
            </>
          ),
          state: "pass",
        }
      : newest?.status === "failed"
        ? { title: "The document could not be written", state: "fail", detail: newest.error?.message }
        : newest && job.paused
          ? {
              title: "The job is paused",
              state: "skipped",
              note: "paused",
              detail: "Resume it to write what waits.",
            }
          : newest && newest.status !== "filtered"
            ? { title: "Writing the first document", state: "running" }
            : waiting("The first document is written"),
  ];
  return (
    <section aria-labelledby="first-event">
      <div className="mb-2 flex items-center gap-2">
        <h2 id="first-event" className="flex-1 font-600">
          First event
        </h2>
        <span role="status">
          {written ? <Tag tone="ok">It works</Tag> : <Tag tone="busy">Listening</Tag>}
        </span>
      </div>
      <Checks label="First event" checks={checks} />
      {written && (
        <p className="mt-2 text-12 text-fg-2">
          Written <Time at={written.settledAt ?? written.receivedAt} format="ago" />.{" "}
          <Link to="/events/$id" params={{ id: written.id }}>
            Open the event and its document
          </Link>
        </p>
      )}
    </section>
  );
}
