import type { AlertChannel } from "@sluice/shared/alerts";
import { Checkbox } from "../../components/checkbox.tsx";
import { KIND_WORDS } from "./data.ts";

interface Props {
  readonly channels: readonly AlertChannel[];
  /** null: all, also those that are added later. */
  readonly chosen: readonly string[] | null;
  readonly onChange: (chosen: string[] | null) => void;
}

export function ChannelChoice({ channels, chosen, onChange }: Props) {
  if (channels.length === 0) return null;
  const toggle = (id: string, isOn: boolean) => {
    const before = chosen ?? channels.map((channel) => channel.id);
    onChange(isOn ? [...before, id] : before.filter((one) => one !== id));
  };
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-12 font-550">Channels</legend>
      <Checkbox
        label="All, including those added later"
        checked={chosen === null}
        onChange={({ target }) => onChange(target.checked ? null : channels.map(({ id }) => id))}
      />
      {chosen !== null &&
        channels.map(({ id, name, kind, enabled }) => (
          <span key={id} className="pl-6">
            <Checkbox
              label={
                <>
                  {name}{" "}
                  <span className="text-fg-3">
                    {KIND_WORDS[kind]}
                    {enabled ? "" : ", off"}
                  </span>
                </>
              }
              checked={chosen.includes(id)}
              onChange={({ target }) => toggle(id, target.checked)}
            />
          </span>
        ))}
    </fieldset>
  );
}
