import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { Link } from "../../components/link.tsx";
import { ConnectSteps } from "../jobs/connect-steps.tsx";
import { SendTest } from "../jobs/test-dialog.tsx";

/** The job is there: what to do at the provider. The checks stand beside it. */
export function ConnectStep({ job, connector }: { job: SyncJob; connector: Connector }) {
  return (
    <>
      <ConnectSteps job={job} connector={connector} />
      <div className="mt-5 flex flex-wrap items-center gap-2 border-t border-line pt-4">
        <p className="min-w-0 flex-1 basis-40 text-12 text-fg-2">
          You can leave this page. The job keeps listening, and its page shows the same checks.
        </p>
        <SendTest job={job} connector={connector} />
        <Link to="/jobs/$id" params={{ id: job.id }} look="default">
          Open the job
        </Link>
      </div>
    </>
  );
}
