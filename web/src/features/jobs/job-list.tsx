import type { SyncJob } from "@sluice/shared/sync-jobs";
import { Link } from "../../components/link.tsx";
import { ProviderTile } from "../../components/tag.tsx";
import { JobState, targetOf } from "./job-state.tsx";

export function JobList({ jobs }: { jobs: readonly SyncJob[] }) {
  return (
    <ul aria-label="Sync jobs">
      {jobs.map((job) => (
        <li
          key={job.id}
          className="relative flex min-h-row items-center gap-3 border-b border-line px-gutter hover:bg-surface-2"
        >
          <ProviderTile name={job.source.connector} />
          <Link to="/jobs/$id" params={{ id: job.id }} look="row" className="min-w-0 flex-1 truncate">
            {job.name}
          </Link>
          <code className="truncate text-fg-2 max-rail:hidden">{targetOf(job)}</code>
          <JobState job={job} />
        </li>
      ))}
    </ul>
  );
}
