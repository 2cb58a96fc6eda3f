import type { Connector } from "@sluice/shared/connectors";
import type { JobState, SyncJob } from "@sluice/shared/sync-jobs";
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "../../components/copy-button.tsx";
import { StatusWord } from "../../components/status.tsx";
import { ProviderTile } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { shortId } from "../../lib/format.ts";
import { targetOf, wordsFor } from "../jobs/words.ts";
import { whenOf } from "../schedule/words.ts";

interface Props {
  readonly job: SyncJob;
  readonly connector: Connector | undefined;
  /** Absent while it is not known. */
  readonly state: JobState | undefined;
  /** Where there is no room for it beside the title. */
  readonly action: ReactNode;
}

/** What it reads, where it writes, its state, its version and its URL, in one line. */
export function FactsLine({ job, connector, state, action }: Props) {
  const types = connector?.eventGroups.flatMap((group) => group.types);
  const changed = job.settingsChanged;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-gutter py-2.5">
      <span className="inline-flex items-center gap-2">
        <ProviderTile name={job.source.connector} />
        {connector?.name ?? job.source.connector},{" "}
        {job.type === "scheduled" && job.schedule
          ? whenOf(job.schedule)
          : wordsFor(job.webhookConfig.events, types)}
      </span>
      <ArrowRight size={14} aria-label="writes to" className="text-fg-3" />
      <code className="min-w-0 break-all">
        {job.destination.server} / {targetOf(job)}
      </code>
      {state && (
        <span className="border-line-2 rail:border-l rail:pl-3">
          <StatusWord status={state} />
        </span>
      )}
      <span className="text-fg-3">
        v{job.version}
        {changed && (
          <>
            , changed <Time at={changed.at} focusable /> by {changed.by.name}
          </>
        )}
      </span>
      {job.webhookUrl && (
        <span className="ml-auto inline-flex min-w-0 items-center gap-1 max-rail:ml-0 max-rail:w-full">
          <span className="text-fg-3">URL</span>
          <code className="whitespace-nowrap text-fg-2" title={job.webhookUrl}>
            …/{shortId(job.id)}
          </code>
          <CopyButton text={job.webhookUrl} what="endpoint URL" />
          {action && <span className="ml-auto">{action}</span>}
        </span>
      )}
    </div>
  );
}
