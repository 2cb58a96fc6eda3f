import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { isStatus, problemOf } from "../../lib/api.ts";
import { Section } from "../job/section.tsx";
import { useUpdateSyncJob } from "../jobs/data.ts";
import { useGate } from "../jobs/gate.tsx";
import { scheduleBody } from "./schedule-body.ts";
import { ScheduleFields, type ScheduleValues } from "./schedule-fields.tsx";
import { PRESETS } from "./words.ts";

const valuesOf = ({ schedule, timezone }: SyncJob): ScheduleValues => ({
  cron: schedule?.cron ?? PRESETS[1].value,
  timezone: schedule?.timezone ?? timezone,
  entities: schedule?.entities ?? [],
  mode: schedule?.mode ?? "changes",
});

/** The schedule among the settings of a job; a webhook job may have one too. */
export function ScheduleSection({ job, connector }: { job: SyncJob; connector: Connector }) {
  const update = useUpdateSyncJob(job.id);
  const gate = useGate("member");
  const [edited, setEdited] = useState<ScheduleValues>();
  if (!connector.entities) return null;
  const values = edited ?? valuesOf(job);
  const isShown = job.schedule !== undefined || edited !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ schedule: scheduleBody(values) }, { onSuccess: () => setEdited(undefined) });
  };
  return (
    <Section title="Schedule" text={`When Sluice asks ${connector.name} for changes.`}>
      {isShown ? (
        <form noValidate onSubmit={submit} className="grid gap-4">
          <ScheduleFields
            connector={connector}
            values={values}
            onChange={(change) => {
              update.reset();
              setEdited({ ...values, ...change });
            }}
            problem={(field) => problemOf(update.error, field)}
            disabled={!gate.allowed}
          />
          <div className="flex flex-wrap items-center gap-2">
            <Button
              type="submit"
              busy={update.isPending}
              disabled={!gate.allowed || !edited}
              title={gate.reason}
            >
              Save schedule
            </Button>
            {job.schedule && job.type === "webhook" && (
              <Button
                disabled={!gate.allowed}
                onClick={() => update.mutate({ schedule: null }, { onSuccess: () => setEdited(undefined) })}
              >
                Remove schedule
              </Button>
            )}
            <Outcome
              error={isStatus(update.error, 400) && problemOf(update.error, "schedule") ? null : update.error}
              done={update.isSuccess ? "Saved." : undefined}
            />
          </div>
        </form>
      ) : (
        <div className="grid justify-items-start gap-2">
          <p className="text-fg-2">
            None. A schedule catches what webhooks missed
            {job.source.hasApiKey ? "." : "; it needs an API key."}
          </p>
          <Button
            disabled={!gate.allowed || !job.source.hasApiKey}
            title={gate.reason}
            onClick={() => setEdited(values)}
          >
            Add a schedule
          </Button>
        </div>
      )}
    </Section>
  );
}
