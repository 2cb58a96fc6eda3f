import { Field } from "../../components/field.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Select } from "../../components/select.tsx";
import { Switch } from "../../components/switch.tsx";
import { type Preferences, setPreferences, usePreferences } from "../../lib/preferences.ts";
import { SectionHeader } from "./section-header.tsx";

const ZONES = [
  { value: "local", label: `This device, ${Intl.DateTimeFormat().resolvedOptions().timeZone}` },
  { value: "UTC", label: "UTC" },
  ...Intl.supportedValuesOf("timeZone").map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
];
const THEMES = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

/** Kept in this browser. */
export function PreferencesSection() {
  const { theme, timeZone, singleKeys } = usePreferences();
  return (
    <>
      <SectionHeader title="Preferences" lead="Saved in this browser, only for you." />
      <div className="grid max-w-120 justify-items-start gap-5 px-gutter py-4">
        <Segmented
          label="Theme"
          options={THEMES}
          value={theme}
          onChange={(value: Preferences["theme"]) => setPreferences({ theme: value })}
        />
        <Field
          label="Time zone"
          hint="For all times shown. Hover over a time to see it in UTC too."
          className="w-full"
        >
          <Select
            options={ZONES}
            value={timeZone}
            onChange={(value) => setPreferences({ timeZone: value })}
          />
        </Field>
        <Switch
          label="Single-key shortcuts, such as J and K"
          checked={singleKeys}
          onChange={(checked) => setPreferences({ singleKeys: checked })}
        />
      </div>
    </>
  );
}
