import { ChevronDown, ChevronUp, Plus, X } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Input } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import {
  moved,
  newOperation,
  OPERATION_HINTS,
  OPERATION_WORDS,
  type OperationDraft,
  type OperationName,
} from "./operation-draft.ts";

const OPTIONS = (Object.keys(OPERATION_WORDS) as OperationName[]).map((value) => ({
  value,
  label: OPERATION_WORDS[value],
}));

interface Props {
  readonly operations: readonly OperationDraft[];
  readonly onChange: (next: readonly OperationDraft[]) => void;
}

/** What is done to each document, one after the other. */
export function OperationList({ operations, onChange }: Props) {
  return (
    <div className="grid gap-3">
      <ol className="grid gap-3">
        {operations.map((operation, index) => (
          <OperationRow
            key={operation.key}
            operation={operation}
            index={index}
            count={operations.length}
            onChange={(next) => onChange(operations.map((one, at) => (at === index ? next : one)))}
            onMove={(by) => onChange(moved(operations, index, by))}
            onRemove={() => onChange(operations.filter((_, at) => at !== index))}
          />
        ))}
      </ol>
      <div>
        <Button
          size="small"
          icon={<Plus size={14} aria-hidden="true" />}
          onClick={() => onChange([...operations, newOperation()])}
        >
          Add operation
        </Button>
      </div>
    </div>
  );
}

interface RowProps {
  readonly operation: OperationDraft;
  readonly index: number;
  readonly count: number;
  readonly onChange: (next: OperationDraft) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

function OperationRow({ operation, index, count, onChange, onMove, onRemove }: RowProps) {
  const name = `operation ${index + 1}`;
  return (
    <li className="grid gap-2 rounded-2 border border-line-2 p-2.5">
      <div className="flex items-center gap-1.5">
        <span aria-hidden="true" className="w-4 text-12 text-fg-3">
          {index + 1}
        </span>
        <Select
          label={`What ${name} does`}
          className="min-w-0 flex-1"
          options={OPTIONS}
          value={operation.op}
          onChange={(op) => onChange({ ...operation, op })}
        />
        <IconButton
          label={`Move ${name} up`}
          icon={<ChevronUp size={14} aria-hidden="true" />}
          disabled={index === 0}
          onClick={() => onMove(-1)}
        />
        <IconButton
          label={`Move ${name} down`}
          icon={<ChevronDown size={14} aria-hidden="true" />}
          disabled={index === count - 1}
          onClick={() => onMove(1)}
        />
        <IconButton label={`Remove ${name}`} icon={<X size={14} aria-hidden="true" />} onClick={onRemove} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Fields operation={operation} onChange={onChange} />
      </div>
      <p className="text-12 text-fg-3">{OPERATION_HINTS[operation.op]}</p>
    </li>
  );
}

function Fields({ operation, onChange }: Pick<RowProps, "operation" | "onChange">) {
  const field = (label: string, key: "paths" | "from" | "to" | "keep" | "separator", placeholder: string) => (
    <Field label={label} className="min-w-24 flex-1">
      <Input
        mono
        value={operation[key]}
        placeholder={placeholder}
        maxLength={key === "paths" ? 4000 : 200}
        onChange={({ target }) => onChange({ ...operation, [key]: target.value })}
      />
    </Field>
  );
  switch (operation.op) {
    case "rename":
      return (
        <>
          {field("From", "from", "name")}
          {field("To", "to", "customer.name")}
        </>
      );
    case "flatten":
      return (
        <>
          {field("Object (empty: the whole document)", "from", "address")}
          {field("Between the names", "separator", "_")}
        </>
      );
    case "mask":
      return (
        <>
          {field("Fields", "paths", "phone, cards.*.number")}
          {field("Characters that stay", "keep", "4")}
        </>
      );
    default:
      return field("Fields", "paths", "email, address.city, lines.*.price");
  }
}
