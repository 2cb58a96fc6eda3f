import type { Connector } from "@sluice/shared/connectors";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Checkbox } from "../../components/checkbox.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import { Time } from "../../components/time.tsx";
import { previewQuery } from "./data.ts";
import { PRESETS } from "./words.ts";

export interface ScheduleValues {
  readonly cron: string;
  readonly timezone: string;
  /** Empty: all. */
  readonly entities: readonly string[];
  readonly mode: "changes" | "backfill";
}

interface Props {
  readonly connector: Connector;
  readonly values: ScheduleValues;
  readonly onChange: (change: Partial<ScheduleValues>) => void;
  readonly problem: (field: string) => string | undefined;
  readonly disabled?: boolean;
}

const OWN = "own";
const FIVE_FIELDS = /^\s*\S+(\s+\S+){4}\s*$/;

/** When a job reads from its provider, and what. */
export function ScheduleFields({ connector, values, onChange, problem, disabled = false }: Props) {
  const { cron, timezone, mode } = values;
  const preset = PRESETS.find(({ value }) => value === cron);
  const zones = useId();
  return (
    <fieldset disabled={disabled} className="grid gap-4">
      <legend className="sr-only">Schedule</legend>
      <Field label="How often">
        <Select
          options={[...PRESETS, { value: OWN, label: "Another schedule" }]}
          value={preset ? cron : OWN}
          onChange={(next) => onChange({ cron: next === OWN ? "30 6 * * 1-5" : next })}
        />
      </Field>
      {!preset && (
        <Field
          label="Cron"
          hint="Minute, hour, day of the month, month, day of the week."
          error={problem("schedule.cron")}
        >
          <Input name="cron" mono value={cron} onChange={({ target }) => onChange({ cron: target.value })} />
        </Field>
      )}
      <Field label="Time zone of the schedule" error={problem("schedule.timezone")}>
        <Input
          name="schedule-timezone"
          list={zones}
          value={timezone}
          onChange={({ target }) => onChange({ timezone: target.value })}
        />
      </Field>
      <datalist id={zones}>
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <NextTimes cron={cron} timezone={timezone} />
      <Field
        label="What each run reads"
        hint={
          mode === "changes"
            ? `What ${connector.name}'s log says has changed, including deletions. The first run, and any after more than ${(connector.changesReachDays ?? 30) - 1} days, reads everything.`
            : "Everything, each time. Lists do not show what was deleted."
        }
      >
        <Select
          options={[
            { value: "changes", label: "What has changed since the last run" },
            { value: "backfill", label: "Everything" },
          ]}
          value={mode}
          onChange={(next) => onChange({ mode: next })}
        />
      </Field>
      <EntityPicker
        connector={connector}
        entities={values.entities}
        onChange={(entities) => onChange({ entities })}
        error={problem("schedule.entities")}
      />
    </fieldset>
  );
}

function NextTimes({ cron, timezone }: Pick<ScheduleValues, "cron" | "timezone">) {
  const isWhole = FIVE_FIELDS.test(cron) && timezone.trim() !== "";
  const preview = useQuery({ ...previewQuery(cron.trim(), timezone), enabled: isWhole });
  return (
    <p aria-live="polite" className="text-12 text-fg-2">
      {isWhole && preview.isError ? (
        <span className="text-bad-text">{preview.error.message}</span>
      ) : isWhole && preview.data ? (
        <>
          Next:{" "}
          {preview.data.next.map((at, index) => (
            <span key={at}>
              {index > 0 && ", "}
              <Time at={at} />
            </span>
          ))}
        </>
      ) : (
        "Next: —"
      )}
    </p>
  );
}

interface PickerProps {
  readonly connector: Connector;
  /** Empty: all. */
  readonly entities: readonly string[];
  readonly onChange: (entities: readonly string[]) => void;
  readonly error?: string | undefined;
}

/** Which of the provider's objects; all of them unless some are chosen. */
export function EntityPicker({ connector, entities, onChange, error }: PickerProps) {
  const known = connector.entities ?? [];
  const isAll = entities.length === 0;
  const toggle = (collection: string, isOn: boolean) => {
    const before = isAll ? [] : entities;
    onChange(isOn ? [...before, collection] : before.filter((one) => one !== collection));
  };
  return (
    <fieldset>
      <legend className="mb-1 text-12 font-550">Objects</legend>
      <Checkbox
        label={`All that ${connector.name} lists (${known.length})`}
        checked={isAll}
        onChange={({ target }) =>
          onChange(target.checked ? [] : known.slice(0, 1).map((one) => one.collection))
        }
      />
      {!isAll && (
        <ul className="mt-1 grid gap-x-4 border-t border-line pt-1 sm:grid-cols-2">
          {known.map(({ collection, title }) => (
            <li key={collection}>
              <Checkbox
                label={title}
                checked={entities.includes(collection)}
                onChange={({ target }) => toggle(collection, target.checked)}
              />
            </li>
          ))}
        </ul>
      )}
      {error && (
        <p role="alert" className="text-12 text-bad-text">
          {error}
        </p>
      )}
    </fieldset>
  );
}
