import type { AlertChannel, AlertSettings } from "@sluice/shared/alerts";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Checkbox } from "../../components/checkbox.tsx";
import { Link } from "../../components/link.tsx";
import { Section } from "../job/section.tsx";
import type { Gate } from "../jobs/gate.tsx";
import { ChannelChoice } from "./channel-choice.tsx";
import { Amount, NumberInput } from "./number-input.tsx";

interface Props {
  readonly stored: AlertSettings;
  readonly channels: readonly AlertChannel[];
  readonly gate: Gate;
  readonly busy: boolean;
  readonly onSave: (settings: AlertSettings) => void;
  readonly lead: ReactNode;
  readonly outcome: ReactNode;
}

/** What is watched, when it is told and to whom; saved together. */
export function RulesForm({ stored, channels, gate, busy, onSave, lead, outcome }: Props) {
  const [settings, setSettings] = useState(stored);
  const set = <Rule extends "failing" | "blocked" | "quiet" | "schedule">(
    rule: Rule,
    change: Partial<AlertSettings[Rule]>,
  ) => setSettings({ ...settings, [rule]: { ...settings[rule], ...change } });
  const { failing, blocked, quiet, schedule } = settings;
  const isChanged = JSON.stringify(settings) !== JSON.stringify(stored);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(settings);
  };
  const rule = (name: "failing" | "blocked" | "quiet" | "schedule", label: string) => (
    <Checkbox
      label={<b className="font-550">{label}</b>}
      checked={settings[name].enabled}
      onChange={({ target }) => set(name, { enabled: target.checked })}
    />
  );
  return (
    <form onSubmit={submit} aria-label="Alert rules">
      <div className="border-b border-line px-gutter py-3 text-fg-2">{lead}</div>
      <fieldset disabled={!gate.allowed} title={gate.reason}>
        <legend className="sr-only">Rules</legend>
        <Section title="What is watched" text="Looked at each minute. A job that is paused is not.">
          <div className="grid gap-4">
            <div>
              {rule("failing", "Events fail")}
              <Amount off={!failing.enabled}>
                At least
                <NumberInput
                  label="Failed events"
                  value={failing.atLeast}
                  max={1_000_000}
                  onChange={(atLeast) => set("failing", { atLeast })}
                />
                failed events, and at least
                <span className="inline-flex items-center gap-1">
                  <NumberInput
                    label="Percent of the settled events"
                    value={failing.percent}
                    min={0}
                    max={100}
                    onChange={(percent) => set("failing", { percent })}
                  />
                  %
                </span>
                of those settled, of what came in the last
                <NumberInput
                  label="Minutes that are looked at"
                  value={failing.windowMinutes}
                  max={1_440}
                  onChange={(windowMinutes) => set("failing", { windowMinutes })}
                />
                minutes
              </Amount>
            </div>
            <div>
              {rule("blocked", "Nothing can be written")}
              <Amount off={!blocked.enabled}>
                The destination has been out of reach for
                <NumberInput
                  label="Minutes that the destination is out of reach"
                  value={blocked.afterMinutes}
                  max={1_440}
                  onChange={(afterMinutes) => set("blocked", { afterMinutes })}
                />
                minutes
              </Amount>
            </div>
            <div>
              {rule("quiet", "No events come")}
              <Amount off={!quiet.enabled}>
                <label className="inline-flex items-center gap-1.5">
                  <input
                    type="radio"
                    className="size-4 accent-accent"
                    name="quiet"
                    checked={quiet.afterMinutes === null}
                    onChange={() => set("quiet", { afterMinutes: null })}
                  />
                  for ten times as long as usual
                </label>
                <label className="inline-flex items-center gap-1.5">
                  <input
                    type="radio"
                    className="size-4 accent-accent"
                    name="quiet"
                    checked={quiet.afterMinutes !== null}
                    onChange={() => set("quiet", { afterMinutes: 60 })}
                  />
                  for a fixed time
                </label>
                {quiet.afterMinutes !== null && (
                  <>
                    of
                    <NumberInput
                      label="Minutes without an event"
                      value={quiet.afterMinutes}
                      max={43_200}
                      onChange={(afterMinutes) => set("quiet", { afterMinutes })}
                    />
                    minutes
                  </>
                )}
              </Amount>
            </div>
            <div>
              {rule("schedule", "A schedule is not kept")}
              <Amount off={!schedule.enabled}>
                The last run failed, or is overdue for
                <NumberInput
                  label="Minutes that a run is overdue"
                  value={schedule.lateMinutes}
                  max={10_080}
                  onChange={(lateMinutes) => set("schedule", { lateMinutes })}
                />
                minutes
              </Amount>
            </div>
          </div>
        </Section>
        <Section title="How it is told" text="What is found in one look is one message a channel.">
          <div className="grid gap-4">
            <ChannelChoice
              channels={channels}
              chosen={settings.channelIds}
              onChange={(channelIds) => setSettings({ ...settings, channelIds })}
            />
            <Amount>
              The same is not told again within
              <NumberInput
                label="Minutes of cool-down"
                value={settings.coolDownMinutes}
                max={10_080}
                onChange={(coolDownMinutes) => setSettings({ ...settings, coolDownMinutes })}
              />
              minutes. What goes on is told once a day, and its end when it is over.
            </Amount>
            {channels.length === 0 && (
              <p className="text-12 text-fg-2">
                Until there is a channel, alerts are only shown here.{" "}
                <Link to="/settings/$section" params={{ section: "alerts" }}>
                  Alert channels
                </Link>
              </p>
            )}
          </div>
        </Section>
      </fieldset>
      <div className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-gutter py-3">
        <Button
          type="submit"
          kind="primary"
          busy={busy}
          disabled={!isChanged || !gate.allowed}
          title={gate.reason}
        >
          Save rules
        </Button>
        {isChanged && <Button onClick={() => setSettings(stored)}>Discard</Button>}
        {outcome}
      </div>
    </form>
  );
}
