import type { SyncJob } from "@sluice/shared/sync-jobs";
import { type Status, StatusWord } from "../../components/status.tsx";

/** The one state that matters most about a job. */
function stateOf(job: SyncJob): Status {
  if (!job.enabled) return "disabled";
  if (job.blocked) return "blocked";
  if (job.paused) return "paused";
  return job.notices.some((notice) => notice.code === "secret_missing") ? "needsSecret" : "active";
}

export const JobState = ({ job }: { job: SyncJob }) => <StatusWord status={stateOf(job)} />;

/** Where its documents go: `billing.stripe_*` */
export const targetOf = ({ destination }: SyncJob): string =>
  `${destination.database}.${destination.collectionPrefix}*`;
