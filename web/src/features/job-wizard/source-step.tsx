import type { Connector } from "@sluice/shared/connectors";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { RadioCards } from "../../components/radio-cards.tsx";
import { ProviderTile } from "../../components/tag.tsx";
import { count } from "../../lib/format.ts";
import { ApiKeyField } from "../jobs/api-key-field.tsx";
import type { StepProps } from "./step-props.ts";

const HOW = [
  { value: "webhook", label: "By webhook", hint: "The provider sends each event to a URL, within seconds." },
  {
    value: "scheduled",
    label: "By schedule",
    hint: "Sluice asks the provider's API for changes. No URL is needed.",
  },
  { value: "both", label: "Both", hint: "By webhook, and a schedule catches what was missed." },
] as const;

export function SourceStep({
  connectors,
  connector,
  draft,
  onChange,
  problem,
}: StepProps & { readonly connectors: readonly Connector[] }) {
  return (
    <div className="grid gap-4">
      <Field label="Name" hint="What this job is called in lists and messages." error={problem("name")}>
        <Input
          name="name"
          value={draft.name}
          maxLength={200}
          placeholder="Stripe billing"
          onChange={({ target }) => onChange({ name: target.value })}
        />
      </Field>
      <RadioCards
        label="Provider"
        value={draft.connector}
        onChange={(id) =>
          onChange({
            connector: id,
            events: ["*"],
            how: "webhook",
            schedule: { ...draft.schedule, entities: [] },
            apiKey: "",
            keptApiKey: false,
          })
        }
        options={connectors.map((one) => ({
          value: one.id,
          label: one.name,
          icon: <ProviderTile name={one.name} large />,
          hint: `${count(one.eventGroups.flatMap(({ types }) => types).length)} event types, signed with ${
            one.secretMintedBy === "provider" ? "its own secret" : "a secret from Sluice"
          }`,
        }))}
      />
      <RadioCards
        label="How it is read"
        value={connector.entities ? draft.how : "webhook"}
        onChange={(how) => onChange({ how })}
        options={HOW.map((one) => ({ ...one, disabled: one.value !== "webhook" && !connector.entities }))}
      />
      <ApiKeyField
        connector={connector}
        value={draft.apiKey}
        onChange={(apiKey) => onChange({ apiKey })}
        error={problem("source.apiKey")}
        isKept={draft.keptApiKey}
        optional={draft.how === "webhook" || draft.keptApiKey}
      />
    </div>
  );
}
