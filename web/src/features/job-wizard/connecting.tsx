import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { Link } from "../../components/link.tsx";
import { ConnectSteps } from "../jobs/connect-steps.tsx";
import { FirstEvent } from "../jobs/first-event.tsx";
import { SendTest } from "../jobs/test-dialog.tsx";
import { targetOf, wordsFor } from "../jobs/words.ts";
import { RegisterBox } from "../registration/register-box.tsx";
import { Backfill } from "../schedule/backfill-dialog.tsx";
import { Frame } from "./frame.tsx";
import { StepsNav } from "./steps-nav.tsx";

/** The job is there: what to do at the provider, with the checks of the first event beside it. */
export function Connecting({ job, connectors }: { job: SyncJob; connectors: readonly Connector[] }) {
  const connector = connectors.find(({ id }) => id === job.source.connector);
  if (!connector) return null;
  const types = connector.eventGroups.flatMap((group) => group.types);
  return (
    <Frame
      nav={
        <StepsNav
          current="connect"
          made
          reachable="connect"
          notes={{
            source: job.name,
            events: wordsFor(job.webhookConfig.events, types),
            destination: targetOf(job),
            connect: "URL, secret, first event",
          }}
        />
      }
      title={job.registration ? `${connector.name} is connected` : `Point ${connector.name} at this URL`}
      text={`${job.name} is ready. It starts writing with the first event.`}
      aside={<FirstEvent job={job} />}
    >
      {connector.registers && <RegisterBox job={job} connector={connector} />}
      {job.registration ? (
        <details>
          <summary className="min-h-6 cursor-pointer text-fg-2">Endpoint URL, and the steps by hand</summary>
          <div className="mt-3">
            <ConnectSteps job={job} connector={connector} />
          </div>
        </details>
      ) : (
        <ConnectSteps job={job} connector={connector} />
      )}
      {job.source.hasApiKey && connector.entities && (
        <section className="mt-5 border-t border-line pt-4">
          <h3 className="font-600">Existing data</h3>
          <p className="mb-2 text-fg-2">
            Webhooks cover what happens from now on. A backfill reads what {connector.name} already has.
          </p>
          <Backfill job={job} connector={connector} />
        </section>
      )}
      <div className="mt-5 flex flex-wrap items-center gap-2 border-t border-line pt-4">
        <p className="min-w-0 flex-1 basis-40 text-12 text-fg-2">
          You can leave this page. The job keeps listening, and its page shows the same checks.
        </p>
        <SendTest job={job} connector={connector} />
        <Link to="/jobs/$id" params={{ id: job.id }} look="default">
          Open the job
        </Link>
      </div>
    </Frame>
  );
}
