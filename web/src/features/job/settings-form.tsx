import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob, UpdateSyncJob } from "@sluice/shared/sync-jobs";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Checkbox } from "../../components/checkbox.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Notice } from "../../components/notice.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { isStatus, problemOf } from "../../lib/api.ts";
import { cx } from "../../lib/cx.ts";
import { BatchFields, type BatchValues } from "../jobs/batch-fields.tsx";
import { useUpdateSyncJob } from "../jobs/data.ts";
import { EventPicker } from "../jobs/event-picker.tsx";
import { focusFirstInvalid } from "../jobs/focus-first-invalid.ts";
import { useGate } from "../jobs/gate.tsx";
import { Section } from "./section.tsx";

interface Values extends BatchValues {
  readonly name: string;
  readonly timezone: string;
  readonly enabled: boolean;
  readonly events: readonly string[];
}

const valuesOf = (job: SyncJob): Values => ({
  name: job.name,
  timezone: job.timezone,
  enabled: job.enabled,
  events: job.webhookConfig.events,
  batchSize: job.webhookConfig.batchSize,
  batchWaitMs: job.webhookConfig.batchWaitMs,
  deleteMode: job.webhookConfig.deleteMode,
});

/** Name, events and batches; saved together. */
export function SettingsForm({ job, connector }: { job: SyncJob; connector: Connector }) {
  const stored = valuesOf(job);
  const [edited, setEdited] = useState<Partial<Values>>({});
  /** The version that the first of the edits was made to. */
  const [base, setBase] = useState(job.version);
  const update = useUpdateSyncJob(job.id);
  const gate = useGate("member");
  const form = useRef<HTMLFormElement>(null);
  const values = { ...stored, ...edited };
  const set = (change: Partial<Values>) => {
    update.reset();
    if (Object.keys(edited).length === 0) setBase(job.version);
    setEdited({ ...edited, ...change });
  };
  const change = changeOf(stored, values);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!change) return;
    update.mutate(
      { ...change, version: base },
      { onSuccess: () => setEdited({}), onError: () => focusFirstInvalid(form.current) },
    );
  };
  const problem = (path: string) => problemOf(update.error, path);
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Section title="General">
        <fieldset disabled={!gate.allowed} className="grid gap-4">
          <legend className="sr-only">General</legend>
          <Field label="Name" error={problem("name")}>
            <Input
              name="name"
              value={values.name}
              maxLength={200}
              onChange={({ target }) => set({ name: target.value })}
            />
          </Field>
          <Field
            label="Time zone"
            hint="When a day begins for this job's daily counts."
            error={problem("timezone")}
          >
            <Input
              name="timezone"
              list="time-zones"
              value={values.timezone}
              onChange={({ target }) => set({ timezone: target.value })}
            />
          </Field>
          <datalist id="time-zones">
            {Intl.supportedValuesOf("timeZone").map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
          <div>
            <Checkbox
              label="Enabled"
              checked={values.enabled}
              onChange={({ target }) => set({ enabled: target.checked })}
            />
            <p className="text-12 text-fg-3">
              A disabled job rejects requests, and the provider may stop sending. To only stop writing, pause
              it.
            </p>
          </div>
        </fieldset>
      </Section>
      <Section title="Events" text="Other types are stored as filtered and write nothing.">
        <EventPicker
          connector={connector}
          patterns={values.events}
          onChange={(events) => set({ events })}
          error={values.events.length === 0 ? "Choose at least one type" : problem("webhookConfig.events")}
          disabled={!gate.allowed}
        />
      </Section>
      <Section title="Writing" text="How events become writes.">
        <BatchFields
          values={values}
          onChange={({ batchSize, batchWaitMs, deleteMode }) => set({ batchSize, batchWaitMs, deleteMode })}
          problem={(field) => problem(`webhookConfig.${field}`)}
          disabled={!gate.allowed}
        />
      </Section>
      {isStatus(update.error, 409) && (
        <div role="alert" className="px-gutter py-4">
          <Notice
            tone="warn"
            title="Somebody else has changed these settings"
            steps={[
              { text: "Look at their change under Versions below." },
              {
                text: "Your changes are still here. Save them on top of theirs.",
                action: (
                  <Button
                    size="small"
                    onClick={() => {
                      update.reset();
                      setBase(job.version);
                    }}
                  >
                    Keep mine
                  </Button>
                ),
              },
            ]}
          >
            {update.error?.message}
          </Notice>
        </div>
      )}
      <div
        className={cx(
          "flex flex-wrap items-center gap-2 border-b border-line bg-surface px-gutter py-3",
          change && "sticky bottom-0 z-10 border-t max-rail:bottom-(--tabbar)",
        )}
      >
        <Button
          type="submit"
          kind="primary"
          busy={update.isPending}
          disabled={!change || !gate.allowed || values.events.length === 0}
          title={gate.reason}
        >
          Save changes
        </Button>
        {change && (
          <Button
            onClick={() => {
              update.reset();
              setEdited({});
            }}
          >
            Discard
          </Button>
        )}
        <Outcome
          error={isStatus(update.error, 400, 409) ? null : update.error}
          done={update.isSuccess ? "Saved. Applies to events from now on." : undefined}
        />
      </div>
    </form>
  );
}

/** What differs, as the API takes it; undefined when nothing does. */
function changeOf(stored: Values, values: Values): UpdateSyncJob | undefined {
  const differs = (key: keyof Values) => JSON.stringify(stored[key]) !== JSON.stringify(values[key]);
  const config = {
    ...(differs("events") && { events: [...values.events] }),
    ...(differs("batchSize") && { batchSize: values.batchSize }),
    ...(differs("batchWaitMs") && { batchWaitMs: values.batchWaitMs }),
    ...(differs("deleteMode") && { deleteMode: values.deleteMode }),
  };
  const change: UpdateSyncJob = {
    ...(differs("name") && { name: values.name }),
    ...(differs("timezone") && { timezone: values.timezone }),
    ...(differs("enabled") && { enabled: values.enabled }),
    ...(Object.keys(config).length > 0 && { webhookConfig: config }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}
