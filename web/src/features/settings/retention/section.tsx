import { useQuery } from "@tanstack/react-query";
import { ErrorPanel } from "../../../components/error-panel.tsx";
import { Link } from "../../../components/link.tsx";
import { SkeletonBlock } from "../../../components/skeleton.tsx";
import { api } from "../../../lib/api.ts";
import { Block } from "../block.tsx";
import { RoleNote } from "../role-note.tsx";
import { SectionHeader } from "../section-header.tsx";
import { RetentionForm } from "./retention-form.tsx";

/** How long things are kept in this workspace; jobs may have settings of their own. */
export function RetentionSection() {
  const { data, error, isPending, refetch } = useQuery(api.retention.get.queryOptions());
  return (
    <>
      <SectionHeader
        title="Retention"
        lead="How long events are kept here. What was written to your databases is never removed."
      />
      <RoleNote needs="admin" to="change it" />
      {error && <ErrorPanel title="Retention cannot be loaded" error={error} onRetry={refetch} />}
      {isPending && <SkeletonBlock label="Loading retention" className="mx-gutter my-5 h-72 max-w-120" />}
      {data && <RetentionForm key={JSON.stringify(data.workspace)} settings={data} />}
      {data && data.jobs.length > 0 && (
        <Block title="Jobs with settings of their own">
          <ul className="grid gap-2">
            {data.jobs.map(({ jobId, name, effective }) => (
              <li key={jobId} className="flex flex-wrap gap-x-3">
                <Link to="/jobs/$id" params={{ id: jobId }}>
                  {name}
                </Link>
                <span className="text-fg-2">
                  bodies {effective.bodyDays} days, events {effective.rowDays} days, executions{" "}
                  {effective.executionDays} days
                </span>
              </li>
            ))}
          </ul>
        </Block>
      )}
    </>
  );
}
