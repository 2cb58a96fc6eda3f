import type { Connector } from "@sluice/shared/connectors";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { RadioCards } from "../../components/radio-cards.tsx";
import { ProviderTile } from "../../components/tag.tsx";
import { count } from "../../lib/format.ts";
import type { StepProps } from "./step-props.ts";

export function SourceStep({
  connectors,
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
        onChange={(connector) => onChange({ connector, events: ["*"] })}
        options={connectors.map((connector) => ({
          value: connector.id,
          label: connector.name,
          icon: <ProviderTile name={connector.name} large />,
          hint: `${count(connector.eventGroups.flatMap(({ types }) => types).length)} event types, signed with ${
            connector.secretMintedBy === "provider" ? "its own secret" : "a secret of Sluice's"
          }`,
        }))}
      />
    </div>
  );
}
