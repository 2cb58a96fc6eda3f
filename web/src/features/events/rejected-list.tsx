import { useQuery } from "@tanstack/react-query";
import { Ago } from "../../components/ago.tsx";
import { Icon } from "../../components/icon.tsx";
import { EmptyState, ErrorPanel, Skeleton } from "../../components/states.tsx";
import { bytes, count } from "../../lib/format.ts";
import { rejectedQuery } from "./queries.ts";

/** How many were turned away, so far as they are listed. */
export function RejectedCount({ jobId }: { jobId: string }) {
  const { data } = useQuery(rejectedQuery(jobId));
  if (!data || data.data.length === 0) return null;
  return <span className="tag warn">{`${count(data.data.length)}${data.nextCursor ? "+" : ""}`}</span>;
}

/** Requests that never became events, each with what to do about it. */
export function RejectedList({ jobId }: { jobId: string }) {
  const rejected = useQuery(rejectedQuery(jobId));
  if (rejected.isPending) return <Skeleton rows={4} label="Loading rejected requests" />;
  if (!rejected.data)
    return <ErrorPanel title="The list cannot be loaded" error={rejected.error} onRetry={rejected.refetch} />;
  if (rejected.data.data.length === 0)
    return (
      <EmptyState title="No rejected requests">
        <p className="t2">
          Requests with a wrong signature, or too large, would be listed with the likely cause.
        </p>
      </EmptyState>
    );
  return (
    <ul className="rejected" aria-label="Rejected requests">
      {rejected.data.data.map((request) => (
        <li key={request.id}>
          <Icon name="shield" />
          <div>
            <p className="strong">{request.message}</p>
            <p>{request.diagnosis}</p>
            <details>
              <summary>
                Answered {request.status}, {bytes(request.bytes)}
                {request.ip && `, from ${request.ip}`}
              </summary>
              <Headers headers={request.headers} />
            </details>
          </div>
          <span className="t3 when">
            <Ago at={request.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Headers({ headers }: { headers: Readonly<Record<string, string>> }) {
  return (
    <dl className="pairs mono">
      {Object.entries(headers).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
