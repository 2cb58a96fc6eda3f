import { OPERATORS, type Operator, type TriedCondition } from "@sluice/shared/transforms";
import { X } from "lucide-react";
import { IconButton } from "../../components/icon-button.tsx";
import { Input } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import type { ConditionDraft } from "./filter-draft.ts";

const OPTIONS = OPERATORS.map((value) => ({ value, label: value.replaceAll("_", " ") }));
const PRESENCE = [
  { value: "true", label: "is there" },
  { value: "false", label: "is missing" },
] as const;

interface Props {
  readonly condition: ConditionDraft;
  /** "Condition 2 of 3", for screen readers. */
  readonly name: string;
  /** What the event that is looked at has there. */
  readonly tried: TriedCondition | undefined;
  /** The id of a list of known paths. */
  readonly paths: string;
  readonly onChange: (next: ConditionDraft) => void;
  readonly onRemove: () => void;
}

/** A path, an operator, a value. */
export function ConditionRow({ condition, name, tried, paths, onChange, onRemove }: Props) {
  const { path, operator, text } = condition;
  const isList = operator === "in" || operator === "not_in";
  return (
    <li className="grid gap-1">
      <div className="flex flex-wrap items-center gap-1.5">
        <Input
          mono
          aria-label={`${name}: path`}
          className="w-auto! min-w-0 flex-1 basis-44"
          list={paths}
          value={path}
          maxLength={300}
          onChange={({ target }) => onChange({ ...condition, path: target.value })}
        />
        <div className="w-36">
          <Select<Operator>
            label={`${name}: operator`}
            options={OPTIONS}
            value={operator}
            onChange={(next) =>
              onChange({ ...condition, operator: next, text: next === "exists" ? "true" : text })
            }
          />
        </div>
        {operator === "exists" ? (
          <div className="min-w-0 flex-1 basis-32">
            <Select
              label={`${name}: value`}
              options={PRESENCE}
              value={text === "false" ? "false" : "true"}
              onChange={(next) => onChange({ ...condition, text: next })}
            />
          </div>
        ) : (
          <Input
            mono
            aria-label={`${name}: value`}
            className="w-auto! min-w-0 flex-1 basis-28"
            placeholder={isList ? "open, paid" : "value"}
            value={text}
            maxLength={1000}
            onChange={({ target }) => onChange({ ...condition, text: target.value })}
          />
        )}
        <IconButton
          label={`Remove ${name.toLowerCase()}`}
          icon={<X size={14} aria-hidden="true" />}
          onClick={onRemove}
        />
      </div>
      {tried && <Found tried={tried} />}
    </li>
  );
}

function Found({ tried: { holds, found } }: { tried: TriedCondition }) {
  const there =
    found.length === 0
      ? "nothing is there"
      : `there is ${found.map((one) => JSON.stringify(one)).join(", ")}`;
  if (holds === null) return <p className="text-12 text-fg-3">Not known for this event.</p>;
  return (
    <p className={`text-12 break-all ${holds ? "text-ok-text" : "text-bad-text"}`}>
      {holds ? "Holds" : "Does not hold"}: {there}
    </p>
  );
}
