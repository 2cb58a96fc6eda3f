import type { Connector } from "@sluice/shared/connectors";
import { ChevronRight, Plus, Search, X } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Checkbox } from "../../components/checkbox.tsx";
import { Field } from "../../components/field.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Input } from "../../components/input.tsx";
import { plural } from "../../lib/format.ts";
import { ALL, isWild, patternsOf, takesAny, withoutTypes, withTypes } from "./patterns.ts";

interface Props {
  readonly connector: Connector;
  readonly patterns: readonly string[];
  readonly onChange: (patterns: string[]) => void;
  readonly error?: string | undefined;
  readonly disabled?: boolean;
}

/** Which event types a job takes: groups, single types, and wildcards that take later types too. */
export function EventPicker({ connector, patterns, onChange, error, disabled = false }: Props) {
  const [looked, setLooked] = useState("");
  const types = connector.eventGroups.flatMap((group) => group.types);
  const taken = types.filter((type) => takesAny(patterns, type)).length;
  const toggle = (of: readonly string[], on: boolean, whole: readonly string[] = of) =>
    onChange(on ? withTypes(patterns, whole) : withoutTypes(patterns, of, types));
  const groups = connector.eventGroups
    .map((group) => ({ group, shown: group.types.filter((type) => type.includes(looked.toLowerCase())) }))
    .filter(({ shown }) => shown.length > 0);
  return (
    <fieldset disabled={disabled} className="grid gap-3">
      <legend className="sr-only">Event types</legend>
      <Checkbox
        label={
          <>
            <b className="font-550">All event types</b>{" "}
            <span className="text-fg-3">
              {types.length} now, and those {connector.name} adds later
            </span>
          </>
        }
        checked={patterns.includes(ALL)}
        onChange={({ target }) => onChange(target.checked ? [ALL] : [])}
      />
      <div className="flex flex-wrap items-center gap-2">
        <div className="relative min-w-48 flex-1">
          <Search
            size={14}
            aria-hidden="true"
            className="absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-3"
          />
          <Input
            type="search"
            aria-label="Search event types"
            placeholder="Search, such as invoice or refund"
            value={looked}
            onChange={({ target }) => setLooked(target.value.trim())}
            className="pl-8!"
          />
        </div>
        <p role="status" className="text-12 text-fg-2">
          {taken} of {types.length} taken
        </p>
      </div>
      <ul
        aria-label="Event types by object"
        className="max-h-96 overflow-y-auto rounded-3 border border-line-2"
      >
        {groups.map(({ group, shown }) => (
          <Group
            key={group.types.join()}
            group={group}
            shown={shown}
            patterns={patterns}
            expanded={looked !== ""}
            onToggle={(of, on) =>
              toggle(of, on, of.length === group.types.length ? patternsOf(group, types) : of)
            }
          />
        ))}
        {groups.length === 0 && (
          <li className="px-3 py-3 text-fg-2">
            No type of {connector.name} contains “{looked}”. A pattern below can name types that are not
            listed.
          </li>
        )}
      </ul>
      <Patterns patterns={patterns} types={types} onChange={onChange} error={error} />
    </fieldset>
  );
}

interface GroupProps {
  readonly group: Connector["eventGroups"][number];
  readonly shown: readonly string[];
  readonly patterns: readonly string[];
  readonly expanded: boolean;
  readonly onToggle: (types: readonly string[], on: boolean) => void;
}

function Group({ group, shown, patterns, expanded, onToggle }: GroupProps) {
  const [opened, setOpen] = useState(false);
  const id = useId();
  const open = opened || expanded;
  const taken = group.types.filter((type) => takesAny(patterns, type)).length;
  const all = taken === group.types.length;
  const name = group.objects.join(", ");
  return (
    <li className="border-line not-first:border-t">
      <div className="flex items-center gap-2 px-3 py-1.5">
        <Checkbox
          aria-label={`All ${name} events`}
          checked={all}
          mixed={taken > 0 && !all}
          onChange={() => onToggle(group.types, !all)}
        />
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!opened)}
          className="flex min-h-7 min-w-0 flex-1 items-center gap-2 text-left max-rail:min-h-9"
        >
          <code className="min-w-0 truncate text-fg">{name}</code>
          <span className="ml-auto shrink-0 text-12 text-fg-3">
            {taken > 0 && <b className="font-550 text-fg-2">{taken} of </b>}
            {group.types.length}
          </span>
          <ChevronRight
            size={14}
            aria-hidden="true"
            className={`text-fg-3 transition-transform ${open ? "rotate-90" : ""}`}
          />
        </button>
      </div>
      {open && (
        <ul id={id} className="pb-2 pl-9">
          {group.collections.length === 0 && (
            <li className="text-12 text-fg-3">These are received and kept, and write no document.</li>
          )}
          {shown.map((type) => (
            <li key={type}>
              <Checkbox
                label={<code>{type}</code>}
                checked={takesAny(patterns, type)}
                onChange={({ target }) => onToggle([type], target.checked)}
              />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

interface PatternsProps extends Pick<Props, "onChange" | "error"> {
  readonly patterns: readonly string[];
  readonly types: readonly string[];
}

function Patterns({ patterns, types, onChange, error }: PatternsProps) {
  const [text, setText] = useState("");
  const wild = patterns.filter((pattern) => pattern !== ALL && (isWild(pattern) || !types.includes(pattern)));
  const problem = /^[\w.*-]*$/.test(text) ? undefined : "Letters, digits, dots, - and * only";
  const found = types.filter((type) => takesAny([text], type)).length;
  const add = () => {
    if (text === "" || problem) return;
    onChange(withTypes(patterns, [text]));
    setText("");
  };
  return (
    <div className="grid gap-2">
      <Field
        label="Wildcard"
        optional
        error={problem ?? error}
        hint={
          text && !problem
            ? `Takes ${plural(found, "type")} now.`
            : "* stands for any run of characters: customer.* also takes types that come later."
        }
      >
        <span className="flex gap-2">
          <Input
            mono
            name="events"
            aria-label="Wildcard"
            aria-invalid={problem || error ? true : undefined}
            placeholder="invoice.payment_*"
            value={text}
            onChange={({ target }) => setText(target.value.trim())}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add();
            }}
          />
          <Button
            icon={<Plus size={14} />}
            disabled={text === "" || problem !== undefined}
            onClick={add}
            className="h-input!"
          >
            Add
          </Button>
        </span>
      </Field>
      {wild.length > 0 && (
        <ul aria-label="Wildcards" className="flex flex-wrap gap-1.5">
          {wild.map((pattern) => (
            <li
              key={pattern}
              className="inline-flex h-ctl items-center rounded-2 border border-line-2 bg-surface pl-2.5"
            >
              <code>{pattern}</code>
              <IconButton
                size="small"
                label={`Remove ${pattern}`}
                icon={<X size={14} />}
                onClick={() => onChange(patterns.filter((one) => one !== pattern))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
