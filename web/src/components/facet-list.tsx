import { Command } from "cmdk";
import type { ReactNode } from "react";
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
}

/** Loaded with the first filter that opens; use it by `Facets`. */
export function FacetList({ placeholder, facets, selected, onChange }: FacetListProps) {
  const toggle = (value: string) =>
    onChange(selected.includes(value) ? selected.filter((one) => one !== value) : [...selected, value]);
  const hasCounts = facets.some((facet) => facet.count !== undefined);
  return (
    <Command label={placeholder} loop className="w-70">
      <Command.Input
        autoFocus
        placeholder={placeholder}
        className="h-9 w-full border-b border-line bg-transparent px-3 outline-none max-rail:text-16"
      />
      <Command.List className="max-h-80 overflow-y-auto">
        <Command.Empty className="px-3 py-3 text-fg-2">None has that name.</Command.Empty>
        {facets.map((facet) => {
          const on = selected.includes(facet.value);
          return (
            <Command.Item
              key={facet.value}
              value={`${facet.label} ${facet.value}`}
              onSelect={() => toggle(facet.value)}
              className="flex h-8 cursor-pointer items-center gap-2.5 px-3 aria-selected:bg-surface-3 max-rail:h-11"
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
        <p className="border-t border-line px-3 py-2 text-12 text-fg-3">Counts for the other filters set</p>
      )}
    </Command>
  );
}
