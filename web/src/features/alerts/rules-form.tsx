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
        <Section title="What is watched" text="Checked every minute. Paused jobs are not checked.">
          <div className="grid gap-4">
            <div>
              {rule("failing", "Events fail")}
              <Amount off={!failing.enabled}>
                When at least{" "}
                <NumberInput
                  label="Failed events"
                  unit="events"
                  value={failing.atLeast}
                  max={1_000_000}
                  onChange={(atLeast) => set("failing", { atLeast })}
                />{" "}
                have failed within{" "}
                <NumberInput
                  label="Minutes that are looked at"
                  unit="minutes"
                  value={failing.windowMinutes}
                  max={1_440}
                  onChange={(windowMinutes) => set("failing", { windowMinutes })}
                />
                , and they are at least{" "}
                <NumberInput
                  label="Percent of the settled events"
                  unit="%"
                  value={failing.percent}
                  min={0}
                  max={100}
                  onChange={(percent) => set("failing", { percent })}
                />{" "}
                of all that finished
              </Amount>
            </div>
            <div>
              {rule("blocked", "Nothing can be written")}
              <Amount off={!blocked.enabled}>
                When the destination has been unreachable for{" "}
                <NumberInput
                  unit="minutes"
                  label="Minutes that the destination is out of reach"
                  value={blocked.afterMinutes}
                  max={1_440}
                  onChange={(afterMinutes) => set("blocked", { afterMinutes })}
                />
              </Amount>
            </div>
            <div>
              {rule("quiet", "No events arrive")}
              <Amount off={!quiet.enabled}>
                <label className="mr-3 inline-flex items-center gap-1.5">
                  <input
                    type="radio"
                    className="radio"
                    name="quiet"
                    checked={quiet.afterMinutes === null}
                    onChange={() => set("quiet", { afterMinutes: null })}
                  />
                  For ten times as long as usual
                </label>
                <label className="inline-flex items-center gap-1.5">
                  <input
                    type="radio"
                    className="radio"
                    name="quiet"
                    checked={quiet.afterMinutes !== null}
                    onChange={() => set("quiet", { afterMinutes: 60 })}
                  />
                  For a fixed time
                </label>
                {quiet.afterMinutes !== null && (
                  <>
                    {" of "}
                    <NumberInput
                      unit="minutes"
                      label="Minutes without an event"
                      value={quiet.afterMinutes}
                      max={43_200}
                      onChange={(afterMinutes) => set("quiet", { afterMinutes })}
                    />
                  </>
                )}
              </Amount>
            </div>
            <div>
              {rule("schedule", "A schedule is not kept")}
              <Amount off={!schedule.enabled}>
                When the last run failed, or is overdue by{" "}
                <NumberInput
                  unit="minutes"
                  label="Minutes that a run is overdue"
                  value={schedule.lateMinutes}
                  max={10_080}
                  onChange={(lateMinutes) => set("schedule", { lateMinutes })}
                />
              </Amount>
            </div>
          </div>
        </Section>
        <Section title="Who is told" text="Each check sends at most one message per channel.">
          <div className="grid gap-4">
            <ChannelChoice
              channels={channels}
              chosen={settings.channelIds}
              onChange={(channelIds) => setSettings({ ...settings, channelIds })}
            />
            <p className="leading-10 text-fg-2 max-rail:leading-12">
              Wait{" "}
              <NumberInput
                label="Minutes of cool-down"
                unit="minutes"
                value={settings.coolDownMinutes}
                max={10_080}
                onChange={(coolDownMinutes) => setSettings({ ...settings, coolDownMinutes })}
              />{" "}
              before repeating an alert.
            </p>
            <p className="text-fg-2">
              While a problem lasts you get a reminder once a day, and a message when it ends.
            </p>
            {channels.length === 0 && (
              <p className="text-12 text-fg-2">
                Until you add a channel, alerts are only shown here.{" "}
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
