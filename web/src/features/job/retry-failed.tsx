import type { FailureGroup } from "@sluice/shared/events";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { count } from "../../lib/format.ts";
import { BulkDialog } from "../bulk/bulk-dialog.tsx";
import { useGate } from "../jobs/gate.tsx";
import { spanAt } from "./data.ts";

interface Props {
  readonly job: SyncJob;
  readonly range: string;
  /** Only those of this cause. */
  readonly group: FailureGroup | undefined;
  readonly failed: number;
}

/** Gives failed events of the range another try, after saying which. */
export function RetryFailed({ job, range, group, failed }: Props) {
  const gate = useGate("member");
  const [asking, setAsking] = useState(false);
  const filter = {
    jobId: [job.id],
    ...spanAt(range),
    status: ["failed" as const],
    ...(group && { failure: group.group }),
  };
  return (
    <>
      <Button
        icon={<RotateCcw size={14} />}
        disabled={!gate.allowed}
        title={gate.reason}
        onClick={() => setAsking(true)}
      >
        Retry {count(failed)}…
      </Button>
      <BulkDialog kind="retry" selection={{ filter }} open={asking} onClose={() => setAsking(false)} />
    </>
  );
}
