import type { SyncJob } from "@sluice/shared/sync-jobs";
import { AlertHistory } from "./history.tsx";
import { JobRules } from "./job-rules.tsx";

/** What is watched of a job, and what came of it. */
export function AlertsTab({ job }: { job: SyncJob }) {
  return (
    <>
      <AlertHistory jobId={job.id} />
      <JobRules key={job.id} job={job} />
    </>
  );
}
