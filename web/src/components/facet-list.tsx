import { Command } from "cmdk";
import { type ReactNode, useState } from "react";
import { count } from "../lib/format.ts";

export interface Facet {
  readonly value: string;
  readonly label: string;
  /** Before the label, such as a StatusGlyph. */
  readonly glyph?: ReactNode;
  /** How many there would be, for the other filters set. */
  readonly count?: number | undefined;
}

export interface FacetListProps {
  /** "Find a status" */
  readonly placeholder: string;
  readonly facets: readonly Facet[];
  readonly selected: readonly string[];
  readonly onChange: (selected: readonly string[]) => void;
  /** Names what is typed as a value of its own, where it may be one: "All that match invoice.*". */
  readonly custom?: (typed: string) => string | undefined;
  /** Choosing one takes the place of the other. */
  readonly single?: boolean;
}

const ITEM = "flex h-8 cursor-pointer items-center gap-2.5 px-3 aria-selected:bg-surface-3 max-rail:h-11";

/** Loaded with the first filter that opens; use it by `Facets`. */
export function FacetList({ placeholder, facets, selected, onChange, custom, single }: FacetListProps) {
  const [typed, setTyped] = useState("");
  const own = typed.trim() && custom?.(typed.trim());
  const toggle = (value: string) => {
    if (selected.includes(value)) onChange(selected.filter((one) => one !== value));
    else onChange(single ? [value] : [...selected, value]);
  };
  const hasCounts = facets.some((facet) => facet.count !== undefined);
  return (
    <Command label={placeholder} loop className="w-70">
      <Command.Input
        autoFocus
        value={typed}
        onValueChange={setTyped}
        placeholder={placeholder}
        className="h-9 w-full border-b border-line bg-transparent px-3 outline-none max-rail:text-16"
      />
      <Command.List className="max-h-80 overflow-y-auto">
        <Command.Empty className="px-3 py-3 text-fg-2">No match.</Command.Empty>
        {own && (
          <Command.Item
            forceMount
            value={typed}
            onSelect={() => {
              toggle(typed.trim());
              setTyped("");
            }}
            className={ITEM}
          >
            <span className="min-w-0 flex-1 truncate">{own}</span>
          </Command.Item>
        )}
        {facets.map((facet) => {
          const on = selected.includes(facet.value);
          return (
            <Command.Item
              key={facet.value}
              value={`${facet.label} ${facet.value}`}
              onSelect={() => toggle(facet.value)}
              className={ITEM}
            >
              <input
                type="checkbox"
                tabIndex={-1}
                readOnly
                checked={on}
                aria-hidden="true"
                className="checkbox"
              />
              {facet.glyph}
              <span className="min-w-0 flex-1 truncate">
                {facet.label}
                {on && <span className="sr-only">, chosen</span>}
              </span>
              {facet.count !== undefined && <span className="text-fg-2">{count(facet.count)}</span>}
            </Command.Item>
          );
        })}
      </Command.List>
      {hasCounts && (
        <p className="border-t border-line px-3 py-2 text-12 text-fg-3">
          Counts with the other filters applied
        </p>
      )}
    </Command>
  );
}
