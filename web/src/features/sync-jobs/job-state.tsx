import type { SyncJob } from "@sluice/shared/sync-jobs";
import { Icon, type IconName } from "../../components/icon.tsx";

interface State {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: "quiet" | "ok" | "warn" | "bad";
}

/** The one word that matters most about a job. */
function stateOf(job: SyncJob): State {
  if (!job.enabled) return { word: "Disabled", icon: "ban", tone: "quiet" };
  if (job.blocked) return { word: "Blocked", icon: "warn", tone: "bad" };
  if (job.paused) return { word: "Paused", icon: "pause", tone: "quiet" };
  if (job.notices.some((notice) => notice.code === "secret_missing"))
    return { word: "Needs its secret", icon: "warn", tone: "warn" };
  if (job.notices.length > 0) return { word: "Active, see notice", icon: "warn", tone: "warn" };
  return { word: "Active", icon: "play", tone: "ok" };
}

export function JobState({ job }: { job: SyncJob }) {
  const { word, icon, tone } = stateOf(job);
  return (
    <span className={`st ${tone}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
}

/** Where its documents go: `billing.stripe_*` */
export const targetOf = ({ destination }: SyncJob): string =>
  `${destination.database}.${destination.collectionPrefix}*`;
