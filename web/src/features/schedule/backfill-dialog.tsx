import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { useGate } from "../jobs/gate.tsx";
import { useStartPull } from "./data.ts";
import { EntityPicker } from "./schedule-fields.tsx";

interface Props {
  readonly job: SyncJob;
  readonly connector: Connector;
  readonly kind?: "default" | "primary";
}

/** Reads everything, or all of some objects, from the provider's lists. */
export function Backfill({ job, connector, kind = "default" }: Props) {
  const [asking, setAsking] = useState(false);
  const [entities, setEntities] = useState<readonly string[]>(job.schedule?.entities ?? []);
  const start = useStartPull(job);
  const gate = useGate("member");
  return (
    <>
      <Button
        kind={kind}
        disabled={!gate.allowed}
        title={gate.reason}
        onClick={() => {
          start.reset();
          setAsking(true);
        }}
      >
        Backfill…
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Read all objects from ${connector.name}?`}
        description="It reads page by page while events keep arriving; the newest state of each object wins. You can pause it, and a restart does not lose its place."
        footer={
          <>
            <Outcome error={start.error} />
            <Button onClick={() => setAsking(false)}>Not now</Button>
            <Button
              kind="primary"
              busy={start.isPending}
              onClick={() =>
                start.mutate(
                  { kind: "backfill", ...(entities.length > 0 && { entities: [...entities] }) },
                  { onSuccess: () => setAsking(false) },
                )
              }
            >
              Start backfill
            </Button>
          </>
        }
      >
        <EntityPicker connector={connector} entities={entities} onChange={setEntities} />
      </Dialog>
    </>
  );
}
