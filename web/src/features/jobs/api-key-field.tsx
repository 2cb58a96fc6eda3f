import type { Connector } from "@sluice/shared/connectors";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { inBold } from "./in-bold.tsx";

interface Props {
  readonly connector: Connector;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  /** There is one already, which this one replaces. */
  readonly isKept: boolean;
  readonly optional: boolean;
  readonly disabled?: boolean;
}

/** The provider's API key: what it is good for, and where it is made. Nothing for a provider of which none is used. */
export function ApiKeyField({ connector, value, onChange, error, isKept, optional, disabled }: Props) {
  if (!connector.apiKey) return null;
  return (
    <Field
      label={isKept ? `New API key of ${connector.name}` : `API key of ${connector.name}`}
      optional={optional}
      error={error}
      hint={
        <>
          {inBold(connector.apiKey.where)} With it the job can settle events whose order is unknown, backfill,
          follow a schedule, reconcile with {connector.name} and register its webhook. Stored encrypted and
          never shown again.
        </>
      }
    >
      <Input
        name="apiKey"
        type="password"
        mono
        autoComplete="off"
        value={value}
        placeholder={isKept ? "One is stored" : undefined}
        maxLength={512}
        disabled={disabled}
        onChange={({ target }) => onChange(target.value.trim())}
      />
    </Field>
  );
}
