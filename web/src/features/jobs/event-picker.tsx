import type { Connector } from "@sluice/shared/connectors";
import { Search } from "lucide-react";
import { useState } from "react";
import { Checkbox } from "../../components/checkbox.tsx";
import { Input } from "../../components/input.tsx";
import { Group } from "./event-group.tsx";
import { ALL, patternsOf, takesAny, withoutTypes, withTypes } from "./patterns.ts";
import { Wildcards } from "./wildcards.tsx";

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
  const dotted = types.find((type) => type.includes(".")) ?? "";
  const taken = types.filter((type) => takesAny(patterns, type)).length;
  const toggle = (of: readonly string[], on: boolean, whole: readonly string[] = of) =>
    onChange(on ? withTypes(patterns, whole) : withoutTypes(patterns, of, types));
  const groups = connector.eventGroups
    .map((group) => ({ group, shown: group.types.filter((type) => type.includes(looked.toLowerCase())) }))
    .filter(({ shown }) => shown.length > 0);
  return (
    <fieldset className="grid gap-3">
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
        disabled={disabled}
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
            placeholder={`Search, such as ${connector.eventGroups
              .slice(0, 2)
              .map(({ objects }) => objects[0])
              .join(" or ")}`}
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
            disabled={disabled}
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
      <Wildcards
        patterns={patterns}
        types={types}
        example={`${dotted.slice(0, dotted.lastIndexOf("."))}.*`}
        onChange={onChange}
        error={error}
        disabled={disabled}
      />
    </fieldset>
  );
}
