import { EventPicker } from "../jobs/event-picker.tsx";
import { ScheduleFields } from "../schedule/schedule-fields.tsx";
import type { StepProps } from "./step-props.ts";

export function EventsStep({
  connector,
  draft,
  onChange,
  problem,
  disabled,
}: StepProps & { readonly disabled: boolean }) {
  const { how, schedule } = draft;
  const picker = (
    <EventPicker
      connector={connector}
      patterns={draft.events}
      onChange={(events) => onChange({ events })}
      disabled={disabled}
      error={problem("events") ?? problem("webhookConfig.events")}
    />
  );
  if (how === "webhook") return picker;
  return (
    <div className="grid gap-6">
      {how === "both" && picker}
      <ScheduleFields
        connector={connector}
        values={schedule}
        onChange={(change) => onChange({ schedule: { ...schedule, ...change } })}
        problem={problem}
        disabled={disabled}
      />
    </div>
  );
}
