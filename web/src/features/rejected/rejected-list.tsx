import { useQuery } from "@tanstack/react-query";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { StatusGlyph } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { bytes } from "../../lib/format.ts";
import { rejectedQuery } from "../events/queries.ts";

/** Requests that never became events, each with what to do about it. */
export function RejectedList({ jobId }: { jobId: string }) {
  const rejected = useQuery(rejectedQuery(jobId));
  if (rejected.isPending) return <Skeleton label="Loading rejected requests" height="tall" />;
  if (!rejected.data)
    return <ErrorPanel title="The list cannot be loaded" error={rejected.error} onRetry={rejected.refetch} />;
  if (rejected.data.data.length === 0)
    return (
      <Empty title="No rejected requests">
        Requests with a wrong signature, or too large, would be listed with the likely cause.
      </Empty>
    );
  return (
    <ul aria-label="Rejected requests">
      {rejected.data.data.map((request) => (
        <li key={request.id} className="flex gap-3 border-b border-line px-gutter py-2.5">
          <span className="pt-0.5">
            <StatusGlyph status="rejected" size={16} />
          </span>
          <div className="min-w-0 flex-1">
            <p className="font-550">{request.message}</p>
            <p className="text-fg-2">{request.diagnosis}</p>
            <p className="text-12 text-fg-3">
              Answered {request.status}, {bytes(request.bytes)}
              {request.ip && `, from ${request.ip}`}
            </p>
          </div>
          <Time at={request.at} className="text-fg-3" />
        </li>
      ))}
    </ul>
  );
}
