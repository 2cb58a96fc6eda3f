import type { Connector } from "@sluice/shared/connectors";
import { useMutation } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { ProviderTile } from "../../components/tag.tsx";
import { api } from "../../lib/api.ts";
import { count } from "../../lib/format.ts";
import { BatchFields } from "../jobs/batch-fields.tsx";
import { EventPicker } from "../jobs/event-picker.tsx";
import { takesAny } from "../jobs/patterns.ts";
import { DestinationResult } from "./destination-check.tsx";
import { collectionsOf, type Draft, problemsOf } from "./draft-rules.ts";

interface Props {
  readonly connector: Connector;
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly problem: (field: string) => string | undefined;
}

export function SourceStep({ connectors, ...props }: Props & { readonly connectors: readonly Connector[] }) {
  const { draft, onChange, problem } = props;
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
      <fieldset className="grid gap-2">
        <legend className="mb-1 text-12 font-550">Provider</legend>
        {connectors.map((connector) => (
          <label
            key={connector.id}
            className="flex cursor-pointer items-center gap-3 rounded-2 border border-line-2 px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="connector"
              checked={draft.connector === connector.id}
              onChange={() => onChange({ connector: connector.id, events: ["*"] })}
              className="size-4 accent-(--accent)"
            />
            <ProviderTile name={connector.name} large />
            <span>
              <span className="block font-550">{connector.name}</span>
              <span className="block text-12 text-fg-2">
                {count(connector.eventGroups.flatMap((group) => group.types).length)} event types, signed with{" "}
                {connector.secretMintedBy === "provider" ? "its own secret" : "a secret of Sluice's"}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}

export function EventsStep({ connector, draft, onChange, problem }: Props) {
  return (
    <EventPicker
      connector={connector}
      patterns={draft.events}
      onChange={(events) => onChange({ events })}
      error={problem("events") ?? problem("webhookConfig.events")}
    />
  );
}

export function DestinationStep({ connector, draft, onChange, problem }: Props) {
  const check = useMutation({
    mutationFn: () =>
      api.destinations.check({
        body: {
          database: draft.database,
          collectionPrefix: draft.collectionPrefix,
          events: [...draft.events],
          connector: draft.connector,
          ...(draft.uri && { uri: draft.uri }),
        },
      }),
  });
  const collections = collectionsOf(
    connector.eventGroups,
    (type) => takesAny(draft.events, type),
    draft.collectionPrefix,
  );
  const change = (next: Partial<Draft>) => {
    check.reset();
    onChange(next);
  };
  const { database, uri } = problemsOf("destination", draft);
  return (
    <div className="grid gap-4">
      <Field
        label="MongoDB URI"
        optional
        error={problem("uri") ?? problem("destination.uri")}
        hint="Empty: Sluice's own MongoDB. Stored encrypted, and never shown again."
      >
        <Input
          name="uri"
          mono
          value={draft.uri}
          placeholder="mongodb+srv://user:password@host"
          onChange={({ target }) => change({ uri: target.value.trim() })}
        />
      </Field>
      <div className="grid grid-cols-2 gap-3 max-rail:grid-cols-1">
        <Field label="Database" error={problem("database") ?? problem("destination.database")}>
          <Input
            name="database"
            mono
            maxLength={38}
            value={draft.database}
            placeholder="billing"
            onChange={({ target }) => change({ database: target.value.trim() })}
          />
        </Field>
        <Field
          label="Collection prefix"
          optional
          error={problem("collectionPrefix") ?? problem("destination.collectionPrefix")}
        >
          <Input
            name="collectionPrefix"
            mono
            maxLength={40}
            value={draft.collectionPrefix}
            placeholder="stripe_"
            onChange={({ target }) => change({ collectionPrefix: target.value.trim() })}
          />
        </Field>
      </div>
      <p className="text-12 text-fg-2">
        Writes {count(collections.length)} {collections.length === 1 ? "collection" : "collections"}:{" "}
        <code>{collections.slice(0, 5).join(", ")}</code>
        {collections.length > 5 && ` and ${collections.length - 5} more`}
      </p>
      <div className="grid justify-items-start gap-2">
        <Button busy={check.isPending} disabled={Boolean(database ?? uri)} onClick={() => check.mutate()}>
          Test the connection
        </Button>
        <Outcome error={check.error} done={check.isPending ? "Connecting; at most 10 seconds." : undefined} />
        {check.data && (
          <div className="w-full">
            <DestinationResult report={check.data} />
          </div>
        )}
      </div>
      <h3 className="mt-2 border-t border-line pt-4 font-600">How it writes</h3>
      <BatchFields
        values={draft}
        onChange={({ batchSize, batchWaitMs, deleteMode }) => change({ batchSize, batchWaitMs, deleteMode })}
        problem={(field) => problem(field) ?? problem(`webhookConfig.${field}`)}
      />
    </div>
  );
}
