import type { SyncJob } from "@sluice/shared/sync-jobs";
import { Link } from "../../components/link.tsx";
import { Time } from "../../components/time.tsx";

const BAR = "border-b border-line px-gutter py-2";

/** What a person should know about the job before its figures. */
export function Notices({ job }: { job: SyncJob }) {
  return (
    <>
      {job.blocked && (
        <div className={`${BAR} bg-bad-soft`}>
          <p className="font-550 text-bad-text">
            Nothing is written at the moment; next try <Time at={job.blocked.until} format="ago" />
          </p>
          <p>{job.blocked.reason}</p>
        </div>
      )}
      {!job.enabled && (
        <p className={`${BAR} text-fg-2`}>Disabled: requests are answered with an error and not stored.</p>
      )}
      {job.paused && job.enabled && (
        <p className={`${BAR} text-fg-2`}>
          Paused: events are still received and kept. They are written when you resume.
        </p>
      )}
      {job.notices.map(({ code, message, at }) => (
        <p key={code} className={`${BAR} bg-warn-soft text-warn-text`}>
          {message}
          {at && (
            <>
              {" "}
              Seen <Time at={at} />.
            </>
          )}{" "}
          {code === "reconcile_differs" && (
            <Link to="/jobs/$id" params={{ id: job.id }} search={{ tab: "reconcile" }}>
              See the report
            </Link>
          )}
        </p>
      ))}
    </>
  );
}
