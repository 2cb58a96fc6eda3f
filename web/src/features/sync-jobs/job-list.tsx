import type { SyncJob } from "@sluice/shared/sync-jobs";
import { Link } from "../../components/link.tsx";
import { href } from "../../lib/address.ts";
import { JobState, targetOf } from "./job-state.tsx";

export function JobList({ jobs, selected }: { jobs: readonly SyncJob[]; selected: string | undefined }) {
  return (
    <ul className="jobs">
      {jobs.map((job) => (
        <li key={job.id}>
          <Link href={href({ job: job.id })} aria-current={job.id === selected ? "page" : undefined}>
            <span className="trunc strong">{job.name}</span>
            <JobState job={job} />
            <span className="trunc t3">Stripe → {targetOf(job)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
