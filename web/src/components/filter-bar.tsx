import { Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useShortcuts } from "../lib/keyboard.ts";
import { Kbd } from "./kbd.tsx";
import { Popover } from "./popover.tsx";

export interface Filter {
  readonly id: string;
  /** "Status" */
  readonly label: string;
  /** What is chosen, in words: "Failed, Pending"; undefined: this filter is not set. */
  readonly value: string | undefined;
  readonly onRemove?: (() => void) | undefined;
  /** What its popover shows: Facets, a RangeEditor, or a form. `close` closes it. */
  readonly editor: (close: () => void) => ReactNode;
}

interface Props {
  /** In their order; those with a value are chips, the others are behind "Filter". */
  readonly filters: readonly Filter[];
  /** At the right: Save view, Columns, a count. */
  readonly actions?: ReactNode;
}

/** Field, value, remove; and what else can be narrowed. */
export function FilterBar({ filters, actions }: Props) {
  const set = filters.filter(({ value }) => value !== undefined);
  const open = filters.filter(({ value }) => value === undefined);
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-gutter py-2.5">
      {set.map((filter) => (
        <Chip key={filter.id} filter={filter} />
      ))}
      <AddFilter open={open} all={filters} />
      {actions && <div className="ml-auto flex flex-wrap items-center gap-1.5">{actions}</div>}
    </div>
  );
}

const CHIP = "h-full -outline-offset-2 hover:bg-surface-2";

function Chip({ filter }: { filter: Filter }) {
  const { label, value, onRemove, editor } = filter;
  const [open, setOpen] = useState(false);
  return (
    <span className="inline-flex h-ctl max-w-full items-stretch overflow-hidden rounded-2 border border-line-2 bg-surface">
      <Popover
        label={label}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <button
            type="button"
            className={`flex min-w-0 items-center gap-1.5 px-2 ${CHIP}`}
            onKeyUp={(event) => event.key === "Backspace" && onRemove?.()}
          >
            <span className="text-fg-3">{label}</span>
            <span className="truncate font-500">{value}</span>
          </button>
        }
      >
        {editor(() => setOpen(false))}
      </Popover>
      {onRemove && (
        <button
          type="button"
          aria-label={`Remove the filter ${label}`}
          className={`flex w-7 items-center justify-center border-l border-line text-fg-3 max-rail:w-9 ${CHIP}`}
          onClick={onRemove}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}

/** One that is chosen stays open while its first values are picked and it becomes a chip. */
function AddFilter({ open: filters, all }: { open: readonly Filter[]; all: readonly Filter[] }) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const filter = all.find(({ id }) => id === chosen) ?? (filters.length === 1 ? filters[0] : undefined);
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) setChosen(undefined);
  };
  useShortcuts({ f: () => change(true) });
  if (filters.length === 0 && !filter) return null;
  return (
    <Popover
      label={filter?.label ?? "Add a filter"}
      open={open}
      onOpenChange={change}
      trigger={
        <button
          type="button"
          className="inline-flex h-ctl items-center gap-1.5 rounded-2 border border-dashed border-line-ctl px-2 text-fg-2 hover:bg-surface-2"
        >
          <Plus size={14} aria-hidden="true" />
          Filter
          <span aria-hidden="true" className="max-rail:hidden">
            <Kbd>F</Kbd>
          </span>
        </button>
      }
    >
      {filter ? (
        filter.editor(() => change(false))
      ) : (
        <ul className="min-w-44 py-1">
          {filters.map(({ id, label }) => (
            <li key={id}>
              <button
                type="button"
                onClick={() => setChosen(id)}
                className="flex h-8 w-full items-center px-3 text-left -outline-offset-2 hover:bg-surface-3 max-rail:h-11"
              >
                {label}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
