import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useMutation } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Facts } from "../../components/facts.tsx";
import { Id } from "../../components/id.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { api } from "../../lib/api.ts";
import { DestinationResult } from "../job-wizard/destination-result.tsx";
import { useGate } from "../jobs/gate.tsx";
import { Section } from "./section.tsx";

/** Where the job writes, and whether it can. */
export function DestinationSection({ job }: { job: SyncJob }) {
  const gate = useGate("member");
  const { server, database, collectionPrefix } = job.destination;
  const check = useMutation({
    mutationFn: () =>
      api.destinations.check({
        body: {
          jobId: job.id,
          database,
          collectionPrefix,
          connector: job.source.connector,
          events: [...job.webhookConfig.events],
        },
      }),
  });
  return (
    <Section
      title="Destination"
      text="Set when the job was created. For another destination, create another job."
    >
      <Facts
        facts={[
          ["Server", <code key="s">{server}</code>],
          ["Database", <code key="d">{database}</code>],
          ["Prefix", <code key="p">{collectionPrefix || "none"}</code>],
          ["Job id", <Id key="i" id={job.id} copy="job id" />],
        ]}
      />
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button
          busy={check.isPending}
          disabled={!gate.allowed}
          title={gate.reason}
          onClick={() => check.mutate()}
        >
          Test the destination
        </Button>
        <Outcome
          error={check.error}
          done={check.isPending ? "Connecting and trying a write; at most 10 seconds." : undefined}
        />
      </div>
      {check.data && (
        <div className="mt-3">
          <DestinationResult report={check.data} />
        </div>
      )}
    </Section>
  );
}
