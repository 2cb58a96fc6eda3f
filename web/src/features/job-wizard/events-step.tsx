import { EventPicker } from "../jobs/event-picker.tsx";
import type { StepProps } from "./step-props.ts";

export function EventsStep({
  connector,
  draft,
  onChange,
  problem,
  disabled,
}: StepProps & { readonly disabled: boolean }) {
  return (
    <EventPicker
      connector={connector}
      patterns={draft.events}
      onChange={(events) => onChange({ events })}
      disabled={disabled}
      error={problem("events") ?? problem("webhookConfig.events")}
    />
  );
}
