import type { Connector } from "@sluice/shared/connectors";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { Checkbox } from "../../components/checkbox.tsx";
import { takesAny } from "./patterns.ts";

interface GroupProps {
  readonly group: Connector["eventGroups"][number];
  readonly shown: readonly string[];
  readonly patterns: readonly string[];
  readonly expanded: boolean;
  /** It may be looked at, not changed. */
  readonly disabled: boolean;
  readonly onToggle: (types: readonly string[], on: boolean) => void;
}

/** The types of one object, taken all or one by one. */
export function Group({ group, shown, patterns, expanded, disabled, onToggle }: GroupProps) {
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
          disabled={disabled}
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
            <li className="text-12 text-fg-3">These are received and stored, but write no document.</li>
          )}
          {shown.map((type) => (
            <li key={type}>
              <Checkbox
                label={<code>{type}</code>}
                checked={takesAny(patterns, type)}
                disabled={disabled}
                onChange={({ target }) => onToggle([type], target.checked)}
              />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
